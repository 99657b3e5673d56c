import { sql, type Kysely } from 'kysely';
import type { Migration, MigrationSet, Side, Store, Tx } from './port.js';

/** The schema needs a newer binary, or was never ours; whoever deploys must act. */
export class MigrationRefused extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'MigrationRefused';
  }
}

type Db = Kysely<unknown>;

/** One lock per side, so that processes starting together take turns. Any fixed numbers would do. */
const lockKeys: Readonly<Record<Side, number>> = { gateway: 7_301, connectors: 7_302, bus: 7_303 };

async function createBooks(db: Db, side: Side): Promise<void> {
  const schema = sql.id(side);
  // `if not exists` asks for the right to create one even when it is there.
  const { rows } = await sql`select from pg_namespace where nspname = ${side}`.execute(db);
  if (rows.length === 0) await sql`create schema ${schema}`.execute(db);
  await sql`create table if not exists ${schema}.applied_migration (
    name text primary key, applied_at timestamptz not null default clock_timestamp())`.execute(db);
  await sql`create table if not exists ${schema}.schema_info (
    one boolean primary key default true check (one), oldest_binary integer not null)`.execute(db);
}

async function booksExist(db: Db, side: Side): Promise<boolean> {
  const { rows } = await sql<{ found: boolean }>`
    select to_regclass(${`${side}.schema_info`}) is not null as found`.execute(db);
  return rows[0]?.found === true;
}

async function appliedNames(db: Db, side: Side): Promise<Set<string>> {
  const { rows } = await sql<{ name: string }>`select name from ${sql.id(side, 'applied_migration')}`.execute(db);
  return new Set(rows.map(({ name }) => name));
}

async function refuseIfTooOld(db: Db, set: MigrationSet): Promise<void> {
  const { rows } = await sql<{ oldest: number }>`
    select oldest_binary as oldest from ${sql.id(set.side, 'schema_info')}`.execute(db);
  const oldest = rows[0]?.oldest ?? 0;
  if (set.binary >= oldest) return;
  throw new MigrationRefused(
    `the schema ${set.side} serves binaries from ${oldest} on and this one is ${set.binary}: start a newer release, or restore the backup taken before the upgrade`,
  );
}

function inOrder(set: MigrationSet): readonly Migration[] {
  const sorted = [...set.migrations].sort((a, b) => (a.name < b.name ? -1 : 1));
  const twice = sorted.find((migration, at) => sorted[at + 1]?.name === migration.name);
  if (twice) throw new MigrationRefused(`the migrations of ${set.side} have two called ${twice.name}`);
  return sorted;
}

async function applyOne(tx: Tx, side: Side, migration: Migration): Promise<void> {
  await migration.up(tx);
  await sql`insert into ${sql.id(side, 'applied_migration')} (name) values (${migration.name})`.execute(tx);
  await sql`insert into ${sql.id(side, 'schema_info')} (oldest_binary) values (${migration.oldestBinary})
    on conflict (one) do update set oldest_binary = greatest(schema_info.oldest_binary, excluded.oldest_binary)`.execute(
    tx,
  );
}

/** Applies the first migration that is missing, in a transaction of its own under the side's lock; its name, or nothing. */
function step(db: Db, set: MigrationSet): Promise<string | undefined> {
  return db.transaction().execute(async (tx) => {
    await sql`select pg_advisory_xact_lock(${lockKeys[set.side]}::int8)`.execute(tx);
    if (!(await booksExist(tx, set.side))) await createBooks(tx, set.side);
    await refuseIfTooOld(tx, set);
    const applied = await appliedNames(tx, set.side);
    const next = inOrder(set).find(({ name }) => !applied.has(name));
    if (next) await applyOne(tx, set.side, next);
    return next?.name;
  });
}

/**
 * Brings a side's schema forward; safe with any number of processes starting together. Migrations that the set does not
 * know (a newer release ran) are no obstacle as long as the schema still serves this binary.
 * @throws {MigrationRefused} when it does not. Nothing has been changed then.
 */
export async function migrate(store: Store, set: MigrationSet): Promise<{ applied: string[] }> {
  const db = store.db<unknown>(set.side);
  const applied: string[] = [];
  await store.prepareSchema?.(set);
  for (;;) {
    const name = await step(db, set);
    if (name === undefined) return { applied };
    applied.push(name);
  }
}
