import { IntakeLimiter } from './intake-limiter.js';

const limits = { perClient: 40, inAll: 60, perSecond: 0 };

/** So many of a client, until one is refused; what was said then. */
function fill(queue: IntakeLimiter, client: string, now: number, most = 1_000) {
  for (let count = 0; count < most; count += 1) {
    const full = queue.enter(client, now);
    if (full) return { count, full };
  }
  return { count: most, full: undefined };
}

describe('the queue at intake', () => {
  it('takes so many of a client, and says at what it is full', () => {
    const queue = new IntakeLimiter(limits);
    expect(fill(queue, 'a', 0)).toEqual({ count: 40, full: { of: 'client', most: 40, waiting: 40 } });
    queue.left('a', 10);
    expect(fill(queue, 'a', 10).count).toBe(1);
  });

  it('takes so many in all, and of who has less than its share some more', () => {
    const queue = new IntakeLimiter(limits);
    fill(queue, 'a', 0);
    expect(fill(queue, 'b', 0).count).toBe(30);
    // Beyond all there is still room for who has nothing; for whoever has its share there is none.
    expect(fill(queue, 'c', 0)).toMatchObject({ count: 20, full: { of: 'all', most: 60, waiting: 90 } });
    expect(queue.enter('b', 0)).toMatchObject({ of: 'all' });
    expect(queue.underWay).toBe(90);
    const many = new IntakeLimiter(limits);
    for (let n = 0; n < 500; n += 1) fill(many, `client-${n}`, 0);
    // However many clients.
    expect(many.underWay).toBe(120);
  });

  // The rate changes under way; what is told goes by that of the last seconds.
  it.each([5, 37, 220, 900])('tells how long what waits will take, within a quarter: %i a second', (perSecond) => {
    const queue = new IntakeLimiter(limits);
    const every = 1_000 / perSecond;
    let now = 50_000;
    fill(queue, 'a', now);
    for (let end = now + 4_000; now < end; now += every) {
      queue.left('a', now);
      fill(queue, 'a', now);
    }
    const { full } = fill(queue, 'a', now);
    const told = full!.millis!;
    const from = now;
    for (let left = 40; left > 0; left -= 1) queue.left('a', (now += every));
    expect(Math.abs(told - (now - from))).toBeLessThanOrEqual(0.25 * (now - from));
  });

  // What is kept together ends together, and the queue is empty for a moment between two commits.
  it.each([
    [32, 8, 60, 0.9],
    [32, 16, 150, 0.8],
    [40, 5, 25, 0.9],
    // One commit is all there is to wait for, and how long that one takes nobody knows.
    [32, 32, 300, 0.4],
  ])('tells it of %i that end %i at a time, every %i ms', (perClient, together, everyMillis, share) => {
    const queue = new IntakeLimiter({ perClient, inAll: 1_000, perSecond: 0 });
    let now = 0;
    const ends: number[] = [];
    const told: { at: number; millis: number }[] = [];
    fill(queue, 'a', now);
    for (let commit = 1; commit <= 60; commit += 1) {
      // A quarter longer or shorter, as commits are.
      const took = everyMillis * (1 + 0.25 * Math.sin(commit * 2.4));
      for (let asked = 1; asked < 10; asked += 1) {
        const at = now + (took * asked) / 10;
        const { full } = fill(queue, 'a', at);
        if (commit > 10) told.push({ at, millis: full!.millis! });
      }
      now += took;
      for (let left = 0; left < together; left += 1) {
        queue.left('a', now);
        ends.push(now);
      }
    }
    const ratios = told.flatMap(({ at, millis }) => {
      const end = ends[ends.findIndex((one) => one > at) + perClient - 1];
      return end === undefined ? [] : [millis / (end - at)];
    });
    const within = ratios.filter((ratio) => Math.abs(ratio - 1) <= 0.25).length / ratios.length;
    expect(within).toBeGreaterThan(share);
    const middle = ratios.sort((a, b) => a - b)[ratios.length >> 1]!;
    expect(Math.abs(middle - 1)).toBeLessThan(0.15);
  });

  it('counts no idle time between two bursts', () => {
    const queue = new IntakeLimiter(limits);
    for (let burst = 0; burst < 20; burst += 1) {
      const from = burst * 1_000;
      fill(queue, 'a', from, 10);
      for (let at = 1; at <= 10; at += 1) queue.left('a', from + 10 * at);
    }
    const { full } = fill(queue, 'a', 20_000);
    expect(full).toMatchObject({ waiting: 40, perSecond: 100, millis: 400 });
  });

  it('goes by how fast it was worked off when it was crowded, not by how few came since', () => {
    const queue = new IntakeLimiter(limits);
    fill(queue, 'a', 0);
    for (let at = 1; at <= 40; at += 1) queue.left('a', 5 * at);
    // Ten a second come, and each is kept after a tenth of one.
    for (let at = 300; at < 10_000; at += 100) {
      queue.enter('a', at);
      queue.left('a', at + 99);
    }
    expect(fill(queue, 'a', 10_000).full).toMatchObject({ waiting: 40, perSecond: 200 });
  });

  it('tells less the longer the next has been worked at, and never nothing', () => {
    const queue = new IntakeLimiter(limits);
    fill(queue, 'a', 0);
    for (let at = 1; at <= 40; at += 1) queue.left('a', 100);
    fill(queue, 'a', 100);
    const millisAt = (now: number): number => Math.round(fill(queue, 'a', now).full!.millis!);
    expect([100, 150, 170, 400].map(millisAt)).toEqual([100, 50, 30, 25]);
  });

  it('takes no more of a client than its quota, twice a second of it after a pause, and says when there is room', () => {
    const queue = new IntakeLimiter({ perClient: 1_000, inAll: 1_000, perSecond: 100 });
    const { count, full } = fill(queue, 'a', 0);
    expect([count, full]).toEqual([200, { of: 'quota', most: 100, waiting: 0, perSecond: 100, millis: 10 }]);
    expect(queue.enter('a', 9)).toMatchObject({ of: 'quota', millis: 1 });
    expect(queue.enter('a', 10)).toBeUndefined();
    // What was refused has taken nothing, and another client has a quota of its own.
    expect(fill(queue, 'a', 510).count).toBe(50);
    expect(fill(queue, 'b', 510).count).toBe(200);
  });

  it('does not take a pause for a slow pace', () => {
    const queue = new IntakeLimiter(limits);
    fill(queue, 'a', 0);
    for (let at = 0; at < 40; at += 1) queue.left('a', 10 * (at + 1));
    fill(queue, 'a', 100_000);
    for (let at = 0; at < 20; at += 1) queue.left('a', 100_000 + 10 * (at + 1));
    fill(queue, 'a', 100_200);
    const { full } = fill(queue, 'a', 100_200);
    expect(full!.perSecond).toBeGreaterThan(75);
    expect(full!.perSecond).toBeLessThan(125);
  });

  it('foretells no long line from the first that it has let go', () => {
    const queue = new IntakeLimiter({ perClient: 256, inAll: 256, perSecond: 0 });
    fill(queue, 'a', 0);
    // The first answer of a cold process.
    queue.left('a', 300);
    fill(queue, 'a', 300);
    expect(fill(queue, 'a', 310).full).toEqual({ of: 'client', most: 256, waiting: 256 });
    for (let n = 1; n < 40; n += 1) queue.left('a', 320);
    fill(queue, 'a', 320);
    expect(fill(queue, 'a', 320).full).toMatchObject({ waiting: 256, perSecond: 125, millis: 2_048 });
  });

  it('tells nothing where nothing has been finished of late', () => {
    const queue = new IntakeLimiter(limits);
    fill(queue, 'a', 0);
    queue.left('a', 10);
    fill(queue, 'a', 20);
    expect(fill(queue, 'a', 5_000).full).toEqual({ of: 'client', most: 40, waiting: 40 });
  });
});
