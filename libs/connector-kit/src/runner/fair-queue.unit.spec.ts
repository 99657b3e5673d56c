import fc from 'fast-check';
import { FairQueue, fairShare, rankOf } from './fair-queue.js';

const drain = (queue: FairQueue<string>): string[] => {
  const order: string[] = [];
  for (let item = queue.pop(); item !== undefined; item = queue.pop()) order.push(item);
  return order;
};

describe('the ready queue', () => {
  it('takes clients in turn, the smallest rank of each first', () => {
    const queue = new FairQueue<string>();
    for (const [client, rank] of [
      ['a', 3],
      ['a', 1],
      ['a', 2],
      ['b', 9],
      ['b', 8],
    ] as const)
      queue.push(client, rank, `${client}${rank}`);
    expect(drain(queue)).toEqual(['a1', 'b8', 'a2', 'b9', 'a3']);
  });

  it('gives back everything, in order of rank, for one client', () => {
    fc.assert(
      fc.property(fc.array(fc.integer()), (ranks) => {
        const queue = new FairQueue<string>();
        for (const [at, rank] of ranks.entries()) queue.push('a', rank, `${rank}/${at}`);
        expect(drain(queue).map((item) => Number(item.split('/')[0]))).toEqual([...ranks].sort((x, y) => x - y));
        expect(queue.size).toBe(0);
      }),
    );
  });

  const pushes = fc.array(fc.record({ client: fc.constantFrom('a', 'b', 'c'), rank: fc.nat(50) }), { maxLength: 60 });

  it('goes on in order, clients in turn, when any have been taken out', () => {
    fc.assert(
      fc.property(pushes, fc.array(fc.nat(59)), (all, out) => {
        const queue = new FairQueue<string>();
        for (const [at, { client, rank }] of all.entries()) queue.push(client, rank, `${client}/${rank}/${at}`);
        const left = all.map(({ client, rank }, at) => `${client}/${rank}/${at}`).filter((_, at) => !out.includes(at));
        for (const at of out) if (all[at]) queue.remove(`${all[at].client}/${all[at].rank}/${at}`);
        const drained = drain(queue);
        expect([...drained].sort()).toEqual([...left].sort());
        for (const client of ['a', 'b', 'c']) {
          const ranks = drained.filter((item) => item.startsWith(client)).map((item) => Number(item.split('/')[1]));
          expect(ranks).toEqual([...ranks].sort((x, y) => x - y));
          expect(queue.countOf(client)).toBe(0);
        }
      }),
    );
  });

  it('names what has no place among the best, of those clients that have most', () => {
    fc.assert(
      fc.property(pushes, fc.integer({ min: 1, max: 70 }), (all, keep) => {
        const queue = new FairQueue<string>();
        for (const [at, { client, rank }] of all.entries()) queue.push(client, rank, `${client}/${rank}/${at}`);
        const before = queue.size;
        const clients = queue.clients;
        const beyond = queue.beyond(keep);
        expect(before - beyond.length).toBeLessThanOrEqual(Math.max(keep, clients));
        for (const item of beyond) {
          const { client, rank } = queue.find(item)!;
          const kept = all.filter(
            (one, at) => one.client === client && !beyond.includes(`${client}/${one.rank}/${at}`),
          );
          expect(Math.max(...kept.map((one) => one.rank))).toBeLessThanOrEqual(rank);
        }
        for (const item of beyond) queue.remove(item);
        const sizes = ['a', 'b', 'c'].map((client) => queue.countOf(client));
        const cut = new Set(beyond.map((item) => item[0]));
        for (const client of cut) expect(queue.countOf(client!)).toBe(Math.max(...sizes));
      }),
    );
  });

  it('shares what there is: nobody keeps more than others may', () => {
    expect(fairShare([10, 2, 10], 12)).toBe(5);
    expect(fairShare([1, 1], 12)).toBe(Infinity);
    expect(fairShare([9, 9, 9], 2)).toBe(1);
  });

  it('ranks by due date, and age makes an old one pass a younger one with an earlier date', () => {
    expect(rankOf(100, 0, 0)).toBeLessThan(rankOf(200, 0, 0));
    expect(rankOf(200, 0, 1)).toBeLessThan(rankOf(150, 100, 1));
  });
});
