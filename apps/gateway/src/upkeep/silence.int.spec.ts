import { describeEachStore } from '@lienthong/store/testing';
import { aStep, CoreHarness } from '../testing/core-harness.js';

describeEachStore('silence', (openStore) => {
  let h: CoreHarness;
  beforeEach(async () => {
    h = await CoreHarness.open((await openStore()).store);
  });
  afterEach(() => h.core.close());

  it('is broken by announcing again, in the very same words, with back-off', async () => {
    const exchange = await h.put('A');
    await h.core.addStep(aStep('A'));
    const before = [...(await h.announced()), ...h.bus.messages];
    expect(await h.core.reannounce()).toBe(0);
    h.offset = 61_000;
    expect(await h.core.reannounce()).toBe(2);
    expect(h.bus.messages.slice(2)).toEqual(
      h.bus.messages
        .slice(0, 2)
        .map(({ topic, key, headers, value }) => expect.objectContaining({ topic, key, headers, value })),
    );
    expect(await h.core.reannounce()).toBe(0);
    h.offset = 100_000;
    expect(await h.core.reannounce()).toBe(0);
    h.offset = 125_000;
    expect(await h.core.reannounce()).toBe(2);
    await h.core.handleOutcomes([h.done(exchange)]);
    h.offset = 300_000;
    expect(await h.core.reannounce()).toBe(1);
    expect(before).toHaveLength(4);
  });

  it('of what was heard of once and then no more ends too, and of unanswered commands', async () => {
    const exchange = await h.put('A');
    await h.core.handleOutcomes([
      h.changed(exchange, { version: 2, state: 'parked', outcome: 'refused', surelyNotDone: true }),
    ]);
    await h.core.operatorAct({ kind: 'retry', exchange: exchange.exchange, operator: 'an' });
    h.offset = 61_000;
    expect(await h.core.reannounce()).toBe(2);
    const [command] = await h.commands();
    await h.core.handleOutcomes([
      h.answered(command!, {}),
      h.changed(exchange, { version: 4, state: 'settled', outcome: 'done' }),
    ]);
    h.offset = 600_000;
    expect(await h.core.reannounce()).toBe(0);
  });

  it('is watched by one process at a time', async () => {
    await h.put('A');
    const other = await h.another();
    h.offset = 61_000;
    const both = await Promise.all([h.core.reannounce(), other.reannounce()]);
    expect(both.sort()).toEqual([0, 1]);
    await other.close();
  });
});
