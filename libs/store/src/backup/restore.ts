import { sql, type Transaction } from 'kysely';
import { migrate } from '../migrate.js';
import type { MigrationSet, Side, Store } from '../port.js';
import { BackupUnreadable, type BackupHeader, type BackupItem, type BackupSide, type TableHead } from './format.js';
import { tablesOf, type Snapshot } from './dump.js';

type Db = Transaction<unknown>;

/** The restore has not begun, or nothing of it is left; the message is a sentence for whoever asked for it. */
export class RestoreRefused extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'RestoreRefused';
  }
}

/** Beyond any epoch that a process of before the restore may still believe in. */
const epochLeap = 1_000_000;

/**
 * Puts a snapshot into a store whose schemas are empty or not there. Each side is one transaction; the connectors' side comes
 * first, so that a restore that was cut short never has work that its owner does not know. Schemas are those of the backup and
 * are then brought forward. Rows restored.
 * @throws {RestoreRefused} {@link BackupUnreadable}
 */
export async function restoreSnapshot(
  store: Store,
  sets: readonly MigrationSet[],
  { header, items }: Snapshot,
): Promise<{ readonly rows: number }> {
  for (const set of sets) await refuseWhatIsThere(store, set.side);
  for (const set of sets) await migrate(store, asOf(set, header.sides));
  const iterator = items[Symbol.asyncIterator]();
  let at: TableHead | undefined;
  let rows = 0;
  for (const { side } of header.sides) {
    await store
      .db<unknown>(side)
      .transaction()
      .execute(async (tx) => {
        await emptied(tx, side);
        const side_ = new SideRows(tx, side);
        for (;;) {
          at ??= await nextHead(iterator);
          if (at === undefined || at.side !== side) break;
          const table = at;
          at = undefined;
          await side_.begin(table);
          for (;;) {
            const { value, done } = await iterator.next();
            if (done) break;
            if ('table' in value) {
              at = value;
              break;
            }
            await side_.add(value);
            rows += value.length;
          }
        }
        await closeBooks(tx, side, header.snapshotAt);
      });
  }
  for (const set of sets) await migrate(store, set);
  return { rows };
}

async function nextHead(iterator: AsyncIterator<BackupItem>): Promise<TableHead | undefined> {
  const { value, done } = await iterator.next();
  if (done) return undefined;
  if ('table' in (value as object)) return value as TableHead;
  throw new BackupUnreadable('the backup', 'rows stand in it without their table');
}

/** Rows of one side on their way into its tables. */
class SideRows {
  #table = '';

  constructor(
    private readonly tx: Db,
    private readonly side: Side,
  ) {}

  async begin({ table, columns }: TableHead): Promise<void> {
    const there = (await tablesOf(this.tx, this.side)).find((one) => one.table === table);
    if (there?.columns.join() !== columns.join()) {
      throw new RestoreRefused(
        `the backup's table ${this.side}.${table} has other columns than this release makes at its schema: restore with the release that took it`,
      );
    }
    this.#table = table;
  }

  async add(rows: readonly string[]): Promise<void> {
    const table = sql.id(this.side, this.#table);
    await sql`
      insert into ${table} overriding system value
      select (x.t).* from (select r.line::${table} as t from unnest(${[...rows]}::text[]) r(line) offset 0) x`.execute(
      this.tx,
    );
  }
}

/** @throws {RestoreRefused} when the backup is of schemas that this release does not know; asked before anything is removed. */
export function refuseWhatIsUnknown(sets: readonly MigrationSet[], { sides }: Pick<BackupHeader, 'sides'>): void {
  for (const set of sets) asOf(set, sides);
}

/** The migrations that the backup's schema had; what is newer runs afterwards, over the rows. */
function asOf(set: MigrationSet, sides: readonly BackupSide[]): MigrationSet {
  const backup = sides.find(({ side }) => side === set.side);
  if (backup === undefined) throw new RestoreRefused(`the backup holds nothing of the ${set.side}`);
  const known = new Set(set.migrations.map(({ name }) => name));
  const strange = backup.migrations.find((name) => !known.has(name));
  if (strange !== undefined) {
    throw new RestoreRefused(
      `the backup is of a newer release: its ${set.side} schema has ${strange}, which this one does not know; restore with that release or a later one`,
    );
  }
  const had = new Set(backup.migrations);
  return { ...set, migrations: set.migrations.filter(({ name }) => had.has(name)) };
}

/** @throws {RestoreRefused} when a side's schema has rows that a start alone does not write. */
export async function refuseWhatIsThere(store: Store, side: Side): Promise<void> {
  if (!(await hasSchema(store, side))) return;
  const found = await store
    .db<unknown>(side)
    .transaction()
    .execute((tx) => firstFilled(tx, side));
  if (found !== undefined) {
    throw new RestoreRefused(
      `the database is not empty (${side}.${found} has rows): --replace removes what is in it first`,
    );
  }
}

async function hasSchema(store: Store, side: Side): Promise<boolean> {
  const { rows } = await sql`select from pg_namespace where nspname = ${side}`.execute(store.db(side));
  return rows.length > 0;
}

/** @throws {RestoreRefused} while any process is at work on the side: it would write into what is being restored. */
export async function refuseWhileAtWork(store: Store, side: Side): Promise<void> {
  if (!(await hasSchema(store, side))) return;
  const { rows } = await sql<{ processes: number }>`
    select count(distinct owner)::int4 as processes from ${sql.id(side, 'writer')}
    where lease_until > ${sql.id(side, 'clock_now')}()`.execute(store.db(side));
  const { processes } = rows[0]!;
  if (processes === 0) return;
  throw new RestoreRefused(
    `${processes} process(es) of the ${side} are at work, or were killed in the last seconds: stop them, and try again`,
  );
}

/** Written by the first start of a process, before anybody has asked it for anything. */
const ownBooks = new Set(['writer', 'shard_lease', 'counter', 'restored', 'timer', 'key_sample', 'reference_key']);

async function firstFilled(tx: Db, side: Side): Promise<string | undefined> {
  for (const { table } of await tablesOf(tx, side)) {
    if (ownBooks.has(table)) continue;
    const { rows } = await sql`select from ${sql.id(side, table)} limit 1`.execute(tx);
    if (rows.length > 0) return table;
  }
  return undefined;
}

async function emptied(tx: Db, side: Side): Promise<void> {
  for (const { table } of await tablesOf(tx, side)) await sql`delete from ${sql.id(side, table)}`.execute(tx);
}

/**
 * Nobody of before owns anything any more: outboxes are swept at once, shards are taken over as those of an owner that may still
 * be sending, and numbers of writers go on where they stood.
 */
export async function closeBooks(tx: Db, side: Side, snapshotAt: string): Promise<void> {
  const now = sql`${sql.id(side, 'clock_now')}()`;
  await sql`update ${sql.id(side, 'writer')} set lease_until = ${now}`.execute(tx);
  await sql`
    update ${sql.id(side, 'shard_lease')} set owner = null, epoch = epoch + ${epochLeap}::int8, until = ${now},
      ended_how = case when epoch > 0 then 'expired' else ended_how end`.execute(tx);
  await sql`
    select setval(pg_get_serial_sequence(${`${side}.writer`}, 'writer'),
      (select coalesce(max(w.writer), 0) + 1 from ${sql.id(side, 'writer')} w), false)`.execute(tx);
  await sql`
    insert into ${sql.id(side, 'restored')} (epoch, snapshot_at, restored_at)
    select coalesce(max(r.epoch), 0) + 1, ${snapshotAt}::timestamptz, ${now} from ${sql.id(side, 'restored')} r`.execute(
    tx,
  );
}

/** Removes the schemas of these sides, and the embedded log. */
export async function removeSchemas(store: Store, sides: readonly Side[]): Promise<void> {
  for (const side of [...sides, 'bus'] as const) {
    await sql`drop schema if exists ${sql.id(side)} cascade`.execute(store.db(side));
  }
}
