import { sql } from 'kysely';
import { describeEachStore } from '@lienthong/store/testing';
import type { ExchangeAnnounced } from '@lienthong/contracts';
import type { TimelineItem } from '../core.js';
import { aStep, CoreHarness } from '../testing/core-harness.js';

describeEachStore('outcomes', (openStore) => {
  let h: CoreHarness;
  beforeEach(async () => {
    h = await CoreHarness.open((await openStore()).store);
  });
  afterEach(() => h.core.close());
  const at = '2026-11-20T02:00:00.000Z';
  const attempt = (number: number, outcome: 'done' | 'later' | 'unknown' | 'refused', cause?: string) => ({
    ...{ attempt: number, startedAt: at, endedAt: '2026-11-20T02:00:00.250Z', outcome },
    ...(cause ? { cause } : {}),
  });

  it('moves the projection, the facets and the timeline', async () => {
    const exchange = await h.put('A');
    expect(await h.core.handleOutcomes([h.done(exchange)])).toEqual(['handled']);
    expect(await h.core.exchange(exchange.exchange)).toMatchObject({
      ...{ state: 'settled', outcome: 'done', version: 1, attempts: 1, unit: 'H44.01' },
      attemptList: [{ attempt: 1, outcome: 'done' }],
    });
    expect((await h.core.dossier('A'))!.partners['portal']!.state).toBe('inStep');
    const timeline = await h.core.timeline('A', { limit: 50 });
    expect(timeline!.items.map(({ kind }) => kind)).toEqual(['dossier.accepted', 'exchange.settled']);
    expect(timeline!.items[1]).toMatchObject({
      by: 'dvc-portal',
      exchange: exchange.exchange,
      attempt: 1,
      outcome: 'done',
    });
    expect(timeline!.items[1]!.text).toBe('Hoàn thành đồng bộ hồ sơ với Cổng Dịch vụ công quốc gia, lần thử 1');
  });

  it('says nothing of the fate of what may be under way: the connectors tell of an attempt when it has ended', async () => {
    const exchange = await h.put('A');
    const waits = async () => {
      const view = await h.core.exchange(exchange.exchange);
      expect(view).toMatchObject({ state: 'waiting' });
      expect(view).not.toHaveProperty('surelyNotDone');
    };
    await waits();
    await h.core.handleOutcomes([h.changed(exchange, { state: 'waiting', outcome: 'later', surelyNotDone: true })]);
    await waits();
  });

  it('tells what happened in the order of its times, whenever it heard of it', async () => {
    const exchange = await h.put('A');
    const base = h.now();
    const told = (ms: number, version: number, outcome: 'later' | 'done', cause?: string) =>
      h.changed(exchange, {
        ...{ version, state: outcome === 'done' ? 'settled' : 'waiting', outcome, attempts: version },
        ...{ attempt: attempt(version, outcome, cause), at: new Date(base + ms).toISOString() },
      });
    const same = [told(2_000, 3, 'done'), told(1_000, 1, 'later', 'one'), told(2_000, 2, 'later', 'two')];
    for (const one of same) await h.core.handleOutcomes([one]);
    const whole = (await h.core.timeline('A', { limit: 50 }))!.items;
    expect(whole.map(({ attempt: number }) => number)).toEqual([undefined, 1, 3, 2]);
    expect(whole.map((item) => item.at)).toEqual(whole.map((item) => item.at).sort());
    const paged: TimelineItem[] = [];
    for (let cursor: string | undefined; ;) {
      const page = (await h.core.timeline('A', { limit: 1, ...(cursor ? { cursor } : {}) }))!;
      paged.push(...page.items);
      if ((cursor = page.nextCursor) === undefined) break;
    }
    expect(paged).toEqual(whole);
  });

  it('takes events twice and out of order, keeps every attempt once and never overwrites a success', async () => {
    const exchange = await h.put('A');
    const at = new Date(h.now()).toISOString();
    const later = h.changed(exchange, {
      ...{ at, version: 1, state: 'waiting', outcome: 'later', cause: 'transport.connectTimeout', attempts: 1 },
      attempt: attempt(1, 'later', 'transport.connectTimeout'),
    });
    const unknown = h.changed(exchange, {
      ...{ at, version: 2, state: 'unknown', outcome: 'unknown', attempts: 2, surelyNotDone: false },
      attempt: attempt(2, 'unknown', 'transport.timeout'),
    });
    const done = h.changed(exchange, { at, version: 4, outcome: 'done', attempts: 3, attempt: attempt(3, 'done') });
    await h.core.handleOutcomes([done]);
    await h.core.handleOutcomes([unknown, later, done, unknown]);
    const view = await h.core.exchange(exchange.exchange);
    expect(view).toMatchObject({ state: 'settled', outcome: 'done', version: 4 });
    expect(view!.attemptList.map(({ attempt, outcome }) => [attempt, outcome])).toEqual([
      [1, 'later'],
      [2, 'unknown'],
      [3, 'done'],
    ]);
    expect(view!.attemptList[0]).toMatchObject({ millis: 250, cause: 'transport.connectTimeout' });
    const kinds = (await h.core.timeline('A', { limit: 50 }))!.items.map(({ kind }) => kind);
    expect(kinds).toEqual(['dossier.accepted', 'exchange.settled', 'exchange.attempted', 'exchange.attempted']);
    const counters = await h.core.counters();
    const attempts = counters.filter(({ name }) => name === 'exchange_attempts_total');
    expect(attempts.map(({ labels, value }) => [labels['outcome'], value])).toEqual([
      ['done', 1],
      ['later', 1],
      ['unknown', 1],
    ]);
    expect(counters.find(({ name }) => name === 'exchanges_settled_total')!.value).toBe(1);
  });

  it('says what cannot be handled, and handles its neighbours', async () => {
    const exchange = await h.put('A');
    const foreign = { ...exchange, exchange: '01900000-0000-7000-8000-000000000000' };
    const broken = { ...h.done(exchange), value: Buffer.from('{') };
    const elsewhere = h.changed({ ...exchange, number: 9 }, {});
    const verdicts = await h.core.handleOutcomes([h.done(foreign), broken, elsewhere, h.done(exchange)]);
    expect(verdicts).toEqual([
      { poison: 'exchange.unknown' },
      { poison: 'message.notJson' },
      { poison: 'exchange.notAsCreated' },
      'handled',
    ]);
    await h.core.quarantine(broken, 'message.notJson');
    await h.core.quarantine(broken, 'message.notJson');
    const { rows } = await sql`select reason from gateway.quarantine`.execute(h.store.db('gateway'));
    expect(rows).toEqual([{ reason: 'message.notJson' }]);
  });

  it('shows a parked exchange to those who have to act, and the masked excerpt of its attempt', async () => {
    const exchange = await h.put('A');
    const parked = h.changed(exchange, {
      ...{ version: 1, state: 'parked', outcome: 'refused', cause: 'portal.fieldMissing', whoActs: 'agency' },
      surelyNotDone: true,
      fields: [{ pointer: '/applicant/name', code: 'required' }],
      attempt: attempt(1, 'refused', 'portal.fieldMissing'),
      detail: h.detail(exchange.exchange, 1, { sent: '{"ChuHoSo":"***"}', received: '{"error_code":"5"}' }),
    });
    await h.core.handleOutcomes([parked]);
    expect(await h.core.exchange(exchange.exchange)).toMatchObject({
      ...{ state: 'parked', whoActs: 'agency', surelyNotDone: true },
      fields: [{ pointer: '/applicant/name', code: 'required' }],
      attemptList: [{ sent: '{"ChuHoSo":"***"}', received: '{"error_code":"5"}' }],
    });
    const view = await h.core.dossier('A');
    expect(view!.partners['portal']).toMatchObject({ state: 'parked', exchange: exchange.exchange });
    expect(view!.waitingOn).toMatchObject({ who: 'agency', name: 'H44.01' });
    const units = ['H44.01'];
    const waiting = await h.core.listDossiers({ units, waitingOn: 'agency' }, { limit: 10 });
    expect(waiting.items.map(({ code }) => code)).toEqual(['A']);
    const list = (filter: object) =>
      h.core.listExchanges(filter, { limit: 10 }).then(({ items }) => items.map(({ id }) => id));
    expect(await list({ state: 'parked' })).toEqual([exchange.exchange]);
    expect(await list({ state: 'waiting' })).toEqual([]);
    expect(await list({ subject: 'A', units })).toEqual([exchange.exchange]);
    expect(await list({ units: ['H99'] })).toEqual([]);
    expect(await list({ partner: 'emc' })).toEqual([]);
  });

  describe('beside the attempts', () => {
    const question = (ms: number, outcome: 'done' | 'later' | 'unknown', cause?: string) => ({
      kind: 'question' as const,
      ...{ attempt: 1, outcome, ...(cause ? { cause } : {}) },
      startedAt: new Date(Date.parse(at) + ms).toISOString(),
      endedAt: new Date(Date.parse(at) + ms + 40).toISOString(),
    });
    const strayAt = (ms: number) => ({ ...question(ms, 'unknown', 'transport.timeout'), kind: 'strayCall' as const });
    const listed = async (id: string) =>
      (await h.core.exchange(id))!.attemptList.map(({ kind, attempt, outcome }) => [kind, attempt, outcome]);
    const countOf = async (name: string) =>
      (await h.core.counters()).filter((counter) => counter.name === name).map(({ labels, value }) => [labels, value]);

    it('every question about an attempt is shown once, in its place, with its masked excerpt', async () => {
      const exchange = await h.put('A');
      const doubtful = { state: 'unknown', outcome: 'unknown', surelyNotDone: false } as const;
      const unknown = h.changed(exchange, { ...doubtful, version: 1, attempt: attempt(1, 'unknown') });
      const sent = '{"MaHoSo":"A","ChuHoSo":"***"}';
      const open = h.changed(exchange, {
        ...{ ...doubtful, version: 2, question: question(60_000, 'unknown', 'portal.pending') },
        detail: h.detail(exchange.exchange, 2, { sent, received: '{"error_code":"1"}' }),
      });
      const settled = h.changed(exchange, { version: 3, outcome: 'done', question: question(120_000, 'done') });
      await h.core.handleOutcomes([unknown, settled]);
      expect(await h.core.handleOutcomes([open, settled, open])).toEqual(['handled', 'handled', 'handled']);
      await h.core.handleOutcomes([settled, open]);
      const view = await h.core.exchange(exchange.exchange);
      expect(view).toMatchObject({ state: 'settled', version: 3, attempts: 1 });
      expect(await listed(exchange.exchange)).toEqual([
        ['call', 1, 'unknown'],
        ['question', 1, 'unknown'],
        ['question', 1, 'done'],
      ]);
      expect(view!.attemptList[1]).toMatchObject({
        ...{ millis: 40, cause: 'portal.pending', sent, received: '{"error_code":"1"}' },
      });
      const kinds = (await h.core.timeline('A', { limit: 50 }))!.items.map(({ kind }) => kind);
      expect(kinds).toEqual(['dossier.accepted', 'exchange.unknown', 'exchange.settled']);
      expect((await countOf('exchange_attempts_total')).map(([, value]) => value)).toEqual([1]);
    });

    it('a call without a lease is shown, told in the timeline and counted once, and changes no state', async () => {
      const exchange = await h.put('A');
      const call = strayAt(-1_000);
      const stray = h.strayCall(exchange, { call });
      // Before anything else is heard of the exchange, twice in one batch, again in another, and of another process.
      expect(await h.core.handleOutcomes([stray, stray])).toEqual(['handled', 'handled']);
      expect(await h.core.exchange(exchange.exchange)).toMatchObject({ state: 'waiting', version: 0, attempts: 0 });
      const done = h.changed(exchange, { outcome: 'done', attempt: attempt(1, 'done') });
      await h.core.handleOutcomes([done, stray]);
      await h.core.handleOutcomes([h.strayCall(exchange, { call, process: 'connectors-2', leftWithoutLease: false })]);
      expect(await h.core.exchange(exchange.exchange)).toMatchObject({ state: 'settled', outcome: 'done', version: 1 });
      expect(await listed(exchange.exchange)).toEqual([
        ['strayCall', 1, 'unknown'],
        ['strayCall', 1, 'unknown'],
        ['call', 1, 'done'],
      ]);
      const items = (await h.core.timeline('A', { limit: 50 }))!.items;
      expect(items.map(({ kind }) => kind)).toEqual([
        ...['dossier.accepted', 'exchange.strayCall', 'exchange.settled', 'exchange.strayCall'],
      ]);
      expect(items[1]).toMatchObject({
        ...{ by: 'dvc-portal', exchange: exchange.exchange, attempt: 1, outcome: 'unknown' },
        text:
          'Một tiến trình đã hết quyền xử lý vẫn gửi lời gọi đồng bộ hồ sơ với Cổng Dịch vụ công quốc gia, lần thử 1: ' +
          'chưa rõ kết quả (đối tác không trả lời trong thời hạn); đối tác có thể đã nhận hai lần, cần đối chiếu',
      });
      expect(items[3]!.text).toMatch(/^Một tiến trình hết quyền xử lý trong khi đang gọi đồng bộ hồ sơ/);
      const labels = { partner: 'dvc-portal', operation: 'syncDossier', outcome: 'unknown' };
      expect(await countOf('stray_calls_total')).toEqual([[labels, 2]]);
    });

    it('a name that cannot stand in a table stops only itself', async () => {
      const exchange = await h.put('A');
      const verdicts = await h.core.handleOutcomes([
        h.changed(exchange, { state: 'unknown', attempts: 1, cause: 'a\u0000b' }),
        h.strayCall(exchange, { call: strayAt(0), process: 'a\u0000b' }),
        h.strayCall(exchange, { call: strayAt(0), process: 'p'.repeat(301) }),
        h.changed({ ...exchange, subject: 'A\u0000' }, {}),
        h.done(exchange),
      ]);
      expect(verdicts).toEqual([
        { poison: 'message.shape: a NUL character' },
        { poison: 'message.shape: a NUL character' },
        { poison: 'message.shape: process, call, number or at' },
        { poison: 'message.shape: a NUL character' },
        'handled',
      ]);
    });

    it('a call of an exchange that nobody knows is kept apart as any other outcome of one; a bad one says what is bad', async () => {
      const exchange = await h.put('A');
      const call = strayAt(0);
      const foreign = { ...exchange, exchange: '01900000-0000-7000-8000-000000000000' };
      const verdicts = await h.core.handleOutcomes([
        h.strayCall(foreign, { call }),
        h.strayCall({ ...foreign, subject: 'nobody' }, { call }),
        h.strayCall({ ...exchange, number: 9 }, { call }),
        h.strayCall(exchange, { call: { ...call, startedAt: 'yesterday' } }),
        h.strayCall(exchange, { call, process: '' }),
        h.changed(exchange, { question: { ...question(0, 'done'), attempt: 0.5 } }),
        h.strayCall(exchange, { call }),
      ]);
      expect(verdicts).toEqual([
        { poison: 'exchange.unknown' },
        { poison: 'subject.unknown' },
        { poison: 'exchange.notAsCreated' },
        { poison: 'message.shape: process, call, number or at' },
        { poison: 'message.shape: process, call, number or at' },
        { poison: 'message.shape: question' },
        'handled',
      ]);
      expect(await listed(exchange.exchange)).toEqual([['strayCall', 1, 'unknown']]);
    });
  });

  it('says what holds a number back: one that a person ended while its call may still land, or the head of its batch', async () => {
    const sync = await h.put('A');
    for (const key of ['s-1', 's-2']) await h.core.addStep(aStep('A', key));
    const [first, second] = (await h.announced()).slice(-2) as [ExchangeAnnounced, ExchangeAnnounced];
    const inDays = (days: number): string => new Date(Date.now() + days * 86_400_000).toISOString();
    const abandoned = (version: number, mayLandUntil: string) =>
      h.changed(first, { version, state: 'abandoned', attempts: 1, mayLandUntil });
    await h.core.handleOutcomes([h.done(sync), abandoned(1, inDays(1))]);
    const held = await h.core.exchange(second.exchange);
    expect(held).toMatchObject({ state: 'waiting', blockedBy: first.exchange });
    expect(Date.parse(held!.nextAttemptAt!)).toBeGreaterThan(Date.now() + 3_600_000);
    expect((await h.core.listExchanges({ subject: 'A', state: 'waiting' }, { limit: 9 })).items[0]).toMatchObject({
      blockedBy: first.exchange,
    });

    await h.core.handleOutcomes([abandoned(2, inDays(-1))]);
    const free = await h.core.exchange(second.exchange);
    expect([free!.blockedBy, free!.nextAttemptAt]).toEqual([undefined, undefined]);

    await h.core.addStep(aStep('A', 's-3'));
    const third = (await h.announced()).at(-1)!;
    const doubtful = { version: 1, state: 'unknown', outcome: 'unknown', attempts: 1 } as const;
    await h.core.handleOutcomes([
      h.changed(second, { ...doubtful, state: 'parked', surelyNotDone: false }),
      h.changed(third, doubtful),
    ]);
    expect(await h.core.exchange(third.exchange)).toMatchObject({ state: 'unknown', blockedBy: second.exchange });
  });

  it('says that a newer statement waits for what a person said was not done, while its call may still land', async () => {
    const first = await h.put('A');
    const until = new Date(Date.now() + 86_400_000).toISOString();
    const notDone = { cause: 'resolved.byOperator', surelyNotDone: true, nextAttemptAt: until, mayLandUntil: until };
    await h.core.handleOutcomes([h.changed(first, { version: 1, state: 'waiting', attempts: 1, ...notDone })]);
    const second = await h.put('A', 2);
    const held = await h.core.exchange(second.exchange);
    expect(held).toMatchObject({ state: 'waiting', blockedBy: first.exchange });
    expect(Date.parse(held!.nextAttemptAt!)).toBeGreaterThan(Date.now() + 3_600_000);
  });

  it('lists exchanges newest first, page by page', async () => {
    for (let revision = 1; revision <= 5; revision += 1) await h.put('A', revision);
    const numbers: number[] = [];
    let cursor: string | undefined;
    do {
      const page = await h.core.listExchanges({ subject: 'A' }, { limit: 2, ...(cursor ? { cursor } : {}) });
      numbers.push(...page.items.map(({ number }) => number));
      cursor = page.nextCursor;
    } while (cursor);
    expect([...numbers].sort()).toEqual([1, 2, 3, 4, 5]);
  });

  it('wakes who waits for an outcome that this process commits, and looks for those of others', async () => {
    const exchange = await h.put('A');
    const silent = await h.put('B');
    const other = await h.another();
    const began = performance.now();
    const waits = Promise.all([
      h.core.waitFor([exchange.exchange], 10_000),
      other.waitFor([exchange.exchange], 10_000),
      h.core.waitFor([exchange.exchange, silent.exchange], 300),
      h.core.waitFor(['01900000-0000-7000-8000-000000000000'], 10_000),
    ]);
    await h.core.handleOutcomes([h.done(exchange)]);
    const [own, others, both, removed] = await waits;
    expect(own).toMatchObject({ settled: [{ id: exchange.exchange, state: 'settled' }], pending: [] });
    expect(others).toEqual(own);
    expect(both).toMatchObject({
      settled: [{ id: exchange.exchange }],
      pending: [{ id: silent.exchange, state: 'waiting' }],
    });
    expect(removed).toEqual({ settled: [], pending: [] });
    expect(performance.now() - began).toBeLessThan(5_000);
    await other.close();
  });

  it('ends a wait when the caller goes', async () => {
    const exchange = await h.put('A');
    const gone = new AbortController();
    const wait = h.core.waitFor([exchange.exchange], 60_000, gone.signal);
    gone.abort();
    expect(await wait).toMatchObject({ settled: [], pending: [{ id: exchange.exchange }] });
  });
});
