import { shardOf } from '@lienthong/contracts';
import { sql, type RawBuilder } from 'kysely';
import { recordset } from '../recordset.js';
import type { Side, Tx } from '../port.js';
import type { DueTimer, TimerKey } from './timer-table.js';

/** A timer that stands in the table again while its job runs, due when nobody says any more that it does. */
export interface Claim extends TimerKey {
  readonly failures: number;
  /** When it may be taken by another; tells this claim from what was set anew meanwhile. */
  readonly until: Date;
}

const columns = { subject: 'text', kind: 'text', until: 'timestamptz' } as const;
const rowsOf = (claims: readonly Claim[]): RawBuilder<unknown> =>
  recordset(
    claims.map(({ subject, kind, until }) => ({ subject, kind, until })),
    columns,
  );
const from = (side: Side, millis: number): RawBuilder<unknown> =>
  sql`date_trunc('milliseconds', ${sql.id(side, 'clock_now')}() + ${millis}::float8 * interval '1 millisecond')`;

/** Puts timers that have just been taken back for the time of their jobs. In the transaction that took them. */
export async function putClaims(tx: Tx, side: Side, timers: readonly DueTimer[], millis: number): Promise<Claim[]> {
  const rows = timers.map(({ subject, kind, payload, failures }) => {
    return { subject, kind, failures, shard: shardOf(subject), payload: JSON.stringify(payload ?? null) };
  });
  const types = { subject: 'text', kind: 'text', failures: 'int4', shard: 'int4', payload: 'text' } as const;
  const { rows: claimed } = await sql<Claim>`
    insert into ${sql.id(side, 'timer')} (subject, kind, due, shard, payload, failures)
    select subject, kind, ${from(side, millis)}, shard, payload, failures from ${recordset(rows, types)}
    returning subject, kind, due as until, failures`.execute(tx);
  return claimed;
}

/** Says that the jobs of these claims still run; those that are still ours. */
export async function renewClaims(db: Tx, side: Side, claims: readonly Claim[], millis: number): Promise<Claim[]> {
  const { rows } = await sql<Claim>`
    update ${sql.id(side, 'timer')} t set due = ${from(side, millis)} from ${rowsOf(claims)}
    where t.subject = r.subject and t.kind = r.kind and t.due = r.until
    returning t.subject, t.kind, t.due as until, t.failures`.execute(db);
  return rows;
}

export type ClaimEnd =
  /** Nothing more to do. */
  | { readonly kind: 'done' }
  | { readonly kind: 'next'; readonly due: Date; readonly payload?: unknown }
  /** Runs again soon, for want of success. */
  | { readonly kind: 'failed'; readonly afterMillis: number }
  /** Its process stops: due at once, for another. */
  | { readonly kind: 'givenUp' };

/** Removes the timers of claims whose work is done, in the order in which whoever sets timers locks them. */
export async function endDone(db: Tx, side: Side, claims: readonly Claim[]): Promise<void> {
  const timer = sql.id(side, 'timer');
  await sql`
    with ended as materialized (
      select t.subject, t.kind from ${timer} t join ${rowsOf(claims)} on t.subject = r.subject and t.kind = r.kind and t.due = r.until
      order by t.subject, t.kind for update of t)
    delete from ${timer} t using ended where t.subject = ended.subject and t.kind = ended.kind`.execute(db);
}

/** Ends a claim; nothing happens to a timer that has been set anew, cancelled, or taken by another. */
export async function endClaim(db: Tx, side: Side, claim: Claim, end: ClaimEnd): Promise<void> {
  const timer = sql.id(side, 'timer');
  const still = sql`subject = ${claim.subject} and kind = ${claim.kind} and due = ${claim.until}`;
  switch (end.kind) {
    case 'done':
      await sql`delete from ${timer} where ${still}`.execute(db);
      return;
    case 'next': {
      const payload = 'payload' in end ? sql`, payload = ${JSON.stringify(end.payload ?? null)}` : sql``;
      await sql`update ${timer} set due = ${end.due}, failures = 0 ${payload} where ${still}`.execute(db);
      return;
    }
    case 'failed':
      await sql`
        update ${timer} set due = ${from(side, end.afterMillis)}, failures = failures + 1 where ${still}`.execute(db);
      return;
    case 'givenUp':
      await sql`update ${timer} set due = ${from(side, 0)} where ${still}`.execute(db);
  }
}
