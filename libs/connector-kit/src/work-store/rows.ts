import type { ExchangeState, FieldFault, LaneKind, OutcomeKind, WhoActs } from '@lienthong/contracts';
import type { Work } from '../exchange/work.js';

/** A row of `connectors.work` without its sealed payload, as both drivers give it. */
export interface WorkRow {
  exchange: string;
  subject: string;
  shard: number;
  partner: string;
  operation: string;
  lane: string;
  number: number;
  after_partner: string | null;
  after_operation: string | null;
  after_number: number | null;
  due: Date;
  client: string;
  traceparent: string | null;
  inserted_at: Date;
  state: string;
  version: number;
  attempts: number;
  broken: number;
  questions: number;
  outcome: string | null;
  cause: string | null;
  who_acts: string | null;
  fields: string | null;
  next_at: Date | null;
  surely_not_done: boolean;
  attempted_at: Date | null;
  superseded_by: string | null;
}

/** Columns of {@link WorkRow}, for `select`. */
export const workColumns = `w.exchange::text as exchange, w.subject, w.shard, w.partner, w.operation, w.lane, w.number,
  w.after_partner, w.after_operation, w.after_number, w.due, w.client, w.traceparent, w.inserted_at, w.state, w.version, w.attempts,
  w.broken, w.questions, w.outcome, w.cause, w.who_acts, w.fields, w.next_at, w.surely_not_done, w.attempted_at,
  w.superseded_by::text as superseded_by`;

export function workOfRow(row: WorkRow): Work {
  return {
    exchange: row.exchange,
    subject: row.subject,
    shard: row.shard,
    partner: row.partner,
    operation: row.operation,
    lane: row.lane as LaneKind,
    number: Number(row.number),
    ...(row.after_partner !== null && row.after_operation !== null && row.after_number !== null
      ? { after: { partner: row.after_partner, operation: row.after_operation, number: Number(row.after_number) } }
      : {}),
    due: row.due.getTime(),
    client: row.client,
    insertedAt: row.inserted_at.getTime(),
    ...(row.traceparent === null ? {} : { traceparent: row.traceparent }),
    state: row.state as ExchangeState,
    version: row.version,
    attempts: row.attempts,
    broken: row.broken,
    questions: row.questions,
    ...(row.outcome === null ? {} : { outcome: row.outcome as OutcomeKind }),
    ...(row.cause === null ? {} : { cause: row.cause }),
    ...(row.who_acts === null ? {} : { whoActs: row.who_acts as WhoActs }),
    ...(row.fields === null ? {} : { fields: JSON.parse(row.fields) as FieldFault[] }),
    ...(row.next_at === null ? {} : { nextAt: row.next_at.getTime() }),
    surelyNotDone: row.surely_not_done,
    ...(row.attempted_at === null ? {} : { attemptedAt: row.attempted_at.getTime() }),
    ...(row.superseded_by === null ? {} : { supersededBy: row.superseded_by }),
  };
}
