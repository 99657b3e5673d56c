import {
  envelope,
  topics,
  type AttemptSummary,
  type CommandAnswered,
  type ExchangeChanged,
  type SealedBox,
  type StrayCall,
} from '@lienthong/contracts';
import type { OutboxMessage } from '@lienthong/store';
import type { Verdict } from '../work-store/units.js';
import type { Work, WorkState } from './work.js';

const source = 'urn:lienthong:connectors';

/** What an event says beside the state. */
export interface ToldBeside {
  readonly attempt?: AttemptSummary;
  readonly question?: AttemptSummary;
  readonly detail?: SealedBox;
  /** `mayLandUntil` of the state, epoch milliseconds. */
  readonly landsUntil?: number;
}

/**
 * The event that tells the gateway what an exchange has become. Its id is (exchange, version): the same when published again.
 * Its stored row is thin: what it says of a call is read again from the bytes that are kept of that call.
 */
export function exchangeChanged(
  work: Work,
  to: WorkState,
  at: number,
  { landsUntil = 0, detail, ...extra }: ToldBeside = {},
): OutboxMessage & { readonly ref: string } {
  const changed: ExchangeChanged = {
    exchange: work.exchange,
    subject: work.subject,
    partner: work.partner,
    operation: work.operation,
    number: work.number,
    version: to.version,
    state: to.state,
    at: new Date(at).toISOString(),
    attempts: to.attempts,
    surelyNotDone: to.surelyNotDone,
    ...(to.outcome ? { outcome: to.outcome } : {}),
    ...(to.cause ? { cause: to.cause } : {}),
    ...(to.whoActs ? { whoActs: to.whoActs } : {}),
    ...(to.fields ? { fields: to.fields } : {}),
    ...(to.nextAt === undefined ? {} : { nextAttemptAt: new Date(to.nextAt).toISOString() }),
    ...(landsUntil > 0 ? { mayLandUntil: new Date(landsUntil).toISOString() } : {}),
    ...(to.supersededBy ? { supersededBy: to.supersededBy } : {}),
    ...extra,
  };
  const told: ToldChange = { changed, ...(work.traceparent ? { traceparent: work.traceparent } : {}) };
  return { ...changedMessage(told, detail), ref: refPrefix + JSON.stringify(told) };
}

/** What a thin row keeps of an event: all but the sealed part. */
export interface ToldChange {
  readonly changed: ExchangeChanged;
  readonly traceparent?: string;
}

const refPrefix = 'changed:';

/** What the reference of a thin row says; `undefined` when it is none of an exchange that changed. */
export const toldChangeOf = (ref: string): ToldChange | undefined =>
  ref.startsWith(refPrefix) ? (JSON.parse(ref.slice(refPrefix.length)) as ToldChange) : undefined;

/** The record that the gateway reads, with its sealed part. */
export function changedMessage({ changed, traceparent }: ToldChange, detail: SealedBox | undefined): OutboxMessage {
  const { exchange, subject, version, at } = changed;
  return {
    topic: topics.outcomes,
    key: subject,
    headers: envelope({
      id: `${exchange}/${version}`,
      type: 'exchange.changed',
      source,
      subject,
      time: at,
      traceparent,
    }),
    value: Buffer.from(JSON.stringify(detail ? { ...changed, detail } : changed), 'utf8'),
  };
}

/** A call that its lease did not cover any more. The id is the same when it is published again. */
export function strayCall(
  work: Pick<Work, 'exchange' | 'subject' | 'partner' | 'operation' | 'number'>,
  seen: Pick<StrayCall, 'process' | 'call' | 'leftWithoutLease'>,
  at: number,
): OutboxMessage {
  const { exchange, subject, partner, operation, number } = work;
  const { process, call, leftWithoutLease } = seen;
  const stray: StrayCall = {
    ...{ exchange, subject, partner, operation, number, process, call, leftWithoutLease },
    at: new Date(at).toISOString(),
  };
  return {
    topic: topics.outcomes,
    key: subject,
    headers: envelope({
      id: `${exchange}/stray/${process}/${call.attempt}`,
      type: 'exchange.strayCall',
      source,
      subject,
      time: stray.at,
    }),
    value: Buffer.from(JSON.stringify(stray), 'utf8'),
  };
}

/** The owner's verdict on an operator's command. */
export function commandAnswered(
  verdict: Verdict,
  exchange: { readonly exchange: string; readonly subject: string },
  at: number,
): OutboxMessage {
  const answered: CommandAnswered = {
    command: verdict.command,
    exchange: exchange.exchange,
    subject: exchange.subject,
    verdict: verdict.verdict,
    ...(verdict.reason ? { reason: verdict.reason } : {}),
    at: new Date(at).toISOString(),
  };
  return {
    topic: topics.outcomes,
    key: exchange.subject,
    headers: envelope({
      id: `${verdict.command}/answer`,
      type: 'exchange.commandAnswered',
      source,
      subject: exchange.subject,
      time: answered.at,
    }),
    value: Buffer.from(JSON.stringify(answered), 'utf8'),
  };
}
