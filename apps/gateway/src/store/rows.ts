import type {
  DossierFacts,
  DossierStatus,
  ExchangeState,
  FieldFault,
  LaneKind,
  Origin,
  OutcomeKind,
  WhoActs,
} from '@lienthong/contracts';
import type { HandedTo } from '../journey/handed-to.js';
import type { LaneState, Trouble } from '../journey/lane.js';
import type { PaymentTurn } from '../journey/payment-turn.js';
import type { DossierState } from '../journey/subject.js';
import type { Step } from '../journey/steps.js';
import type { WaitedFor } from '../journey/waiting-on.js';
import { unheard, type ExchangeIdentity, type Projection } from '../projection/exchange-projection.js';

/** Drops what is null, so that optional fields are absent and not `undefined`. */
export const given = <K extends string, V>(key: K, value: V | null | undefined): { readonly [P in K]?: V } =>
  value === null || value === undefined ? {} : ({ [key]: value } as { readonly [P in K]?: V });

export const isoOf = (date: Date | null): string | undefined => date?.toISOString();
export const dateOf = (iso: string | null | undefined): Date | null => (iso ? new Date(iso) : null);

export interface DossierRow {
  readonly code: string;
  readonly unit: string;
  readonly client: string;
  readonly revision: number;
  readonly content_hash: string;
  readonly procedure: string;
  readonly origin: string;
  readonly status: string;
  readonly effective_status: string;
  readonly status_since: Date;
  readonly submitted_at: Date | null;
  readonly due_at: Date | null;
  readonly facts: Buffer | null;
  readonly revision_exchanges: string;
  readonly waiting_who: string;
  readonly waiting_name: string | null;
  readonly waiting_why: string;
  readonly waiting_since: Date;
  readonly waiting_target: Date | null;
  readonly handed_to: string | null;
  readonly steps: string | null;
  readonly payment_turn: string | null;
  readonly portal_code: string | null;
  readonly received_at: Date | null;
  readonly returned_at: Date | null;
  readonly untold: boolean;
  readonly ordered_elsewhere: boolean;
  readonly updated_at: Date;
}

/** Columns of {@link DossierRow}, of a table aliased `d`. */
export const dossierColumns = `d.code, d.unit, d.client, d.revision, d.content_hash, d.procedure, d.origin, d.status,
  d.effective_status, d.status_since, d.submitted_at, d.due_at, d.facts, d.revision_exchanges, d.waiting_who, d.waiting_name,
  d.waiting_why, d.waiting_since, d.waiting_target, d.handed_to, d.portal_code, d.received_at, d.returned_at, d.untold,
  d.ordered_elsewhere, d.steps, d.payment_turn, d.updated_at`;

export function dossierOfRow(row: DossierRow, openFacts: (box: Buffer) => DossierFacts): DossierState {
  return {
    code: row.code,
    unit: row.unit,
    client: row.client,
    revision: row.revision,
    contentHash: row.content_hash,
    procedure: row.procedure,
    origin: row.origin as Origin,
    status: row.status as DossierStatus,
    effectiveStatus: row.effective_status as DossierStatus,
    facts: row.facts ? openFacts(row.facts) : {},
    statusSince: row.status_since.toISOString(),
    revisionExchanges: listOf(row.revision_exchanges),
    ...given('portalCode', row.portal_code),
    ...given('submittedAt', isoOf(row.submitted_at)),
    ...given('dueAt', isoOf(row.due_at)),
    waitingOn: {
      who: row.waiting_who as WaitedFor,
      ...given('name', row.waiting_name),
      why: row.waiting_why,
      since: row.waiting_since.toISOString(),
      ...given('target', isoOf(row.waiting_target)),
    },
    ...given('handedTo', row.handed_to === null ? null : (JSON.parse(row.handed_to) as readonly HandedTo[])),
    ...given('steps', row.steps === null ? null : (JSON.parse(row.steps) as readonly Step[])),
    ...given('paymentTurn', row.payment_turn === null ? null : (JSON.parse(row.payment_turn) as PaymentTurn)),
    ...given('receivedAt', isoOf(row.received_at)),
    ...given('returnedAt', isoOf(row.returned_at)),
    ...(row.untold ? { untold: true as const } : {}),
    ...(row.ordered_elsewhere ? { orderedElsewhere: true as const } : {}),
  };
}

/** Ids in one text column: nobody searches in them. */
export const listOf = (text: string): readonly string[] => (text === '' ? [] : text.split(' '));
export const listText = (ids: readonly string[]): string => ids.join(' ');

export interface LaneRow {
  readonly subject: string;
  readonly partner: string;
  readonly operation: string;
  readonly last_number: number;
  readonly last_exchange: string | null;
  readonly snapshot_hash: string | null;
  readonly ended_number: number;
  readonly trouble: string | null;
  readonly since: Date;
}

export const laneOfRow = (row: LaneRow): LaneState => ({
  partner: row.partner,
  operation: row.operation,
  lastNumber: row.last_number,
  endedNumber: row.ended_number,
  since: row.since.toISOString(),
  ...given('lastExchange', row.last_exchange),
  ...given('snapshotHash', row.snapshot_hash),
  ...given('trouble', row.trouble === null ? null : (JSON.parse(row.trouble) as Trouble)),
});

export interface ExchangeRow {
  readonly id: string;
  readonly subject: string;
  readonly partner: string;
  readonly operation: string;
  readonly lane: string;
  readonly number: number;
  readonly due: Date;
  readonly client: string;
  readonly created_at: Date;
  readonly version: number | null;
  readonly state: string | null;
  readonly outcome: string | null;
  readonly cause: string | null;
  readonly who_acts: string | null;
  readonly fields: string | null;
  readonly attempts: number | null;
  readonly next_attempt_at: Date | null;
  readonly may_land_until: Date | null;
  readonly superseded_by: string | null;
  readonly surely_not_done: boolean | null;
  readonly changed_at: Date | null;
}

/** Columns of {@link ExchangeRow}: exchange `e`, left join exchange_state `s`. */
export const exchangeColumns = `e.id, e.subject, e.partner, e.operation, e.lane, e.number, e.due, e.client, e.created_at, s.version,
  s.state, s.outcome, s.cause, s.who_acts, s.fields, s.attempts, s.next_attempt_at, s.may_land_until, s.superseded_by,
  s.surely_not_done, s.changed_at`;

export const identityOfRow = (row: ExchangeRow): ExchangeIdentity => ({
  id: row.id,
  subject: row.subject,
  partner: row.partner,
  operation: row.operation,
  lane: row.lane as LaneKind,
  number: row.number,
  client: row.client,
  due: row.due.toISOString(),
});

export function projectionOfRow(row: ExchangeRow): Projection {
  if (row.version === null || row.state === null) return unheard(row.created_at.toISOString());
  return {
    heard: true,
    version: row.version,
    state: row.state as ExchangeState,
    attempts: row.attempts ?? 0,
    changedAt: (row.changed_at ?? row.created_at).toISOString(),
    ...given('outcome', row.outcome as OutcomeKind | null),
    ...given('cause', row.cause),
    ...given('whoActs', row.who_acts as WhoActs | null),
    ...given('fields', row.fields === null ? null : (JSON.parse(row.fields) as FieldFault[])),
    ...given('nextAttemptAt', isoOf(row.next_attempt_at)),
    ...given('mayLandUntil', isoOf(row.may_land_until)),
    ...given('supersededBy', row.superseded_by),
    ...given('surelyNotDone', row.surely_not_done),
  };
}
