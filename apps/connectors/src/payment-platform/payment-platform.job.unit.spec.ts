import type { ConnectorJobCall, Expectation } from '@lienthong/connector-kit';
import { answering } from '../testing/answering.js';
import { platformConfigOf } from '../testing/payment-platform/platform.js';
import { platformJob } from './payment-platform.job.js';

const config = platformConfigOf({ answers: { signed: false } });
const job = platformJob(config, new Map(config.accounts.map((one) => [one.name, one])));
const [createdAt, expiresAt] = ['2026-08-01T00:00:00Z', '2026-08-02T00:00:00Z'];
const day = 24 * 3_600_000;
const expected: Expectation = {
  ...{ payment: 'p', reference: 'HSDVC7K2QF9XA', account: 'nen-tang', method: 'paymentPlatform', amount: 50_000 },
  ...{ state: 'expired', createdAt, expiresAt, version: 2 },
};
const pending = { MaLoi: '00', MaDoiTac: 'PARTNER01', MaThamChieu: expected.reference, TrangThaiGD: '3' };

/** Days until the job comes again, so many days after the payment's end. */
async function comesAgain(
  afterItsEnd: number,
  payload?: object,
  answer: object = pending,
): Promise<number | undefined> {
  const now = new Date(Date.parse(expiresAt) + afterItsEnd * day);
  const call = {
    ...{ subject: 'payment:p', now, payload, signal: new AbortController().signal },
    expected: () => Promise.resolve(expected),
    cursor: () => Promise.resolve(undefined),
    found: () => Promise.resolve([]),
    http: answering(answer),
  } as unknown as ConnectorJobCall;
  const end = await job.run(call);
  return end?.next && (end.next.getTime() - now.getTime()) / day;
}

it('an order that stays pending is asked about on and on after its end, ever less often', async () => {
  expect(await comesAgain(3)).toBe(1 / 24);
  expect(await comesAgain(4)).toBe(1.25);
  expect(await comesAgain(39)).toBe(10);
  expect(await comesAgain(367)).toBeUndefined();
});

it('one that was confirmed and is not borne out: daily, to the last', async () => {
  expect(await comesAgain(39, { told: 30 })).toBe(1);
  expect(await comesAgain(300, { told: 0 })).toBe(1000 / day);
  expect(await comesAgain(367, { told: 300 })).toBeUndefined();
});

it('one that the platform never had is over with its payment, unless it was confirmed', async () => {
  const absent = { ...pending, MaLoi: '01' };
  expect(await comesAgain(2, undefined, absent)).toBe(1 / 24);
  expect(await comesAgain(4, undefined, absent)).toBeUndefined();
  expect(await comesAgain(39, { told: 30 }, absent)).toBe(1);
});
