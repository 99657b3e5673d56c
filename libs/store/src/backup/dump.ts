import { sql, type Transaction } from 'kysely';
import { apart } from '../guarded-kysely.js';
import type { MigrationSet, Side, Store } from '../port.js';
import type { BackupHeader, BackupItem, BackupSide } from './format.js';

type Db = Transaction<unknown>;

/** Neither is of use elsewhere: the books of migrations are made anew, who was alive is over. */
const left = new Set(['applied_migration', 'schema_info', 'member', 'sweep']);

const portionBytes = 4 * 1024 * 1024;

/** What a snapshot holds: the header, and the tables with their rows. */
export interface Snapshot {
  readonly header: BackupHeader;
  readonly items: AsyncIterable<BackupItem>;
}

/**
 * Reads both sides as they were at one instant. On PostgreSQL two transactions, each under the role of its side, share a
 * snapshot; an embedded store must have nobody else at work meanwhile (see `copyEmbedded`).
 */
export async function withSnapshot<T>(
  store: Store,
  sets: readonly MigrationSet[],
  use: (snapshot: Snapshot) => Promise<T>,
): Promise<T> {
  const [first, ...others] = sets;
  if (first === undefined) throw new TypeError('withSnapshot needs a side');
  return inSnapshot(store, first.side, undefined, async (tx, snapshot) => {
    const open = new Map<Side, Db>([[first.side, tx]]);
    return collect(store, others, snapshot, open, async () => {
      // When the transaction began: whatever had been committed by then is in the snapshot.
      const { rows } = await sql<{ now: string }>`
        select to_char(now() at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as now`.execute(tx);
      const sides: BackupSide[] = [];
      for (const set of sets) sides.push(await sideOf(open.get(set.side) ?? tx, set));
      const header: BackupHeader = { lienthong: 'backup', format: 1, snapshotAt: rows[0]!.now, sides };
      return use({ header, items: itemsOf(sets, (side) => open.get(side) ?? tx) });
    });
  });
}

/** Opens a transaction per side over the same snapshot, one inside the other. An embedded store has one session for all. */
function collect<T>(
  store: Store,
  sets: readonly MigrationSet[],
  snapshot: string,
  open: Map<Side, Db>,
  work: () => Promise<T>,
): Promise<T> {
  const [next, ...others] = sets;
  if (next === undefined || store.kind === 'pglite') return work();
  return apart(() =>
    inSnapshot(store, next.side, snapshot, (tx) => {
      open.set(next.side, tx);
      return collect(store, others, snapshot, open, work);
    }),
  );
}

/** One side's transaction stands still while the other side is written; it only reads, and keeps no row from anybody. */
const idle = '12h';

function inSnapshot<T>(
  store: Store,
  side: Side,
  snapshot: string | undefined,
  work: (tx: Db, snapshot: string) => Promise<T>,
): Promise<T> {
  return store
    .db<unknown>(side)
    .transaction()
    .setIsolationLevel('repeatable read')
    .execute(async (tx) => {
      if (store.kind === 'postgres')
        await sql`set local idle_in_transaction_session_timeout = ${sql.lit(idle)}`.execute(tx);
      if (snapshot !== undefined) await sql`set transaction snapshot ${sql.lit(snapshot)}`.execute(tx);
      const shared = snapshot ?? (await exported(store, tx));
      return work(tx, shared);
    });
}

async function exported(store: Store, tx: Db): Promise<string> {
  if (store.kind === 'pglite') return '';
  const { rows } = await sql<{ id: string }>`select pg_export_snapshot() as id`.execute(tx);
  return rows[0]!.id;
}

async function sideOf(tx: Db, { side, binary }: MigrationSet): Promise<BackupSide> {
  const { rows } = await sql<{ name: string }>`
    select name from ${sql.id(side, 'applied_migration')} order by name`.execute(tx);
  return { side, binary, migrations: rows.map(({ name }) => name) };
}

async function* itemsOf(sets: readonly MigrationSet[], of: (side: Side) => Db): AsyncIterable<BackupItem> {
  for (const { side } of sets) {
    for (const { table, columns } of await tablesOf(of(side), side)) {
      yield { table, side, columns };
      yield* rowsOf(of(side), side, table);
    }
  }
}

/** Tables of a side with their columns, by name. */
export async function tablesOf(tx: Db, side: Side): Promise<readonly { table: string; columns: string[] }[]> {
  const { rows } = await sql<{ table: string; columns: string }>`
    select c.relname::text as table, string_agg(a.attname::text, ',' order by a.attnum) as columns
    from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
    where c.relnamespace = ${side}::regnamespace and c.relkind = 'r' group by c.relname order by c.relname`.execute(tx);
  return rows
    .filter(({ table }) => !left.has(table))
    .map(({ table, columns }) => ({ table, columns: columns.split(',') }));
}

/** Rows as PostgreSQL writes them, in portions of bounded size. */
async function* rowsOf(tx: Db, side: Side, table: string): AsyncIterable<readonly string[]> {
  await sql`declare dump no scroll cursor for select t::text as line from ${sql.id(side, table)} t`.execute(tx);
  let rows = 50;
  for (;;) {
    const found = await sql<{ line: string }>`fetch forward ${sql.lit(rows)} from dump`.execute(tx);
    if (found.rows.length === 0) break;
    const texts = found.rows.map(({ line }) => line);
    yield texts;
    const average = texts.reduce((sum, text) => sum + text.length, 0) / texts.length;
    rows = Math.min(2_000, Math.max(5, Math.floor(portionBytes / average)));
  }
  await sql`close dump`.execute(tx);
}
