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
  /** Of which call it tells, where only the thin row is made here; without it as what it says beside. */
  readonly call?: 'attempt' | 'question';
}

/**
 * The event that tells the gateway what an exchange has become. Its id is (exchange, version): the same when published again.
 * Its stored row is thin: what stands in the rows of the exchange and of its calls is read again from there.
 */
export function exchangeChanged(
  work: Work,
  to: WorkState,
  at: number,
  { landsUntil = 0, detail, attempt, question, call = callOf(detail, question) }: ToldBeside = {},
): OutboxMessage & { readonly ref: string } {
  const change: Change = {
    version: to.version,
    state: to.state,
    at: new Date(at).toISOString(),
    attempts: to.attempts,
    surelyNotDone: to.surelyNotDone,
    ...(to.outcome ? { outcome: to.outcome } : {}),
    ...(to.cause ? { cause: to.cause } : {}),
    ...(to.whoActs ? { whoActs: to.whoActs } : {}),
    ...(to.fields ? { fields: to.fields } : {}),
    ...(to.wording ? { wording: to.wording } : {}),
    ...(to.nextAt === undefined ? {} : { nextAttemptAt: new Date(to.nextAt).toISOString() }),
    ...(landsUntil > 0 ? { mayLandUntil: new Date(landsUntil).toISOString() } : {}),
    ...(to.supersededBy ? { supersededBy: to.supersededBy } : {}),
  };
  const told = { ...(attempt ? { attempt } : {}), ...(question ? { question } : {}) };
  const thin: ToldChange = call ? { ...change, call } : { ...change, ...told };
  return {
    ...changedMessage(work, { ...change, ...told, ...(detail ? { detail } : {}) }),
    ref: `${refPrefix}${work.exchange} ${JSON.stringify(thin)}`,
  };
}

/** A call without a sealed part has no row of its own. */
const callOf = (detail: SealedBox | undefined, question: AttemptSummary | undefined): ToldChange['call'] =>
  detail && (question ? 'question' : 'attempt');

/** What an event says beside the names of its exchange. */
type Change = Omit<ExchangeChanged, keyof Names>;
type Names = Pick<ExchangeChanged, 'exchange' | 'subject' | 'partner' | 'operation' | 'number'>;

/** What a thin row keeps of an event; `call`: it told of the one with that number, and what is stored of it says the rest. */
export interface ToldChange extends Omit<Change, 'detail'> {
  readonly call?: 'attempt' | 'question';
}

const refPrefix = 'changed:';

/** What the reference of a thin row says; `undefined` when it is none of an exchange that changed. */
export function toldChangeOf(ref: string): { readonly exchange: string; readonly told: ToldChange } | undefined {
  if (!ref.startsWith(refPrefix)) return undefined;
  const at = ref.indexOf(' ');
  return { exchange: ref.slice(refPrefix.length, at), told: JSON.parse(ref.slice(at)) as ToldChange };
}

/** The record that the gateway reads. */
export function changedMessage(
  { exchange, subject, partner, operation, number, traceparent }: Names & Pick<Work, 'traceparent'>,
  change: Change,
): OutboxMessage {
  const changed: ExchangeChanged = { exchange, subject, partner, operation, number, ...change };
  return {
    topic: topics.outcomes,
    key: subject,
    headers: envelope({
      id: `${exchange}/${change.version}`,
      type: 'exchange.changed',
      source,
      subject,
      time: change.at,
      traceparent,
    }),
    value: Buffer.from(JSON.stringify(changed), 'utf8'),
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
