import { sql } from 'kysely';
import { describeEachStore } from '@lienthong/store/testing';
import { vietNam } from '@lienthong/statutory-clock';
import type { StepView } from '../core.js';
import { stepRules } from './rules/steps-as-configured.js';
import { aPut, CoreHarness } from '../testing/core-harness.js';
import {
  civilStatus,
  clientOf,
  finance,
  handoverRules,
  HandoverStage,
  justice,
  planning,
  tree,
} from '../testing/handover-stage.js';
import { sampleDossier } from '../testing/sample-dossier.js';
import { aSubmitted } from '../testing/submitted.js';

/** A procedure whose three questions are asked side by side: of a unit, of one that has ended, of who plays a part; then one more. */
const procedure = (code: string, last = 'Thẩm định') => ({
  code,
  steps: [
    { key: 'finance', unit: finance, ask: 'Nghĩa vụ tài chính', workingDays: 2 },
    { key: 'planning', unit: 'H44.02', ask: 'Quy hoạch', workingHours: 8 },
    { key: 'record', role: 'records', ask: 'Xác minh hộ tịch', workingDays: 1 },
    { key: 'review', unit: planning, ask: last, workingDays: 3, after: ['finance', 'planning', 'record'] },
  ],
});
const records = { role: 'records', for: justice, unit: finance };
const rulesOf = (...args: Parameters<typeof stepRules>) => ({ ...handoverRules, steps: stepRules(...args) });
const asConfigured = (unit = finance, last?: string) =>
  rulesOf([procedure('1.003560', last)], [{ ...records, unit }], tree, vietNam());

describeEachStore('steps of a procedure across agencies', (openStore) => {
  let h: CoreHarness;
  let s: HandoverStage;
  const unitName = (unit: string): string => tree.nameOf(unit) ?? unit;
  beforeAll(async () => {
    const { store } = await openStore();
    h = await CoreHarness.open(store, { handovers: asConfigured(), unitName });
    s = new HandoverStage(h);
  });
  afterAll(() => h.core.close());

  const stepsOf = async (code: string): Promise<Map<string, StepView>> =>
    new Map(((await h.core.dossier(code))!.steps ?? []).map((step) => [step.key, step]));
  const states = async (code: string) => [...(await stepsOf(code)).values()].map(({ key, state }) => `${key} ${state}`);
  const act = async (code: string, key: string, what: 'answer' | 'refuse' | 'withdraw') => {
    const { handover, unit } = (await stepsOf(code)).get(key)!;
    const who = clientOf(what === 'withdraw' ? justice : unit!);
    expect(await s.act(handover!, what, who)).toMatchObject({ kind: 'accepted' });
  };
  const lines = async (code: string) =>
    (await h.core.timeline(code, { limit: 200 }))!.items.flatMap(({ kind, text }) =>
      kind.startsWith('steps.') ? [`${kind} ${text}`] : [],
    );
  const feedOf = async (code: string) => {
    const { rows } = await sql<{ type: string; data: string }>`
      select f.type, f.data::text as data from gateway.feed_event f where f.subject = ${code} and f.type like 'steps.%'
      order by f.turn, f.n`.execute(h.store.db('gateway'));
    return rows.map(({ type, data }) => ({ type, ...(JSON.parse(data) as object) }));
  };
  const lateNow = async (code: string, key: string) => {
    const { handover } = (await stepsOf(code)).get(key)!;
    await sql`
      update gateway.timer t set due = gateway.clock_now() where t.subject = ${`handover:${handover}`} and t.kind = 'handover.late'`.execute(
      h.store.db('gateway'),
    );
    await h.core.close();
    h.core = await h.another();
    await until(async () => (await lines(code)).some((line) => line.startsWith(`steps.late Bước liên thông ${key}`)));
  };

  it('begin with the status, side by side, once each, due by working time; a unit that has ended is followed', async () => {
    await s.state('A-1', 1, { status: 'received' });
    expect((await h.core.dossier('A-1'))!.steps).toBeUndefined();
    const content = sampleDossier({ revision: 2, unit: justice, status: 'processing' });
    const put = () => h.core.putDossier(aPut('A-1', 2, { content, ...clientOf(justice) }));
    expect((await Promise.all([put(), put(), put()])).map(({ kind }) => kind)).toEqual(['accepted', 'same', 'same']);
    const steps = await stepsOf('A-1');
    expect(await states('A-1')).toEqual(['finance open', 'planning open', 'record open', 'review waiting']);
    expect([steps.get('planning')!.unit, steps.get('record')!.unit]).toEqual([planning, finance]);
    const asked = (await h.core.listHandovers({ dossier: 'A-1' }, { limit: 50 })).items;
    expect(asked.map(({ step, toUnit, kind, request }) => [step, toUnit, kind, request]).sort()).toEqual([
      ['finance', finance, 'request', 'Nghĩa vụ tài chính'],
      ['planning', planning, 'request', 'Quy hoạch'],
      ['record', finance, 'request', 'Xác minh hộ tịch'],
    ]);
    const byKey = new Map(asked.map((one) => [one.step, one]));
    expect(byKey.get('planning')).toMatchObject({ addressedTo: 'H44.02' });
    const { steps: rules } = asConfigured();
    for (const [key, limit] of [
      ['finance', { workingDays: 2 }],
      ['planning', { workingHours: 8 }],
    ] as const) {
      const { createdAt, dueAt } = byKey.get(key)!;
      expect(Date.parse(dueAt)).toBe(rules.dueAt(limit, Date.parse(createdAt)));
    }
    // Whatever is stated afterwards, what has begun does not begin again.
    await s.state('A-1', 3, { status: 'supplementRequested' });
    await s.state('A-1', 4);
    expect((await h.core.listHandovers({ dossier: 'A-1' }, { limit: 50 })).items).toHaveLength(3);
  });

  it.each([
    ['B-1', ['finance', 'planning', 'record']],
    ['B-2', ['record', 'finance', 'planning']],
    ['B-3', ['planning', 'record', 'finance']],
  ])('%s joins when all three have answered, in any order, and the next begins with it', async (code, order) => {
    await s.state(code);
    for (const key of order.slice(0, 2)) await act(code, key, 'answer');
    expect([await lines(code), (await states(code)).at(-1)]).toEqual([[], 'review waiting']);
    await act(code, order[2]!, 'answer');
    expect((await states(code)).at(-1)).toBe('review open');
    expect(await s.waitingOn(code)).toMatchObject({ who: 'unit', name: planning });
    await act(code, 'review', 'answer');
    expect(await lines(code)).toEqual([
      'steps.joined Các bước liên thông đã có đủ trả lời: finance, planning, record; bước tiếp theo: review',
      'steps.joined Các bước liên thông đã có đủ trả lời: review; không còn bước nào chờ',
    ]);
    expect(await feedOf(code)).toMatchObject([
      { type: 'steps.joined', steps: 'finance, planning, record', next: 'review' },
      { type: 'steps.joined', steps: 'review' },
    ]);
    expect(await s.waitingOn(code)).toMatchObject({ who: 'agency', name: justice });
  });

  it('one that is late is told at once, by name, and goes on being waited for', async () => {
    await s.state('C-1');
    await act('C-1', 'finance', 'answer');
    await act('C-1', 'record', 'answer');
    h.offset = 40 * 24 * 3_600_000;
    try {
      await lateNow('C-1', 'planning');
      expect(await s.waitingOn('C-1')).toMatchObject({
        ...{ who: 'unit', name: planning, late: [planning] },
        why: 'bước liên thông đã quá hạn, đơn vị được hỏi chưa trả lời',
      });
      expect((await stepsOf('C-1')).get('planning')).toMatchObject({ state: 'open', late: true });
      expect(await feedOf('C-1')).toMatchObject([{ type: 'steps.late', step: 'planning', late: planning }]);
      await act('C-1', 'planning', 'answer');
    } finally {
      h.offset = 0;
    }
    expect((await lines('C-1')).map((line) => line.split(' ')[0])).toEqual(['steps.late', 'steps.joined']);
    expect((await stepsOf('C-1')).get('planning')).toMatchObject({ state: 'answered', late: true });
    expect((await stepsOf('C-1')).get('review')).toMatchObject({ state: 'open' });
  });

  it('one that is refused holds the join and waits on the owner, who asks another in its place', async () => {
    await s.state('D-1');
    await act('D-1', 'planning', 'refuse');
    expect(await s.waitingOn('D-1')).toMatchObject({
      ...{ who: 'agency', name: justice },
      why: 'một bước liên thông không có đơn vị trả lời, cơ quan quản lý hồ sơ cần chọn đơn vị',
    });
    await act('D-1', 'finance', 'answer');
    await act('D-1', 'record', 'withdraw');
    expect(await states('D-1')).toEqual(['finance answered', 'planning held', 'record held', 'review waiting']);
    expect(await s.handOver('D-1', { toUnit: finance, step: 'finance' })).toEqual({ kind: 'stepUnfit' });
    expect(await s.handOver('D-1', { toUnit: finance, step: 'none' })).toEqual({ kind: 'stepUnfit' });
    const asked = await s.handed('D-1', { toUnit: finance, step: 'planning' });
    expect((await stepsOf('D-1')).get('planning')).toMatchObject({ state: 'open', unit: finance, handover: asked });
    await s.handed('D-1', { toUnit: finance, step: 'record' });
    expect(await s.waitingOn('D-1')).toMatchObject({ who: 'unit', name: finance });
    await act('D-1', 'planning', 'answer');
    await act('D-1', 'record', 'answer');
    expect((await states('D-1')).at(-1)).toBe('review open');
    const kinds = (await h.core.timeline('D-1', { limit: 200 }))!.items.map(({ kind }) => kind);
    expect(kinds.slice(-3)).toEqual(['handover.answered', 'steps.joined', 'handover.sent']);
    expect((await feedOf('D-1')).map(({ type }) => type)).toEqual(['steps.held', 'steps.held', 'steps.joined']);
  });

  it('a declaration that is changed, also a part that another plays, disturbs nothing that has begun', async () => {
    await s.state('E-1');
    await h.core.close();
    h.core = await h.another({ handovers: rulesOf([], [records], tree, vietNam()) });
    for (const key of ['finance', 'planning', 'record']) await act('E-1', key, 'answer');
    expect(await states('E-1')).toEqual(['finance answered', 'planning answered', 'record answered', 'review open']);
    const { request } = await s.view((await stepsOf('E-1')).get('review')!.handover!);
    expect(request).toBe('Thẩm định');
    await s.state('E-2');
    expect((await h.core.dossier('E-2'))!.steps).toBeUndefined();
    await h.core.close();
    // The dossier has that status already: it does not reach it now.
    h.core = await h.another();
    await s.state('E-2', 2, { summary: 'khác' });
    expect((await h.core.dossier('E-2'))!.steps).toBeUndefined();
  });

  it('a recorded dossier starts none, one that has ended goes no further, and where nobody can be asked its unit has to', async () => {
    const content = sampleDossier({ revision: 1, unit: justice, status: 'processing' });
    await h.core.putDossier(aPut('F-1', 1, { content, ...clientOf(justice), backfill: true }));
    await s.state('F-1', 2, { summary: 'khác' });
    expect((await h.core.dossier('F-1'))!.steps).toBeUndefined();
    await s.state('F-2');
    await s.state('F-2', 2, { status: 'withdrawn' });
    for (const key of ['finance', 'planning', 'record']) await act('F-2', key, 'answer');
    expect((await states('F-2')).at(-1)).toBe('review waiting');
    await s.state('F-2', 3);
    expect((await states('F-2')).at(-1)).toBe('review open');
    await h.core.close();
    h.core = await h.another({ handovers: rulesOf([procedure('1.003560')], [], tree, vietNam()) });
    await s.state('F-3');
    expect((await states('F-3'))[2]).toBe('record held');
    expect(await s.waitingOn('F-3')).toMatchObject({ who: 'agency', name: justice });
    await h.core.close();
    h.core = await h.another();
  });

  it('a unit that ends while it owes an answer is followed to who took over, and held where that is who asked', async () => {
    await s.state('F-4');
    const { handover } = (await stepsOf('F-4')).get('finance')!;
    const restartWith = async (successor: string) => {
      await h.core.close();
      const routeOf = (unit: string) => ({ kind: 'to', unit: unit === finance ? successor : unit }) as const;
      h.core = await h.another({ handovers: { ...asConfigured(), routeOf } });
    };
    await restartWith(planning);
    await until(async () => (await stepsOf('F-4')).get('finance')!.unit === planning);
    expect((await stepsOf('F-4')).get('finance')).toMatchObject({ state: 'open', handover });
    await act('F-4', 'finance', 'answer');
    await h.core.close();
    h.core = await h.another();
    await s.state('F-5');
    await restartWith(justice);
    await until(async () => (await stepsOf('F-5')).get('finance')!.state === 'held');
    expect(await s.waitingOn('F-5')).toMatchObject({ who: 'agency', name: justice });
    await h.core.close();
    h.core = await h.another();
  });

  it('begin too when the unit takes what the portal submitted; until then it is whose time it is', async () => {
    await h.core.close();
    const taken = { ...procedure('1.003560'), startsAt: 'received' } as const;
    h.core = await h.another({ handovers: rulesOf([taken], [records], tree, vietNam()) });
    const submitted = aSubmitted(h.keyring, 'F-6');
    expect(await h.core.handleOutcomes([h.delivery('dossier.submitted', 'F-6', submitted)])).toEqual(['handled']);
    expect((await h.core.dossier('F-6'))!.steps).toBeUndefined();
    const item = (await h.core.listHandovers({ dossier: 'F-6' }, { limit: 5 })).items[0]!;
    h.offset = 60 * 60_000;
    try {
      expect(await s.act(item.id, 'accept', clientOf(justice))).toMatchObject({ kind: 'accepted' });
      expect(await states('F-6')).toEqual(['finance open', 'planning open', 'record open', 'review waiting']);
      const [first, second] = (await h.core.blame('F-6'))!.turns;
      expect([first!.who, first!.name, second!.who]).toEqual(['unit', unitName(justice), 'unit']);
      expect(second!.name).toBe(unitName((await s.waitingOn('F-6')).name!));
    } finally {
      h.offset = 0;
    }
    await h.core.close();
    h.core = await h.another();
  });

  it('a unit behind another hub is asked in the same way, and the hub is told', async () => {
    await h.core.close();
    h.core = await h.another({ handovers: asConfigured(civilStatus) });
    await s.state('G-1');
    const { handover, unit } = (await stepsOf('G-1')).get('record')!;
    expect(unit).toBe(civilStatus);
    expect(await s.view(handover!)).toMatchObject({
      step: 'record',
      via: { partner: 'lgsp-exchange', state: 'pending' },
    });
    const told = (await h.announced()).find(({ subject }) => subject === `handover:${handover}`)!;
    expect(h.payloadOf<{ text: string }>(told)).toMatchObject({ act: 'handOver', text: 'Xác minh hộ tịch' });
    // Given up by an operator, it never gets there.
    await h.core.handleOutcomes([h.changed(told, { state: 'abandoned' })]);
    expect((await stepsOf('G-1')).get('record')).toMatchObject({ state: 'held' });
    await h.core.close();
    h.core = await h.another();
  });

  it('the blame clock derived from the lines is the one that was shown at each moment', async () => {
    const began = h.now();
    const shown: { at: number; who: string; name?: string | undefined }[] = [];
    const see = async () => {
      const { who, name } = await s.waitingOn('H-1');
      shown.push({ at: h.now() - began, who, ...(name === undefined ? {} : { name: unitName(name) }) });
    };
    const play: (() => Promise<unknown>)[] = [
      () => s.state('H-1', 1, { status: 'received' }),
      () => s.state('H-1', 2),
      () => act('H-1', 'planning', 'answer'),
      () => act('H-1', 'record', 'refuse'),
      () => s.handed('H-1', { toUnit: planning, step: 'record' }),
      () => act('H-1', 'record', 'answer'),
      () => act('H-1', 'finance', 'answer'),
      () => s.state('H-1', 3, { status: 'supplementRequested' }),
      () => s.state('H-1', 4),
      () => act('H-1', 'review', 'answer'),
      () => s.state('H-1', 5, { status: 'withdrawn' }),
    ];
    try {
      for (const one of play) {
        await one();
        await see();
        h.offset += 90 * 60_000;
      }
      const { turns, holders, at: end } = (await h.core.blame('H-1'))!;
      const holderAt = (at: number) => turns.filter(({ since }) => Date.parse(since) <= began + at).at(-1)!;
      expect(shown.map(({ at }) => holderAt(at)).map(({ who, name }) => ({ who, ...(name ? { name } : {}) }))).toEqual(
        shown.map(({ who, name }) => ({ who, ...(name ? { name } : {}) })),
      );
      // Summed from what was shown, each moment lasting until the next: 90 minutes, and what the acts themselves took.
      const sums = new Map<string, number>();
      shown.forEach(({ at, who, name }, index) => {
        const to = shown[index + 1]?.at ?? Date.parse(end) - began;
        sums.set(`${who} ${name ?? ''}`, (sums.get(`${who} ${name ?? ''}`) ?? 0) + (to - at) / 60_000);
      });
      expect(holders.map(({ who, name }) => `${who} ${name ?? ''}`).sort()).toEqual([...sums.keys()].sort());
      for (const { who, name, wallMinutes } of holders) {
        expect(Math.abs(wallMinutes - sums.get(`${who} ${name ?? ''}`)!)).toBeLessThan(3);
      }
    } finally {
      h.offset = 0;
    }
  });
});

async function until(condition: () => Promise<boolean>): Promise<void> {
  const began = Date.now();
  while (!(await condition())) {
    if (Date.now() - began > 15_000) throw new Error('it has not become true');
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}
