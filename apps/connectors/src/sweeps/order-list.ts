import type {
  ConnectorJob,
  ConnectorJobCall,
  Expectation,
  FoundFacts,
  InboundFact,
  UnreadableRow,
} from '@lienthong/connector-kit';
import { accountSubject } from '@lienthong/contracts';
import { nextDaily } from '@lienthong/store';
import { accountOfSubject } from './subjects.js';
import { afterRound, daysWaited, isGivenUp, mostUnanswered, rowOf, type Unanswered } from './unanswered.js';

/** What a provider says of one order; `unasked`: the order lacks what a question needs, so nobody was asked and nobody can be. */
export type OrderSaid =
  | {
      readonly ok: true;
      readonly facts: readonly InboundFact[];
      readonly unreadable: readonly UnreadableRow[];
      readonly evidence: Uint8Array;
    }
  | { readonly ok: false; readonly cause: string; readonly unasked?: true };

/** How a connector asks about its orders. */
export interface OrderList {
  readonly kind: string;
  /** Names of the accounts whose provider has no list, but can be asked about orders. */
  readonly accounts: readonly string[];
  /** `02:00`, in Vietnam. */
  readonly at: string;
  /** Of a payment that ended so long before, no money is looked for here: the sweep of its order does. */
  readonly graceHours: number;
  readonly namesOf: (account: string) => Pick<FoundFacts, 'partner' | 'provider' | 'account'>;
  readonly ask: (account: string, expected: Expectation, call: ConnectorJobCall) => Promise<OrderSaid>;
}

/** How many orders one run asks about: the pace of runs is that of questions. */
export const ordersPerRun = 10;

const hour = 3_600_000;
/** Where nothing was ever asked: the day before, whenever today it begins. */
const firstReachMs = 48 * hour;
/** An order that cannot be asked about is tried so often; then the others go on, and it is asked about the next day. */
const triesPerRun = 5;

/** How far a round of questions has come. */
interface Progress {
  /** RFC 3339: it is a list of what moved between these moments. */
  readonly from: string;
  readonly until: string;
  readonly after?: string;
  /** Somebody was. */
  readonly answered?: true;
  /** In this round. */
  readonly unanswered?: readonly Unanswered[];
  /** There were more of them than are remembered. */
  readonly tooMany?: true;
  /** In the rounds before. */
  readonly waits?: readonly Unanswered[];
}

/**
 * Who has no list of an account is asked about every order of it for which money may have come since the last time, also those that a
 * notification has settled: its word of them is a book of its own. When all have been asked the gateway is told that there is no more.
 * An order without an answer holds that up for {@link daysWaited} days, then it is told by itself.
 */
export const orderListJob = (list: OrderList): ConnectorJob => ({
  kind: list.kind,
  standing: (now) => list.accounts.map((name) => ({ subject: accountSubject(name), due: nextDaily(now, list.at) })),
  run: async (call) => {
    const account = accountOfSubject(call.subject);
    if (!list.accounts.includes(account)) return undefined;
    const progress = await progressOf(call);
    const since = new Date(Date.parse(progress.from) - list.graceHours * hour);
    const { items, next } = await call.expectedSince({
      ...{ account, since, limit: ordersPerRun },
      ...(progress.after === undefined ? {} : { after: progress.after }),
    });
    const asked = await askAll(list, { account, call }, items, progress);
    if (next !== undefined) return { next: call.now, payload: { ...asked, after: next } satisfies Progress };
    const waits = await endRound(list.namesOf(account), asked, call);
    return { next: nextDaily(call.now, list.at), payload: waits.length > 0 ? { waits } : {} };
  },
});

async function progressOf({ payload, cursor, now }: ConnectorJobCall): Promise<Progress> {
  const before = (payload ?? {}) as Partial<Progress>;
  const { from, until, waits } = before;
  if (from !== undefined && until !== undefined) return { ...before, from, until };
  return {
    from: (await cursor()) ?? new Date(now.getTime() - firstReachMs).toISOString(),
    until: now.toISOString(),
    ...(waits ? { waits } : {}),
  };
}

/** Tells what was given up, and that there is no more where nothing else is without an answer. @returns what is */
async function endRound(
  names: ReturnType<OrderList['namesOf']>,
  { from, until, unanswered = [], answered, tooMany }: Progress,
  { found }: ConnectorJobCall,
): Promise<readonly Unanswered[]> {
  const waits = afterRound(unanswered, answered === true);
  const told = { ...names, facts: [], unreadable: waits.filter(isGivenUp).map(rowOf) };
  if (tooMany || !waits.every(isGivenUp)) await found(told);
  else await found({ ...told, listed: { from, until } }, until);
  return waits;
}

/** Whose orders, and with what. */
interface About {
  readonly account: string;
  readonly call: ConnectorJobCall;
}

async function askAll(
  list: OrderList,
  about: About,
  orders: readonly Expectation[],
  progress: Progress,
): Promise<Progress> {
  const { account, call } = about;
  const { waits = [] } = progress;
  const unanswered = [...(progress.unanswered ?? [])];
  let { answered, tooMany } = progress;
  for (const expected of orders) {
    const { reference } = expected;
    call.signal.throwIfAborted();
    const said = await askOne(list, about, expected);
    if (said.answered) answered = true;
    if (said.cause === undefined) continue;
    const before = waits.find((one) => one.reference === reference)?.days ?? 0;
    const days = said.unasked ? daysWaited : before;
    // The run is tried again, later each time, and what went wrong is told.
    if (days < daysWaited && call.failures < triesPerRun) {
      throw new Error(`${account}: order ${reference}: ${said.cause}`);
    }
    if (unanswered.length < mostUnanswered) unanswered.push({ reference, cause: said.cause, days });
    else tooMany = true;
  }
  const { after: _after, ...rest } = progress;
  return {
    ...rest,
    ...(unanswered.length > 0 ? { unanswered } : {}),
    ...(answered ? { answered } : {}),
    ...(tooMany ? { tooMany } : {}),
  };
}

/** `cause`: why it is not known what the provider has of the order. */
interface Heard {
  readonly answered: boolean;
  readonly cause?: string;
  readonly unasked?: true;
}

async function askOne({ ask, namesOf }: OrderList, { account, call }: About, expected: Expectation): Promise<Heard> {
  try {
    const said = await ask(account, expected, call);
    if (!said.ok) return { ...said, answered: false };
    const { facts, unreadable, evidence } = said;
    if (facts.length + unreadable.length > 0) await call.found({ ...namesOf(account), facts, unreadable, evidence });
    return { answered: true, ...(unreadable[0] ? { cause: unreadable[0].cause } : {}) };
  } catch (error) {
    // What ends the job, or the store, is no fault of the order; what fails again and again may be.
    if (call.signal.aborted || call.failures < triesPerRun) throw error;
    return { answered: false, cause: 'order.failed' };
  }
}
