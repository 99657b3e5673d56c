import type { ConnectorJobCall, ExpectedPage, ExpectedSince, Expectation, FoundFacts } from '@lienthong/connector-kit';
import { bankAccountOf, bankAccounts, bankConfigOf } from '../../testing/bank-qr/accounts.js';
import { answering } from '../../testing/answering.js';
import { orderCodeOf } from '../payos/payos.order-code.js';
import type { PlatformAccount } from '../../payment-platform/payment-platform.account.js';
import type { PlatformConfig } from '../../payment-platform/payment-platform.config.js';
import { platformOrderList } from '../../payment-platform/payment-platform.order-list.js';
import { orderListSweep } from './order-list.sweep.js';
import { askOrder } from './order.sweep.js';

const now = new Date('2026-08-01T19:00:00Z');
const config = bankConfigOf([bankAccounts['payos']!, bankAccounts['sepay']!], { sweep: { graceHours: 1 } });
const job = orderListSweep(config, new Map(config.accounts.map((one) => [one.name, one])));

const orders = ['7K2QF9XAC', '7K2QF9XAD'].map((tail, at): Expectation => ({
  ...{ payment: `00000000-0000-7000-8000-00000000000${at}`, reference: `HSDVC${tail}`, account: 'payos-1' },
  ...{ method: 'bankQr', amount: 0, state: 'settled', createdAt: '2026-08-01T08:00:00Z', version: 1 },
}));
const link = ({ reference }: Expectation, rows: readonly object[]) => ({
  ...{ code: '00', desc: 'ok' },
  data: { id: 'link', orderCode: Number(orderCodeOf('HSDVC', reference)), transactions: rows },
});
const row = (reference: string) => ({
  ...{ amount: 80_000, reference, transactionDateTime: '2026-08-01 15:10:00', accountNumber: '1017595600' },
  description: 'x',
});

interface Given {
  readonly answers: readonly (object | string)[];
  readonly pages?: readonly ExpectedPage[];
  readonly cursor?: string;
  readonly payload?: object;
  readonly failures?: number;
  readonly unkept?: (facts: FoundFacts) => boolean;
}

/** Runs the job once; what it wanted to know, and what it stored. */
async function run({ answers, pages = [{ items: orders }], cursor, payload, failures = 0, unkept }: Given) {
  const wanted: ExpectedSince[] = [];
  const found: (readonly [FoundFacts, string | undefined])[] = [];
  const http = answering(...answers);
  const call = {
    ...{ subject: 'account:payos-1', now, payload, failures, http, signal: new AbortController().signal },
    cursor: () => Promise.resolve(cursor),
    expectedSince: (asked: ExpectedSince) => Promise.resolve(pages[wanted.push(asked) - 1]),
    found: (facts: FoundFacts, at?: string) =>
      unkept?.(facts)
        ? Promise.reject(new TypeError('a fact cannot be kept'))
        : Promise.resolve(void found.push([facts, at])),
  } as unknown as ConnectorJobCall;
  const end = await job.run(call).catch((error: unknown) => String(error));
  return { wanted, found, end, asked: http.requests.length };
}

it('asks about settled orders too, and then says that there is no more', async () => {
  const last = '2026-07-31T19:00:00.000Z';
  const { wanted, found, end } = await run({
    answers: orders.map((order, at) => link(order, at === 0 ? [row('FT1')] : [])),
    cursor: last,
  });
  expect(wanted).toEqual([{ account: 'payos-1', since: new Date('2026-07-31T18:00:00Z'), limit: 10 }]);
  expect(found).toMatchObject([
    [{ account: 'payos-1', facts: [{ amount: 80_000, reference: orders[0]!.reference }] }, undefined],
    [{ facts: [], listed: { from: last, until: now.toISOString() } }, now.toISOString()],
  ]);
  expect(end).toEqual({ next: new Date('2026-08-02T19:00:00Z'), payload: {} });
});

it('goes on with the next page as a list of the same hours, which begin two days ago where nobody ever asked', async () => {
  const from = '2026-07-30T19:00:00.000Z';
  const until = now.toISOString();
  const first = await run({ answers: [link(orders[0]!, [])], pages: [{ items: [orders[0]!], next: 'p1' }] });
  expect(first).toMatchObject({ found: [], end: { next: now, payload: { from, until, after: 'p1' } } });
  const second = await run({
    answers: [link(orders[1]!, [])],
    pages: [{ items: [orders[1]!] }],
    payload: { from, until, after: 'p1' },
  });
  expect(second.wanted[0]).toMatchObject({ after: 'p1' });
  expect(second.found).toMatchObject([[{ listed: { from, until } }, until]]);
});

const silent = orders[0]!.reference;
const toldOf = (reference: string, cause: string) => ({
  ...{ bytes: Buffer.from(JSON.stringify({ order: reference })), cause: `unanswered.${cause}` },
});

it('an order that nobody can say anything of is tried again, then passed over; the list is none', async () => {
  const answers = ['no JSON', link(orders[1]!, [row('FT2')])];
  const early = await run({ answers, failures: 4 });
  expect(early).toMatchObject({ found: [], end: `Error: payos-1: order ${silent}: payos.brokenContract`, asked: 1 });
  const late = await run({ answers, failures: 5 });
  const waits = [{ reference: silent, cause: 'payos.brokenContract', days: 1 }];
  expect(late).toMatchObject({ asked: 2, end: { payload: { waits } } });
  expect(late.found).toMatchObject([
    [{ facts: [{ bankReference: 'FT2' }] }, undefined],
    [{ facts: [], unreadable: [] }, undefined],
  ]);
  expect(late.found.map(([{ listed }]) => listed)).toEqual([undefined, undefined]);
  const page = await run({ answers, failures: 5, pages: [{ items: orders, next: 'p2' }] });
  const unanswered = [{ reference: silent, cause: 'payos.brokenContract', days: 0 }];
  expect(page.end).toMatchObject({ payload: { unanswered, answered: true } });
  const from = '2026-07-30T19:00:00.000Z';
  const behind = await run({
    answers: [link(orders[1]!, [])],
    pages: [{ items: orders.slice(1) }],
    payload: { from, until: now.toISOString(), after: 'p2', unanswered },
  });
  expect(behind).toMatchObject({ end: { payload: { waits } } });
  expect(behind.found.map(([{ listed }]) => listed)).toEqual([undefined]);
});

it('an order that stays without an answer while others have one is told after three days, and the others are listed', async () => {
  const answers = ['no JSON', link(orders[1]!, [])];
  let payload: object | undefined;
  for (const days of [1, 2]) {
    const { end, found } = await run({ answers, failures: 5, ...(payload ? { payload } : {}) });
    expect(end).toMatchObject({ payload: { waits: [{ reference: silent, days }] } });
    expect(found).toMatchObject([[{ unreadable: [] }, undefined]]);
    payload = (end as { payload: object }).payload;
  }
  const last = { from: '2026-07-30T19:00:00.000Z', until: now.toISOString() };
  const told = [[{ unreadable: [toldOf(silent, 'payos.brokenContract')], listed: last }, last.until]];
  const third = await run({ answers, failures: 5, payload: payload! });
  expect(third.found).toMatchObject(told);
  // From then on it holds nobody up, and no run is tried again for it.
  const fourth = await run({ answers, payload: (third.end as { payload: object }).payload });
  expect(fourth).toMatchObject({ asked: 2, found: told });
  const healed = await run({
    answers: orders.map((order) => link(order, [])),
    payload: (fourth.end as { payload: object }).payload,
  });
  expect(healed.end).toEqual({ next: new Date('2026-08-02T19:00:00Z'), payload: {} });
});

it('a day on which the provider answers nobody counts against no order', async () => {
  const waits = [{ reference: silent, cause: 'payos.brokenContract', days: 2 }];
  const { end, found } = await run({ answers: ['no JSON'], failures: 5, payload: { waits } });
  expect(end).toMatchObject({ payload: { waits: [{ days: 2 }, { reference: orders[1]!.reference, days: 0 }] } });
  expect(found).toMatchObject([[{ unreadable: [] }, undefined]]);
  expect(found[0]![0].listed).toBeUndefined();
});

it('an order that nobody can be asked about is told at once, with its reference and no question', async () => {
  const foreign = { ...orders[0]!, reference: 'ELSEWHERE1' };
  const { asked, found } = await run({
    answers: [link(orders[1]!, [])],
    pages: [{ items: [foreign, orders[1]!] }],
  });
  expect(asked).toBe(1);
  expect(found).toMatchObject([
    [{ unreadable: [toldOf('ELSEWHERE1', 'payos.referenceNotOurs')], listed: {} }, now.toISOString()],
  ]);
});

it('VNPAY and the payment platform ask by the time of the order: without one nobody is asked', async () => {
  const { createdAt: _, ...timeless } = orders[0]!;
  const account = bankAccountOf('vnpay');
  const http = answering({});
  const vnpay = await askOrder(account, timeless, { http, now });
  expect(vnpay).toEqual({ ok: false, cause: 'vnpay.orderTimeUnknown', unasked: true });
  const sweep = { ordersAt: '02:00', graceHours: 1 };
  const platform = platformOrderList({ sweep } as PlatformConfig, new Map([['nen-tang', {} as PlatformAccount]]));
  const found: (readonly [FoundFacts, string | undefined])[] = [];
  await platform.run({
    ...{ subject: 'account:nen-tang', now, failures: 0, http, signal: new AbortController().signal },
    cursor: () => Promise.resolve(undefined),
    expectedSince: () => Promise.resolve({ items: [timeless] }),
    found: (facts: FoundFacts, at?: string) => Promise.resolve(void found.push([facts, at])),
  } as unknown as ConnectorJobCall);
  expect(http.requests).toEqual([]);
  const unreadable = [toldOf(silent, 'payment-platform.orderTimeUnknown')];
  expect(found).toMatchObject([[{ unreadable, listed: { until: now.toISOString() } }, now.toISOString()]]);
});

it('a row of an order that cannot be read is told at once; the order counts as without an answer', async () => {
  const answers = [link(orders[0]!, [{ amount: 1 }]), link(orders[1]!, [])];
  const { found, end } = await run({ answers, failures: 5 });
  const unread = { bytes: Buffer.from('{"amount":1}'), cause: expect.stringMatching(/^payos\./) as string };
  expect(found).toMatchObject([
    [{ facts: [], unreadable: [unread] }, undefined],
    [{ facts: [], unreadable: [] }, undefined],
  ]);
  expect(end).toMatchObject({ payload: { waits: [{ reference: silent, days: 1 }] } });
});

it('what cannot be kept of one order stops only that order', async () => {
  const answers = [link(orders[0]!, [row('FT1')]), link(orders[1]!, [row('FT2')])];
  const unkept = (facts: FoundFacts) =>
    facts.facts.some((fact) => fact.kind === 'credit' && fact.bankReference === 'FT1');
  expect((await run({ answers, unkept })).end).toContain('cannot be kept');
  const { found, end } = await run({ answers, unkept, failures: 5 });
  expect(found[0]![0].facts).toMatchObject([{ bankReference: 'FT2' }]);
  expect(end).toMatchObject({ payload: { waits: [{ reference: silent, cause: 'order.failed', days: 1 }] } });
});

it('stands for accounts whose provider has no list, at two at night', () => {
  expect(job.standing!(now)).toEqual([{ subject: 'account:payos-1', due: new Date('2026-08-02T19:00:00Z') }]);
  expect(job.standing!(new Date('2026-08-01T18:59:00Z'))[0]!.due).toEqual(now);
});
