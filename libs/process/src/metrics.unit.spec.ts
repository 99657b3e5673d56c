import { createMetrics } from './metrics.js';

const credits = (labels: Record<string, string>, value: number) => ({
  ...{ name: 'credits_total', help: 'Credits, by what became of them', labels, value },
});
const lines = (text: string): readonly string[] =>
  text.split('\n').filter((line) => line.startsWith('lienthong_credits'));

it('readings of one counter need not have the same labels, whichever comes first, in one scrape or a later one', async () => {
  const unconfirmed = credits({ verdict: 'unconfirmed' }, 3);
  const matched = credits({ verdict: 'matched', by: 'claim' }, 5);
  const told = [
    'lienthong_credits_total{verdict="matched",by="claim"} 5',
    'lienthong_credits_total{verdict="unconfirmed"} 3',
  ];
  for (const readings of [
    [unconfirmed, matched],
    [matched, unconfirmed],
  ]) {
    const metrics = createMetrics({ counters: () => Promise.resolve(readings) });
    expect(lines(await metrics.scrape()).toSorted()).toEqual(told);
  }
  const scrapes = [[unconfirmed], [unconfirmed, matched], [matched]];
  const metrics = createMetrics({ counters: () => Promise.resolve(scrapes.shift()!) });
  expect(lines(await metrics.scrape())).toEqual(told.slice(1));
  expect(lines(await metrics.scrape()).toSorted()).toEqual(told);
  expect(lines(await metrics.scrape())).toEqual(told.slice(0, 1));
});
