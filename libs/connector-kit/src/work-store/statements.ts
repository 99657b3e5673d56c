import { sql, type RawBuilder } from 'kysely';
import { recordset } from '@lienthong/store';
import type { Accept, Change, SideCallRow } from './units.js';
import type { BatchWriter } from './writer.js';

/** Announcements become rows; what is there already, or has been removed, gives none. Returns the exchanges of new rows. */
export function insertWork(writer: BatchWriter, units: readonly Accept[]): RawBuilder<{ exchange: string }> {
  const rows = units.map(({ announcement: a, shard }) => ({
    exchange: a.exchange,
    n: ++writer.arrivals,
    subject: a.subject,
    shard,
    partner: a.partner,
    operation: a.operation,
    lane: a.lane,
    number: a.number,
    after_partner: a.after?.partner ?? null,
    after_operation: a.after?.operation ?? null,
    after_number: a.after?.number ?? null,
    due: new Date(a.due),
    client: a.client,
    traceparent: a.traceparent ?? null,
    key: Buffer.from(a.payload.key, 'base64'),
    payload: Buffer.from(a.payload.box, 'base64'),
  }));
  return sql<{ exchange: string }>`
    insert into connectors.work (exchange, writer, n, subject, shard, partner, operation, lane, number, after_partner,
      after_operation, after_number, due, client, traceparent, key, payload)
    select r.exchange, ${writer.writer}, r.n, r.subject, r.shard, r.partner, r.operation, r.lane, r.number, r.after_partner,
      r.after_operation, r.after_number, r.due, r.client, r.traceparent, r.key, r.payload
    from ${recordset(rows, {
      exchange: 'uuid',
      n: 'int8',
      subject: 'text',
      shard: 'int4',
      partner: 'text',
      operation: 'text',
      lane: 'text',
      number: 'int8',
      after_partner: 'text',
      after_operation: 'text',
      after_number: 'int8',
      due: 'timestamptz',
      client: 'text',
      traceparent: 'text',
      key: 'bytea',
      payload: 'bytea',
    })}
    where not exists (
      select from connectors.lane_past p
      where p.subject = r.subject and p.partner = r.partner and p.operation = r.operation and p.through >= r.number)
    on conflict (exchange) do nothing
    returning exchange::text as exchange`;
}

/** Leases of these shards, held until the commit: a take-over waits for us, and then sees what we wrote. */
export function lockedLeases(owner: string, wanted: readonly number[]): RawBuilder<{ shard: number; epoch: number }> {
  const shards = [...new Set(wanted)].sort((a, b) => a - b).map((shard) => ({ shard }));
  return sql<{ shard: number; epoch: number }>`
    select l.shard, l.epoch from connectors.shard_lease l
    where l.owner = ${owner} and l.shard in (select r.shard from ${recordset(shards, { shard: 'int4' })})
    order by l.shard for share of l`;
}

/** A row that moves on; shard and epoch are those of the lease that covers it, where one has to. */
export interface ChangedWork extends Pick<Change, 'to' | 'at'> {
  readonly work: Pick<Change['work'], 'exchange' | 'version'> & { readonly shard?: number };
  readonly epoch?: number;
}

/**
 * Rows move on from the version that was decided on. With `fenced` only where the unit's lease is among the rows of the step
 * `leases` of the same statement.
 */
export function updateWork(units: readonly ChangedWork[], fenced = false): RawBuilder<{ exchange: string }> {
  const time = (millis: number | undefined): Date | null => (millis === undefined ? null : new Date(millis));
  const rows = units.map(({ work, to, at, epoch }) => ({
    exchange: work.exchange,
    shard: work.shard ?? null,
    epoch: epoch ?? null,
    version: work.version,
    state: to.state,
    new_version: to.version,
    attempts: to.attempts,
    broken: to.broken,
    questions: to.questions,
    outcome: to.outcome ?? null,
    cause: to.cause ?? null,
    who_acts: to.whoActs ?? null,
    fields: to.fields ? JSON.stringify(to.fields) : null,
    next_at: time(to.nextAt),
    surely_not_done: to.surelyNotDone,
    attempted_at: time(to.attemptedAt),
    superseded_by: to.supersededBy ?? null,
    changed_at: new Date(at),
  }));
  return sql<{ exchange: string }>`
    update connectors.work w set state = r.state, version = r.new_version, attempts = r.attempts, broken = r.broken,
      questions = r.questions, outcome = r.outcome, cause = r.cause, who_acts = r.who_acts, fields = r.fields,
      next_at = r.next_at, surely_not_done = r.surely_not_done, attempted_at = r.attempted_at,
      superseded_by = r.superseded_by, changed_at = r.changed_at
    from ${recordset(rows, {
      exchange: 'uuid',
      shard: 'int4',
      epoch: 'int8',
      version: 'int4',
      state: 'text',
      new_version: 'int4',
      attempts: 'int4',
      broken: 'int4',
      questions: 'int4',
      outcome: 'text',
      cause: 'text',
      who_acts: 'text',
      fields: 'text',
      next_at: 'timestamptz',
      surely_not_done: 'bool',
      attempted_at: 'timestamptz',
      superseded_by: 'uuid',
      changed_at: 'timestamptz',
    })}
    ${fenced ? sql`join leases l on l.shard = r.shard and l.epoch = r.epoch` : sql``}
    where w.exchange = r.exchange and w.version = r.version
    returning w.exchange::text as exchange`;
}

export function storeAttempts(owner: string, units: readonly Change[]): RawBuilder<unknown> | undefined {
  const rows = units.flatMap(({ work, attempt }) =>
    attempt
      ? [
          {
            exchange: work.exchange,
            attempt: attempt.attempt,
            started_at: new Date(attempt.startedAt),
            ended_at: attempt.endedAt === undefined ? null : new Date(attempt.endedAt),
            outcome: attempt.outcome ?? null,
            cause: attempt.cause ?? null,
            calls: attempt.calls ?? null,
          },
        ]
      : [],
  );
  if (rows.length === 0) return undefined;
  return sql`
    insert into connectors.attempt (exchange, attempt, owner, started_at, ended_at, outcome, cause, calls)
    select r.exchange, r.attempt, ${owner}, r.started_at, r.ended_at, r.outcome, r.cause, r.calls
    from ${recordset(rows, {
      exchange: 'uuid',
      attempt: 'int4',
      started_at: 'timestamptz',
      ended_at: 'timestamptz',
      outcome: 'text',
      cause: 'text',
      calls: 'bytea',
    })}
    on conflict (exchange, attempt) do update set started_at = excluded.started_at, ended_at = excluded.ended_at,
      outcome = excluded.outcome, cause = excluded.cause, calls = excluded.calls`;
}

export function storeSideCalls(owner: string, calls: readonly SideCallRow[]): RawBuilder<unknown> | undefined {
  if (calls.length === 0) return undefined;
  const rows = calls.map(({ startedAt, endedAt, cause, calls: bytes, ...row }) => ({
    ...row,
    started_at: new Date(startedAt),
    ended_at: new Date(endedAt),
    cause: cause ?? null,
    calls: bytes ?? null,
  }));
  return sql`
    insert into connectors.side_call (exchange, kind, n, owner, started_at, ended_at, outcome, cause, calls)
    select r.exchange, r.kind, r.n, ${owner}, r.started_at, r.ended_at, r.outcome, r.cause, r.calls
    from ${recordset(rows, {
      exchange: 'uuid',
      kind: 'text',
      n: 'int4',
      started_at: 'timestamptz',
      ended_at: 'timestamptz',
      outcome: 'text',
      cause: 'text',
      calls: 'bytea',
    })}
    on conflict do nothing`;
}
