import type { ClaimFact, ConnectorFollow, ConnectorJob, ConnectorJobCall, Expectation } from '@lienthong/connector-kit';
import { paymentSubject } from '@lienthong/contracts';
import { nextGap } from '../sweeps/gap.js';
import { paymentOfSubject } from '../sweeps/subjects.js';
import type { PlatformAccount } from './payment-platform.account.js';
import { readBill, receiptOf } from './payment-platform.bill.js';
import type { PlatformConfig } from './payment-platform.config.js';
import { queryOrder, type OrderState, type PlatformAnswer } from './payment-platform.query.js';

const partner = 'payment-platform';
export const queryJob = `${partner}.query`;

type Accounts = ReadonlyMap<string, PlatformAccount>;

/** What a run is about; no values of the payment. */
interface Errand {
  /** A confirmation came: questions so far because of it. */
  readonly told?: number;
  /** The order is paid: tries so far to fetch its receipt. */
  readonly bill?: number;
}

/** Somebody has just paid: the question waits behind no sweep. */
export const isOfConfirmation = ({ told }: Errand): boolean => told !== undefined;

/** What the platform said last, when asked. */
interface Told {
  readonly state: OrderState;
  readonly amount?: number;
  readonly transaction?: string;
  readonly at: string;
  /** How often it has said something else. */
  readonly changes: number;
  readonly billed?: true;
}

/** Asked at once when a confirmation came, and by the clock while none does. */
export const platformFollow = ({ sweep }: PlatformConfig, accounts: Accounts): ConnectorFollow => ({
  expected: ({ payment, method, account, state, createdAt }) => {
    const waits = state === 'initiating' || state === 'open';
    if (method !== 'paymentPlatform' || !accounts.has(account) || !waits || createdAt === undefined) return [];
    const due = new Date(Date.parse(createdAt) + sweep.afterSeconds * 1000);
    return [{ kind: queryJob, subject: paymentSubject(payment), due }];
  },
  told: ({ source, fact, payment }, now) =>
    source === 'notification' && fact.kind === 'claim' && payment !== undefined
      ? [{ kind: queryJob, subject: paymentSubject(payment), due: now, payload: { told: 0 } satisfies Errand }]
      : [],
});

/**
 * QUERY of one order until it ends: paid or failed. Whatever else is said is asked again, also after the payment's own end, then ever
 * less often; daily where a confirmation waits to be borne out.
 */
export const platformJob = (config: PlatformConfig, accounts: Accounts): ConnectorJob => ({
  kind: queryJob,
  // As many payers as orders: who has just paid waits for no other's question.
  atOnce: config.limits.concurrency,
  run: async (call) => {
    // Asked together with all that have come due with it; nobody else moves the cursor of a job under way.
    const [expected, before] = await Promise.all([call.expected(paymentOfSubject(call.subject)), lastTold(call)]);
    const account = expected && accounts.get(expected.account);
    if (!account || expected.createdAt === undefined) return undefined;
    const errand = (call.payload ?? {}) as Errand;
    const order = { reference: expected.reference, createdAt: expected.createdAt };
    if (errand.bill !== undefined) return fetchBill(config, account, order, call, { before, tries: errand.bill });
    if (expected.state === 'settled' && errand.told === undefined) return undefined;

    const said = await queryOrder(config, account, call.http, order);
    const now = await tell(said, before, { expected, account, call, errand });
    if (said.kind === 'order' && said.state === 'paid') {
      return config.sweep.bill && !now?.billed ? { next: call.now, payload: { bill: 0 } satisfies Errand } : undefined;
    }
    if (said.kind === 'order' && said.state === 'failed') return undefined;
    return askAgain(config, expected, said, call.now, errand);
  },
});

type Asked = ConnectorJobCall;
interface About {
  readonly expected: Expectation;
  readonly account: PlatformAccount;
  readonly call: Asked;
  readonly errand: Errand;
}

const lastTold = async (call: Asked): Promise<Told | undefined> => {
  const cursor = await call.cursor();
  return cursor === undefined ? undefined : (JSON.parse(cursor) as Told);
};

/** Tells the gateway what is new in the answer; an order that nobody has paid yet is no news. */
async function tell(
  said: PlatformAnswer,
  before: Told | undefined,
  { expected, account, call, errand }: About,
): Promise<Told | undefined> {
  if (said.kind !== 'order') return before;
  const { state, amount, transaction } = said;
  if (state === 'pending' && before === undefined && errand.told === undefined) return before;
  if (before?.state === state && before.amount === amount && before.transaction === transaction) return before;
  const now: Told = {
    ...{ state, at: timeOf(said.paidAt, before, call.now), changes: (before?.changes ?? 0) + 1 },
    ...(amount === undefined ? {} : { amount }),
    ...(transaction === undefined ? {} : { transaction }),
  };
  const statementId = `query/${expected.reference}/${now.changes}/${state}`;
  const fact = claimOf(expected.reference, statementId, now);
  const names = { partner, provider: partner, account: account.name };
  await call.found({ ...names, facts: [fact], evidence: said.evidence }, JSON.stringify(now));
  return now;
}

/** When it was paid, by their word, but never before what they said last: the latest of their words counts. */
function timeOf(paidAt: string | undefined, before: Told | undefined, now: Date): string {
  const at = paidAt === undefined ? now.getTime() : Math.min(Date.parse(paidAt), now.getTime());
  return new Date(Math.max(at, before ? Date.parse(before.at) + 1 : at)).toISOString();
}

const claimOf = (reference: string, statementId: string, { state, amount, transaction, at }: Told): ClaimFact => ({
  kind: 'claim',
  ...{ statementId, reference, state, at },
  ...(amount === undefined ? {} : { amount }),
  ...(transaction === undefined ? {} : { providerId: transaction }),
});

/** Soon while a confirmation waits to be borne out, then less and less often. What they never had and nobody told of is over with its payment. */
function askAgain({ sweep }: PlatformConfig, expected: Expectation, said: PlatformAnswer, now: Date, { told }: Errand) {
  const { createdAt = now.toISOString(), expiresAt = createdAt } = expected;
  const doubted = told !== undefined;
  const untilDays = said.kind === 'absent' && !doubted ? 0 : sweep.untilDays;
  const usual = nextGap({ ...sweep, untilDays }, { createdAt, expiresAt, doubted }, now.getTime());
  if (usual === undefined) return undefined;
  const gap = doubted ? Math.min(usual, 1000 * 2 ** Math.min(told, 20)) : usual;
  return {
    next: new Date(now.getTime() + gap),
    payload: (doubted ? { told: told + 1 } : {}) satisfies Errand,
  };
}

const billTries = 6;

/** The receipt is kept with the payment as what the platform said beside it; without one nothing is held up. */
async function fetchBill(
  config: PlatformConfig,
  account: PlatformAccount,
  order: { readonly reference: string; readonly createdAt: string },
  call: Asked,
  { before, tries }: { readonly before: Told | undefined; readonly tries: number },
) {
  if (!before || before.state !== 'paid' || before.billed) return undefined;
  const bill = await readBill(config, account, call.http, order);
  if (bill.kind === 'none') {
    if (tries + 1 >= billTries) return undefined;
    return { next: new Date(call.now.getTime() + 60_000 * 4 ** tries), payload: { bill: tries + 1 } satisfies Errand };
  }
  const fact = claimOf(order.reference, `bill/${order.reference}/${before.transaction ?? ''}`, before);
  const evidence = bill.kind === 'pdf' ? bill.bytes : bill.evidence;
  const names = { partner, provider: partner, account: account.name };
  const billed: Told = { ...before, billed: true };
  await call.found(
    { ...names, facts: [{ ...fact, detail: { receipt: receiptOf(bill) } }], evidence },
    JSON.stringify(billed),
  );
  return undefined;
}
