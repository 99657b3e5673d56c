import { shardOf } from '@lienthong/contracts';
import { sql, type RawBuilder } from 'kysely';
import { recordset } from '../recordset.js';
import type { Lease, Side, Tx } from '../port.js';

export interface TimerKey {
  readonly subject: string;
  readonly kind: string;
}
export interface Timer extends TimerKey {
  readonly due: Date;
  /** JSON value; no personal values. */
  readonly payload?: unknown;
}
export interface DueTimer extends TimerKey {
  readonly due: Date;
  readonly payload: unknown;
  /** How often its handler has failed. */
  readonly failures: number;
}

/** How long a claim of a job lasts without a sign of life. */
export const usualClaimMillis = 15_000;

/** Due whatever the clock of whoever sets it says: the store compares with its own. */
export const atOnce = new Date(0);

export const keyOf = ({ subject, kind }: TimerKey): string => `${subject}\n${kind}`;

/** Of two under one key the last is set. */
async function insertTimers(
  db: Tx,
  side: Side,
  timers: readonly Timer[],
  onConflict: RawBuilder<unknown>,
): Promise<void> {
  if (timers.length === 0) return;
  const last = new Map(timers.map((timer) => [keyOf(timer), timer]));
  const rows = [...last.values()].map(({ subject, kind, due, payload }) => {
    return { subject, kind, due, shard: shardOf(subject), payload: JSON.stringify(payload ?? null) };
  });
  const columns = { subject: 'text', kind: 'text', due: 'timestamptz', shard: 'int4', payload: 'text' } as const;
  await sql`
    insert into ${sql.id(side, 'timer')} (subject, kind, due, shard, payload)
    select subject, kind, due, shard, payload from ${recordset(rows, columns)}
    order by subject, kind
    on conflict (subject, kind) ${onConflict}`.execute(db);
}

/** Sets timers, one per subject and kind; a later one replaces what stood there. In the transaction of what they are about. */
export function scheduleTimers(tx: Tx, side: Side, timers: readonly Timer[]): Promise<void> {
  return insertTimers(
    tx,
    side,
    timers,
    sql`do update set due = excluded.due, payload = excluded.payload, failures = 0`,
  );
}

/** Sets timers that are not there yet; one that is there keeps its time. */
export function ensureTimers(db: Tx, side: Side, timers: readonly Timer[]): Promise<void> {
  return insertTimers(db, side, timers, sql`do nothing`);
}

/**
 * Sets timers, or brings forward those that are there and wait for longer than a claim of a job lasts: one whose job may be running
 * is left alone, and so is one that is due soon anyway.
 */
export function hastenTimers(db: Tx, side: Side, timers: readonly Timer[]): Promise<void> {
  return insertTimers(
    db,
    side,
    timers,
    sql`do update set due = excluded.due, payload = excluded.payload, failures = 0
      where timer.due > ${sql.id(side, 'clock_now')}() + ${usualClaimMillis}::float8 * interval '1 millisecond'`,
  );
}

/** Removes timers that have not fired. */
export async function cancelTimers(tx: Tx, side: Side, keys: readonly TimerKey[]): Promise<void> {
  if (keys.length === 0) return;
  await sql`
    delete from ${sql.id(side, 'timer')} t using ${recordset(keys, { subject: 'text', kind: 'text' })}
    where t.subject = r.subject and t.kind = r.kind`.execute(tx);
}

export interface Ownership {
  readonly owner: string;
  readonly leases: readonly Pick<Lease, 'shard' | 'epoch'>[];
  readonly kinds: readonly string[];
}

/** The shards that are still ours by the database, held until the commit so that none changes hands under a handler. */
const ownedShards = (side: Side, { owner, leases }: Ownership) => sql`
  select l.shard from ${sql.id(side, 'shard_lease')} l
  join ${recordset(leases, { shard: 'int4', epoch: 'int8' })} on r.shard = l.shard and r.epoch = l.epoch
  where l.owner = ${owner} and l.until > ${sql.id(side, 'clock_now')}() order by l.shard`;

type TimerRow = Omit<DueTimer, 'payload'> & { readonly payload: string };
const inOrder = (rows: readonly TimerRow[]): readonly DueTimer[] =>
  rows
    .map((row) => ({ ...row, payload: JSON.parse(row.payload) as unknown }))
    .sort((a, b) => a.due.getTime() - b.due.getTime());

/** Due timers of our shards, the oldest first; nothing is locked. */
export async function seeDue(tx: Tx, side: Side, ownership: Ownership, limit: number): Promise<readonly DueTimer[]> {
  const { rows } = await sql<TimerRow>`
    select t.subject, t.kind, t.due, t.payload, t.failures from ${sql.id(side, 'timer')} t
    where t.due <= ${sql.id(side, 'clock_now')}() and t.shard in (select o.shard from (${ownedShards(side, ownership)}) o)
      and t.kind = any(${[...ownership.kinds]}::text[])
    order by t.due limit ${limit}::int4`.execute(tx);
  return inOrder(rows);
}

/** Takes due timers of our shards out of the table, the oldest first; of `among`, if given. */
export async function takeDue(
  tx: Tx,
  side: Side,
  ownership: Ownership,
  limit: number,
  among?: readonly TimerKey[],
): Promise<readonly DueTimer[]> {
  const timer = sql.id(side, 'timer');
  const wanted = among?.map(({ subject, kind }) => ({ subject, kind }));
  const { rows } = await sql<TimerRow>`
    with ours as materialized (${ownedShards(side, ownership)} for share of l),
    due as (
      select t.subject, t.kind from ${timer} t
      where t.due <= ${sql.id(side, 'clock_now')}() and t.shard in (select shard from ours)
        and t.kind = any(${[...ownership.kinds]}::text[])
        ${
          wanted
            ? sql`and (t.subject, t.kind) in (select r.subject, r.kind from ${recordset(wanted, { subject: 'text', kind: 'text' })})`
            : sql``
        }
      order by t.due limit ${limit}::int4 for update of t skip locked)
    delete from ${timer} t using due where t.subject = due.subject and t.kind = due.kind
    returning t.subject, t.kind, t.due, t.payload, t.failures`.execute(tx);
  return inOrder(rows);
}

/** Milliseconds of database time until the next timer of our shards is due; negative when it is, `undefined` without one. */
export async function millisToNext(tx: Tx, side: Side, ownership: Ownership): Promise<number | undefined> {
  const { rows } = await sql<{ millis: number | null }>`
    select (extract(epoch from t.due - ${sql.id(side, 'clock_now')}()) * 1000)::float8 as millis
    from ${sql.id(side, 'timer')} t
    where t.shard = any(${ownership.leases.map(({ shard }) => shard)}::int4[])
      and t.kind = any(${[...ownership.kinds]}::text[])
    order by t.due limit 1`.execute(tx);
  return rows[0]?.millis ?? undefined;
}

/** How long a timer waits that has failed so often before: 1 s … 1 h. */
export const waitMillis = (failures: number): number => 1_000 * Math.min(3_600, 2 ** Math.min(failures, 12));

/** Puts a timer off whose handler failed, for longer each time; not one that has been set anew meanwhile. */
export async function putOff(tx: Tx, side: Side, { subject, kind, due, failures }: DueTimer): Promise<void> {
  await sql`
    update ${sql.id(side, 'timer')}
    set due = ${sql.id(side, 'clock_now')}() + ${waitMillis(failures)}::float8 * interval '1 millisecond', failures = failures + 1
    where subject = ${subject} and kind = ${kind} and date_trunc('milliseconds', due) = ${due}::timestamptz`.execute(
    tx,
  );
}
