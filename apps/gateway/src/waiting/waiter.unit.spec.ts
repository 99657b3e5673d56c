import type { ExchangeListItem } from '../core.js';
import { exchangeItem } from '../testing/fake-core.js';
import { Waiter } from './waiter.js';

const item = (id: string, state: ExchangeListItem['state']): ExchangeListItem => ({ ...exchangeItem(id), state });

describe('waiting', () => {
  it('with no time at all still tells what has stopped already, however slow the look', async () => {
    const read = async () => {
      await new Promise((done) => setTimeout(done, 60));
      return [item('a', 'settled'), item('b', 'sending')];
    };
    const waiter = new Waiter({ read, everyMillis: 5 });
    const { settled, pending } = await waiter.waitFor(['a', 'b'], 0);
    expect([settled.map(({ id }) => id), pending]).toEqual([['a'], ['b']]);
  });
  it('a look that began before somebody came does not count for him', async () => {
    let looks = 0;
    const read = async (ids: readonly string[]) => {
      looks += 1;
      await new Promise((done) => setTimeout(done, 40));
      return ids.map((id) => item(id, id === 'late' ? 'parked' : 'sending'));
    };
    const waiter = new Waiter({ read, everyMillis: 5 });
    const first = waiter.waitFor(['early'], 0);
    const { settled } = await waiter.waitFor(['late'], 0);
    expect(settled.map(({ id }) => id)).toEqual(['late']);
    expect((await first).pending).toEqual(['early']);
    expect(looks).toBeGreaterThanOrEqual(2);
  });
  it('ends a little after its time where the store says nothing', async () => {
    const waiter = new Waiter({ read: () => new Promise(() => undefined) });
    const began = performance.now();
    expect(await waiter.waitFor(['a'], 0)).toEqual({ settled: [], pending: ['a'] });
    expect(performance.now() - began).toBeLessThan(4_000);
  });
});
