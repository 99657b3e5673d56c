import { describeEachStore } from '@lienthong/store/testing';
import { loadCommands } from '../store/announceable.js';
import { CoreHarness } from '../testing/core-harness.js';

describeEachStore('operators', (openStore) => {
  let h: CoreHarness;
  beforeEach(async () => {
    h = await CoreHarness.open((await openStore()).store);
  });
  afterEach(() => h.core.close());

  const parked = { version: 2, state: 'parked', outcome: 'refused', surelyNotDone: true } as const;
  const unknown = { version: 3, state: 'unknown', outcome: 'unknown', surelyNotDone: false } as const;
  const retry = (exchange: string, key?: string) =>
    h.core.operatorAct({
      ...{ kind: 'retry', exchange, operator: 'an' },
      ...(key ? { idempotency: { key, request: 'h' } } : {}),
    });

  it('send a retry once, with the version they saw, and read the owner’s verdict in the timeline', async () => {
    const exchange = await h.put('A');
    await h.core.handleOutcomes([h.changed(exchange, parked)]);
    const first = await retry(exchange.exchange, 'k');
    expect(first).toMatchObject({ kind: 'accepted', replayed: false });
    expect(await retry(exchange.exchange, 'k')).toEqual({ ...first, replayed: true });
    const commands = await h.commands();
    expect(commands).toMatchObject([
      { kind: 'retry', exchange: exchange.exchange, expectedVersion: 2, operator: 'an' },
    ]);
    const refusal = h.answered(commands[0]!, { verdict: 'refused', reason: 'exchange.versionConflict' });
    expect(await h.core.handleOutcomes([refusal, refusal])).toEqual(['handled', 'handled']);
    const timeline = (await h.core.timeline('A', { limit: 50 }))!.items;
    expect(timeline.map(({ kind }) => kind)).toEqual([
      ...['dossier.accepted', 'exchange.parked', 'operator.retry', 'operator.commandRefused'],
    ]);
    expect(timeline.at(-1)).toMatchObject({ by: 'an', text: expect.stringContaining('exchange.versionConflict') });
  });

  it('are refused what would be blind, late or about nothing', async () => {
    const exchange = await h.put('A');
    await h.core.handleOutcomes([h.changed(exchange, unknown)]);
    expect(await retry(exchange.exchange)).toEqual({ kind: 'unresolved', state: 'unknown' });
    expect(
      await h.core.operatorAct({ kind: 'abandon', exchange: exchange.exchange, operator: 'an', expectedVersion: 1 }),
    ).toEqual({ kind: 'versionConflict', version: 3 });
    await h.core.handleOutcomes([h.changed(exchange, { version: 4, outcome: 'done' })]);
    expect(await retry(exchange.exchange)).toEqual({ kind: 'ended', state: 'settled' });
    expect(await retry('01900000-0000-7000-8000-000000000000')).toEqual({ kind: 'notFound' });
    expect(await retry('no-id')).toEqual({ kind: 'notFound' });
    expect(await h.commands()).toEqual([]);
  });

  it('resolve in pairs', async () => {
    const exchange = await h.put('A');
    await h.core.handleOutcomes([h.changed(exchange, unknown)]);
    const resolve = (operator: string, finding: 'done' | 'notDone') =>
      h.core.operatorAct({
        kind: 'resolve',
        exchange: exchange.exchange,
        operator,
        finding,
        evidence: 'dòng 7 của sổ',
      });
    expect(await resolve('an', 'done')).toMatchObject({ kind: 'awaitsSecondPerson' });
    expect(await resolve('an', 'done')).toEqual({ kind: 'samePerson' });
    expect(await resolve('binh', 'notDone')).toEqual({ kind: 'findingsDiffer' });
    const differs = (await h.core.timeline('A', { limit: 50 }))!.items.at(-1)!;
    expect(differs).toMatchObject({ kind: 'operator.resolveDisputed', by: 'binh', exchange: exchange.exchange });
    expect(differs.text).toContain('chưa thực hiện: dòng 7 của sổ');
    expect(await h.commands()).toEqual([]);
    const confirmed = await resolve('binh', 'done');
    expect(confirmed).toMatchObject({ kind: 'accepted' });
    expect(await h.commands()).toMatchObject([
      { kind: 'resolve', finding: 'done', operator: 'binh', expectedVersion: 3 },
    ]);
    const texts = (await h.core.timeline('A', { limit: 50 }))!.items.map(({ text }) => text);
    expect(texts.filter((text) => text.includes('dòng 7 của sổ'))).toHaveLength(3);
  });

  it('give up what may change meanwhile, unless they name the version they saw', async () => {
    const exchange = await h.put('A');
    const abandon = (named: { expectedVersion?: number }) =>
      h.core.operatorAct({ kind: 'abandon', exchange: exchange.exchange, operator: 'an', reason: 'nhầm', ...named });
    await h.core.handleOutcomes([h.changed(exchange, parked)]);
    expect(await abandon({})).toMatchObject({ kind: 'accepted' });
    expect(await abandon({ expectedVersion: 2 })).toMatchObject({ kind: 'accepted' });
    const commands = await h.commands();
    expect(commands).toMatchObject([{ kind: 'abandon', expectedVersion: 2, orNewer: true }, { expectedVersion: 2 }]);
    expect(commands[1]).not.toHaveProperty('orNewer');
    // The process that comes after a crash makes them again from their rows.
    expect(
      await loadCommands(
        h.store.db('gateway'),
        commands.map(({ command }) => command),
      ),
    ).toEqual(commands);
  });
});
