import fc from 'fast-check';
import { FairQueue, fairShare, rankOf } from './fair-queue.js';

const drain = (queue: FairQueue<string>): string[] => {
  const order: string[] = [];
  for (let item = queue.pop(); item !== undefined; item = queue.pop()) order.push(item);
  return order;
};

/**
 * How long something waits at most for what comes after it, if that is always due so much earlier, milliseconds: what comes later
 * than that has the larger rank, however urgent. Without ageing there is no such bound.
 */
const longestPassedMs = (earlierByMs: number, ageingFactor: number): number => earlierByMs / ageingFactor;

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

  // More urgent work without end, from its own client and from others, as fast as the partner takes it or faster.
  it.each([
    ['as fast as it goes', 100, 1],
    ['half as fast again', 150, 1],
    ['with half the ageing', 100, 0.5],
  ])('starves nobody: %s', (_, arriveEveryMs100, factor) => {
    const goEveryMs = 100;
    const arriveEveryMs = goEveryMs * (100 / arriveEveryMs100);
    const earlierByMs = 60_000;
    const idleDue = 1_000_000;
    const queue = new FairQueue<string>();
    queue.push('a', rankOf(idleDue, 0, factor), 'idle');
    let came = 0;
    for (let at = 0; at < 10; at += 1) queue.push('b', rankOf(0, at, factor), `b${at}`);
    for (let now = 0; ; now += goEveryMs) {
      for (; came * arriveEveryMs <= now; came += 1) {
        queue.push('a', rankOf(idleDue - earlierByMs, came * arriveEveryMs, factor), `urgent${came}`);
      }
      if (queue.pop() === 'idle') {
        // All that may pass it has come by then; it goes at the partner's pace, and the other client has its turns.
        const passing = longestPassedMs(earlierByMs, factor) / arriveEveryMs + 1;
        const bound = (passing + 10 + 1) * goEveryMs;
        expect(now).toBeLessThanOrEqual(bound);
        // The bound is no wide one.
        expect(now).toBeGreaterThan(0.9 * bound - 20 * goEveryMs);
        return;
      }
      if (now > 10_000_000) throw new Error('starved');
    }
  });

  it('never lets older work of a later date pass urgent work that is younger by less', () => {
    const queue = new FairQueue<string>();
    for (let at = 0; at < 1_000; at += 1) queue.push('a', rankOf(10_000_000 + at, at, 1), 'idle');
    queue.push('a', rankOf(5_000, 60_000, 1), 'urgent');
    expect(queue.pop()).toBe('urgent');
  });
});
