import { firstRetryMillis, isGivenUp, isRefusedForGood, isTaken, retryMillis } from './rules/sending.js';
import { openSender } from './send.js';
import { anEvent } from '../testing/fake-feed.js';

it('waits longer after each failure, up to an hour, half of it by chance', () => {
  expect([1, 2, 3, 11, 40].map((failures) => retryMillis(failures, 1, { firstRetryMillis }))).toEqual([
    5_000, 10_000, 20_000, 3_600_000, 3_600_000,
  ]);
  expect(retryMillis(2, 0, { firstRetryMillis })).toBe(5_000);
});

it('2xx alone is taken; 410 is a no for good', () => {
  const taken = [199, 200, 204, 299, 300, 302, 404, 500].filter((status) => isTaken({ status }));
  expect(taken).toEqual([200, 204, 299]);
  expect(isTaken({ cause: 'transport.timeout' })).toBe(false);
  expect([410, 404].map((status) => isRefusedForGood({ status }))).toEqual([true, false]);
});

it('gives up when the time is over', () => {
  const since = '2026-11-20T00:00:00.000Z';
  const at = Date.parse(since);
  expect([999, 1_000].map((later) => isGivenUp(since, at + later, { giveUpMillis: 1_000 }))).toEqual([false, true]);
});

it('a name that leads into the own network is found out when it is called', async () => {
  const sender = openSender('http://localhost:9/x', { allowPrivateAddresses: false });
  const secret = `whsec_${Buffer.alloc(32).toString('base64')}`;
  const outcome = await sender.send(anEvent, [secret], new Date(), new AbortController().signal);
  expect(outcome).toEqual({ cause: 'transport.addressNotAllowed' });
  await sender.close();
});
