import type { ConnectorJobCall, FoundFacts } from '@lienthong/connector-kit';
import { answering } from '../../testing/answering.js';
import { bankAccounts, bankConfigOf } from '../../testing/bank-qr/accounts.js';
import { confirmSweep, type Doubted } from './confirm.sweep.js';

const theirs = bankAccounts['vietqr-vn'] as { readonly name: string; readonly vietqrVn: object };
const account = {
  ...theirs,
  vietqrVn: { ...theirs.vietqrVn, api: { username: 'our-name', password: 'our-password' } },
};
const config = bankConfigOf([account], { sweep: { untilDays: 10 } });
const job = confirmSweep(config, new Map(config.accounts.map((one) => [one.name, one])));
const now = new Date('2026-08-01T07:00:00Z');

/** Milliseconds until the next question after so many, where VietQR.vn does not know of the transaction. */
async function gapAfter(tries: number): Promise<number | undefined> {
  const payload: Doubted = { account: theirs.name, number: 'FT1', tries };
  const http = answering({ access_token: 'token' }, { status: 'FAILED', message: 'E96' });
  const end = await job.run({ now, payload, http } as unknown as ConnectorJobCall);
  expect(http.requests).toHaveLength(2);
  return end?.next && end.next.getTime() - now.getTime();
}

it('a credit that nobody signed is asked about until it is known of: soon, then daily, up to the longest time', async () => {
  const hour = 3_600_000;
  expect([await gapAfter(0), await gapAfter(20)]).toEqual([5_000, hour]);
  expect([await gapAfter(21), await gapAfter(30)]).toEqual([24 * hour, 24 * hour]);
  expect(await gapAfter(31)).toBeUndefined();
});

it('a row of its answer that cannot be read is told, and it is asked on', async () => {
  const row = { status: 1, referenceNumber: 'FT2' };
  const found: FoundFacts[] = [];
  const end = await job.run({
    ...{ now, payload: { account: theirs.name, number: 'FT1' }, http: answering({ access_token: 'token' }, row) },
    found: (facts: FoundFacts) => Promise.resolve(void found.push(facts)),
  } as unknown as ConnectorJobCall);
  const unreadable = [{ bytes: Buffer.from(JSON.stringify(row)), cause: 'vietqr-vn.otherTransaction' }];
  expect(found).toMatchObject([{ facts: [], unreadable }]);
  expect(end).toMatchObject({ payload: { tries: 1 } });
});
