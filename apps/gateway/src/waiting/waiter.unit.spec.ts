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
    expect(settled.map(({ id }) => id)).toEqual(['a']);
    expect(pending).toMatchObject([{ id: 'b', state: 'sending' }]);
  });
  it('what is parked is not waited for, and is pending with why and who must act; the others are waited for', async () => {
    let looks = 0;
    const why = { outcome: 'refused', cause: 'portal.refused', whoActs: 'agency' } as const;
    const read = async (ids: readonly string[]) => {
      looks += 1;
      const late = looks < 4 ? 'sending' : 'settled';
      return ids.map((id) => (id === 'held' ? { ...item(id, 'parked'), ...why } : item(id, late)));
    };
    const waiter = new Waiter({ read, everyMillis: 5 });
    const held = { id: 'held', state: 'parked', ...why };
    expect(await waiter.waitFor(['held'], 60_000)).toEqual({ settled: [], pending: [held] });
    expect(looks).toBe(1);
    const both = await waiter.waitFor(['held', 'late'], 60_000);
    expect([both.settled.map(({ id }) => id), both.pending]).toEqual([['late'], [held]]);
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
    expect((await waiter.waitFor(['late'], 0)).pending).toMatchObject([{ id: 'late', state: 'parked' }]);
    expect((await first).pending).toMatchObject([{ id: 'early', state: 'sending' }]);
    expect(looks).toBeGreaterThanOrEqual(2);
  });
  it('ends a little after its time where the store says nothing', async () => {
    const waiter = new Waiter({ read: () => new Promise(() => undefined) });
    const began = performance.now();
    expect(await waiter.waitFor(['a'], 0)).toEqual({ settled: [], pending: [{ id: 'a' }] });
    expect(performance.now() - began).toBeLessThan(4_000);
  });
});
