import { sql, type Kysely } from 'kysely';
import { recordset } from '../recordset.js';
import type { Side, TakenOver } from '../port.js';

type Db = Kysely<unknown>;

export interface Held {
  readonly shard: number;
  readonly epoch: number;
}
/** Given up: `clean` when nothing of it can be on its way any more, else as if it had run out now. */
export interface Released extends Held {
  readonly how: 'clean' | 'expired';
}
export interface Claimed extends Held {
  readonly takenOver: TakenOver;
}
export interface Round {
  /** Those of the held ones that are still ours, and good for another term. */
  readonly renewed: readonly Held[];
  readonly claimed: readonly Claimed[];
  /** How many shards this process should have. */
  readonly share: number;
}

export interface RoundRequest {
  readonly owner: string;
  readonly ttlMs: number;
  readonly held: readonly Held[];
  /** Given up in this round. */
  readonly released: readonly Released[];
}

interface RoundRow {
  readonly kind: 'share' | 'renewed' | 'claimed';
  readonly shard: number;
  readonly epoch: number;
  readonly ended_how: TakenOver['how'] | null;
  readonly ended_at: Date | null;
}

/**
 * Heartbeat, release, renewal and claim of free shards up to a fair share, in one statement and in database time. The share of
 * a process follows from its rank among the living, so that the shares add up to all shards. Leases that are held are locked in
 * the order of their shards, as those who write outcomes under them do: neither waits for the other in a circle.
 */
export async function leaseRound(db: Db, side: Side, request: RoundRequest): Promise<Round> {
  const { owner, ttlMs, held, released } = request;
  const lease = sql.id(side, 'shard_lease');
  const member = sql.id(side, 'member');
  const columns = { shard: 'int4', epoch: 'int8' } as const;
  const { rows } = await sql<RoundRow>`
    with clock as materialized (
      select ${sql.id(side, 'clock_now')}() as at, ${ttlMs / 1_000}::float8 * interval '1 second' as term),
    heartbeat as (
      insert into ${member} as m (owner, seen_until) select ${owner}, at + term from clock
      on conflict (owner) do update set seen_until = excluded.seen_until),
    buried as (
      delete from ${member} m using clock where m.owner <> ${owner} and m.seen_until < clock.at - interval '1 minute'),
    living as (
      select count(*)::int4 as others, count(*) filter (where m.owner < ${owner})::int4 as before
      from ${member} m, clock where m.owner <> ${owner} and m.seen_until > clock.at),
    share as (
      select (total / (others + 1) + case when before < total % (others + 1) then 1 else 0 end)::int4 as size
      from living, (select count(*)::int4 as total from ${lease}) all_shards),
    mine as (
      select l.shard from ${lease} l
      where l.owner = ${owner} and l.shard = any(${[...held, ...released].map(({ shard }) => shard)}::int4[])
      order by l.shard for no key update of l),
    released as (
      update ${lease} l set owner = null, until = clock.at, ended_how = r.how
      from clock, mine, ${recordset(released, { ...columns, how: 'text' })}
      where l.shard = mine.shard and l.shard = r.shard and l.epoch = r.epoch and l.owner = ${owner}),
    renewed as (
      update ${lease} l set until = clock.at + clock.term
      from clock, mine, ${recordset(held, columns)}
      where l.shard = mine.shard and l.shard = r.shard and l.epoch = r.epoch and l.owner = ${owner}
      returning l.shard, l.epoch),
    free as (
      select l.shard, case when l.owner is null then l.ended_how else 'expired' end as ended_how,
        case when l.ended_how = 'never' and l.owner is null then clock.at else least(l.until, clock.at) end as ended_at
      from ${lease} l, clock
      where (l.owner is null or l.until <= clock.at or l.owner = ${owner})
        and l.shard <> all(${[...held, ...released].map(({ shard }) => shard)}::int4[])
      order by l.shard
      limit greatest(0, (select size from share) - ${held.length}::int4)
      for update of l skip locked),
    claimed as (
      update ${lease} l set owner = ${owner}, epoch = l.epoch + 1, until = clock.at + clock.term
      from free, clock where l.shard = free.shard
      returning l.shard, l.epoch, free.ended_how, free.ended_at)
    select 'share' as kind, size as shard, 0::int8 as epoch, null as ended_how, null::timestamptz as ended_at from share
    union all select 'renewed', shard, epoch, null, null from renewed
    union all select 'claimed', shard, epoch, ended_how, ended_at from claimed`.execute(db);
  return roundOf(rows);
}

function roundOf(rows: readonly RoundRow[]): Round {
  const of = (kind: RoundRow['kind']): readonly RoundRow[] => rows.filter((row) => row.kind === kind);
  return {
    share: of('share')[0]?.shard ?? 0,
    renewed: of('renewed').map(({ shard, epoch }) => ({ shard, epoch })),
    claimed: of('claimed').map(({ shard, epoch, ended_how, ended_at }) => ({
      shard,
      epoch,
      takenOver: { how: ended_how ?? 'expired', endedAt: ended_at ?? new Date(0) },
    })),
  };
}

/** Ends every lease as `died`: only when whoever had them is known to be dead. */
export async function endAllAsDied(db: Db, side: Side): Promise<void> {
  const now = sql`${sql.id(side, 'clock_now')}()`;
  await sql`delete from ${sql.id(side, 'member')}`.execute(db);
  await sql`
    update ${sql.id(side, 'shard_lease')} set owner = null, ended_how = 'died', until = least(until, ${now})
    where owner is not null`.execute(db);
}

/** Ends leases and leaves the circle of the living. */
export async function releaseAll(db: Db, side: Side, owner: string, held: readonly Released[]): Promise<void> {
  await sql`
    with left_circle as (delete from ${sql.id(side, 'member')} where owner = ${owner})
    update ${sql.id(side, 'shard_lease')} l set owner = null, until = ${sql.id(side, 'clock_now')}(), ended_how = r.how
    from ${recordset(held, { shard: 'int4', epoch: 'int8', how: 'text' })}
    where l.shard = r.shard and l.epoch = r.epoch and l.owner = ${owner}`.execute(db);
}
