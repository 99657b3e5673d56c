import { sql, type RawBuilder } from 'kysely';
import type { SealedBox } from '@lienthong/contracts';
import { recordset } from '@lienthong/store';
import type { Batch } from '../pipeline/batch.js';
import type { Projection } from '../projection/exchange-projection.js';
import { dateOf } from './rows.js';
import { tableOf } from './table.js';

/** What the connectors said of exchanges: their present state, attempts that are new, and what stands beside them. */
export function saveProjection(batch: Batch): Readonly<Record<string, RawBuilder<unknown> | undefined>> {
  return { ...saveStates(batch), attempts: saveAttempts(batch), sideCalls: saveSideCalls(batch) };
}

const states = tableOf(
  'gateway.exchange_state',
  {
    id: 'uuid',
    version: 'int4',
    state: 'text',
    outcome: 'text',
    cause: 'text',
    who_acts: 'text',
    fields: 'text',
    attempts: 'int4',
    next_attempt_at: 'timestamptz',
    may_land_until: 'timestamptz',
    superseded_by: 'uuid',
    surely_not_done: 'bool',
    changed_at: 'timestamptz',
  },
  ['id'],
);

function saveStates({ changedStates, exchanges }: Batch): Readonly<Record<string, RawBuilder<unknown> | undefined>> {
  const wasHeard = (id: string): boolean => exchanges.get(id)!.wasHeard;
  const rowOf = (id: string) => stateRow(id, exchanges.get(id)!.projection);
  const ids = [...changedStates];
  return {
    states: states.insert(ids.filter((id) => !wasHeard(id)).map(rowOf)),
    states_changed: states.update(ids.filter(wasHeard).map(rowOf)),
  };
}

const stateRow = (id: string, p: Projection) => ({
  id,
  version: p.version,
  state: p.state,
  outcome: p.outcome ?? null,
  cause: p.cause ?? null,
  who_acts: p.whoActs ?? null,
  fields: p.fields ? JSON.stringify(p.fields) : null,
  attempts: p.attempts,
  next_attempt_at: dateOf(p.nextAttemptAt),
  may_land_until: dateOf(p.mayLandUntil),
  superseded_by: p.supersededBy ?? null,
  surely_not_done: p.surelyNotDone ?? null,
  changed_at: dateOf(p.changedAt),
});

function saveAttempts(batch: Batch): RawBuilder<unknown> | undefined {
  const rows = batch.newAttempts.flatMap(({ exchange, version, attempt, detail }) =>
    attempt
      ? [
          {
            exchange,
            attempt: attempt.attempt,
            started_at: dateOf(attempt.startedAt),
            ended_at: dateOf(attempt.endedAt),
            outcome: attempt.outcome,
            cause: attempt.cause ?? null,
            version,
            ...columnsOf(detail),
          },
        ]
      : [],
  );
  if (rows.length === 0) return undefined;
  return sql`
    insert into gateway.exchange_attempt (exchange, attempt, started_at, ended_at, outcome, cause, version, detail_key, detail_box)
    select r.exchange, r.attempt, r.started_at, r.ended_at, r.outcome, r.cause, r.version, r.detail_key, r.detail_box
    from ${recordset(rows, {
      exchange: 'uuid',
      attempt: 'int4',
      started_at: 'timestamptz',
      ended_at: 'timestamptz',
      outcome: 'text',
      cause: 'text',
      version: 'int4',
      detail_key: 'bytea',
      detail_box: 'bytea',
    })}`;
}

const columnsOf = (detail: SealedBox | undefined) => ({
  detail_key: detail ? Buffer.from(detail.key, 'base64') : null,
  detail_box: detail ? Buffer.from(detail.box, 'base64') : null,
});

function saveSideCalls(batch: Batch): RawBuilder<unknown> | undefined {
  if (batch.newSideCalls.length === 0) return undefined;
  const rows = batch.newSideCalls.map(({ exchange, kind, n, process, call, detail }) => ({
    ...{ exchange, kind, n, process, attempt: call.attempt, outcome: call.outcome, cause: call.cause ?? null },
    started_at: dateOf(call.startedAt),
    ended_at: dateOf(call.endedAt),
    ...columnsOf(detail),
  }));
  return sql`
    insert into gateway.exchange_side_call (exchange, kind, n, process, attempt, started_at, ended_at, outcome, cause,
      detail_key, detail_box)
    select r.exchange, r.kind, r.n, r.process, r.attempt, r.started_at, r.ended_at, r.outcome, r.cause, r.detail_key, r.detail_box
    from ${recordset(rows, {
      exchange: 'uuid',
      kind: 'text',
      n: 'int4',
      process: 'text',
      attempt: 'int4',
      started_at: 'timestamptz',
      ended_at: 'timestamptz',
      outcome: 'text',
      cause: 'text',
      detail_key: 'bytea',
      detail_box: 'bytea',
    })}`;
}
