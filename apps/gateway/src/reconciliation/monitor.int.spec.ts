import { sql } from 'kysely';
import { describeEachStore } from '@lienthong/store/testing';
import type {
  DossierStatus,
  ExchangeAnnounced,
  ExchangeChanged,
  StatusPush,
  StatusPushFacts,
} from '@lienthong/contracts';
import { monitorPlan } from '../journey/monitor.plan.js';
import { portalPlan } from '../journey/portal.plan.js';
import { aPut, CoreHarness } from '../testing/core-harness.js';
import { sampleDossier } from '../testing/sample-dossier.js';
import type { MonitorCore, MonitorRun } from './status-pushes/core.js';

const dayMillis = 86_400_000;
const page = { limit: 50 };

/** What a monitor is owed, as the gateway knows it, and what becomes of what never arrived. */
describeEachStore('what the monitor is owed', (openStore) => {
  let h: CoreHarness;
  beforeEach(async () => {
    h = await CoreHarness.open((await openStore()).store, { plans: [portalPlan, monitorPlan] });
  });
  afterEach(() => h.core.close());

  /** States a dossier; the push that was announced for it. */
  async function push(code: string, status: DossierStatus, revision = 1, unit = 'H44.01'): Promise<ExchangeAnnounced> {
    await h.core.putDossier(aPut(code, revision, { content: sampleDossier({ revision, status, unit }) }));
    return (await pushes()).at(-1)!;
  }
  const pushes = async () => (await h.announced()).filter(({ partner }) => partner === 'emc');

  async function compared(command: Parameters<MonitorCore['reconcile']>[0]): Promise<MonitorRun> {
    const answer = await h.core.monitor.reconcile(command);
    if (answer.kind !== 'compared') throw new Error(answer.kind);
    return answer.run;
  }

  const told = (of: ExchangeAnnounced, facts: StatusPushFacts) => {
    const at = new Date(h.now()).toISOString();
    const attempt = { attempt: 1, startedAt: at, endedAt: at, outcome: 'done' } as const;
    const detail = h.detail(of.exchange, 1, { facts: { ...facts } });
    return h.changed(of, { outcome: 'done', attempt, detail });
  };
  const inDoubt: Partial<ExchangeChanged> = {
    state: 'parked',
    outcome: 'unknown',
    surelyNotDone: false,
    cause: 'emc.serverError',
  };
  const refused: Partial<ExchangeChanged> = {
    state: 'parked',
    outcome: 'refused',
    surelyNotDone: true,
    whoActs: 'agency',
  };
  const abandoned: Partial<ExchangeChanged> = { state: 'abandoned', version: 2 };

  it('acknowledged, doubtful, missing or withheld: what surely never arrived is told again, and nothing else', async () => {
    const first = await push('A', 'received');
    const since = new Date(h.now()).toISOString().slice(0, 10);
    h.offset = dayMillis;
    const taken = { told: true, site: 1, status: '1' } as const;
    const lost = await push('B', 'received');
    const withheld = await push('C', 'received');
    const givenUp = await push('D', 'received');
    const given = [
      told(first, taken),
      h.changed(await push('A', 'processing', 2), inDoubt),
      h.changed(lost, { ...abandoned, surelyNotDone: true }),
      told(withheld, { told: false, withheld: 'off' }),
      h.changed(givenUp, { ...abandoned, surelyNotDone: false }),
      h.changed(await push('E', 'received', 1, 'H44.02'), refused),
    ];
    await push('B', 'processing', 2);
    expect(await h.core.handleOutcomes(given)).toEqual(given.map(() => 'handled'));

    const before = (await pushes()).length;
    const run = await compared({ operator: 'Binh' });
    const numbers = { owed: 7, acknowledged: 1, doubtful: 2, missing: 3, withheld: 1, interval: [1, 3] };
    expect(run).toMatchObject({ by: 'Binh', sentAgain: 1, totals: numbers });
    expect(run.days.map(({ owed, acknowledged, late }) => [owed, acknowledged, late])).toEqual([
      [1, 1, [{ days: 1, count: 1 }]],
      [6, 0, []],
    ]);
    expect(since <= run.days[1]!.day).toBe(true);

    const [again, ...more] = (await pushes()).slice(before);
    expect(more).toEqual([]);
    expect(again).toMatchObject({ subject: 'B', operation: 'pushStatus', lane: 'append', number: 3 });
    const payload = h.payloadOf<StatusPush>(again!);
    expect(payload).toMatchObject({ code: 'B', status: 'received', since: h.payloadOf<StatusPush>(lost).since });
    const lines = (await h.core.timeline('B', page))!.items.filter(({ exchange }) => exchange === again!.exchange);
    expect(lines).toMatchObject([{ kind: 'monitor.toldAgain', by: 'gateway' }]);
    const counters = (await h.core.counters()).filter(({ name }) => name === 'monitor_pushes_again_total');
    expect(counters).toMatchObject([{ labels: { partner: 'emc' }, value: 1 }]);

    await h.core.handleOutcomes([told(again!, taken)]);
    const next = await compared({ operator: 'Binh' });
    expect(next).toMatchObject({ sentAgain: 0, totals: { ...numbers, acknowledged: 2, missing: 2, interval: [2, 4] } });
    expect(await pushes()).toHaveLength(before + 1);
  });

  it('is compared once under one key, and the comparison that it was is shown again', async () => {
    await push('A', 'received');
    const asked = { operator: 'Binh', idempotency: { key: 'k-1', request: 'POST /v1/emc/reconciliations\n{}' } };
    const first = await h.core.monitor.reconcile(asked);
    expect(first).toMatchObject({ kind: 'compared', replayed: false, run: { totals: { owed: 1 } } });
    await push('A', 'processing', 2);
    const another = await compared({ operator: 'An' });
    expect(another.totals.owed).toBe(2);
    expect(await h.core.monitor.reconcile(asked)).toEqual({ ...first, replayed: true });
    expect((await h.core.monitor.listRuns(undefined, page)).items.map(({ by }) => by)).toEqual(['An', 'Binh']);
  });

  it('what was refused for a fault of the agency is given up, and told again, once the agency has stated it anew', async () => {
    const pushed = await push('A', 'received');
    await h.core.handleOutcomes([h.changed(pushed, refused)]);
    await compared({ operator: 'Binh' });
    expect(await h.commands()).toEqual([]);
    await push('A', 'received', 2);
    await compared({ operator: 'Binh' });
    const [command, ...more] = await h.commands();
    expect([command, more]).toMatchObject([{ kind: 'abandon', exchange: pushed.exchange, operator: 'gateway' }, []]);
    await h.core.handleOutcomes([
      h.changed(pushed, { ...abandoned, outcome: 'refused', surelyNotDone: true }),
      h.answered(command!, {}),
    ]);
    expect(await compared({ operator: 'Binh' })).toMatchObject({ sentAgain: 1, totals: { missing: 1 } });
    expect((await pushes()).map(({ number }) => number)).toEqual([1, 2]);
  });

  it('lists what is doubtful and what is missing, and to each the part of its own units', async () => {
    const parked = [
      h.changed(await push('A', 'received'), inDoubt),
      h.changed(await push('B', 'received', 1, 'H44.02'), refused),
    ];
    await push('A', 'processing', 2);
    await h.core.handleOutcomes(parked);
    await compared({ operator: 'Binh' });
    const listed = async (filter: object, limit = 50) =>
      (await h.core.monitor.differences(filter, { limit })).items.map((one) => [one.dossier, one.status, one.verdict]);
    const [doubtful, waiting, missing] = [
      ['A', 'received', 'doubtful'],
      ['A', 'processing', 'missing'],
      ['B', 'received', 'missing'],
    ];
    expect(await listed({})).toEqual([doubtful, waiting, missing]);
    expect(await listed({ verdict: 'doubtful' })).toEqual([doubtful]);
    expect(await listed({ verdict: 'missing', unit: 'H44.01' })).toEqual([waiting]);
    expect(await listed({ units: ['H44.02'] })).toEqual([missing]);
    const part = await h.core.monitor.differences({}, { limit: 2 });
    const rest = await h.core.monitor.differences({}, { limit: 2, cursor: part.nextCursor! });
    expect(rest).toMatchObject({ items: [{ dossier: 'B', unit: 'H44.02', sentAgain: 0 }] });
    expect(rest.nextCursor).toBeUndefined();

    await compared({ operator: 'An' });
    const all = await h.core.monitor.listRuns(undefined, page);
    expect(all.items.map(({ by, totals: { owed, missing: of } }) => [by, owed, of])).toEqual([
      ['An', 3, 2],
      ['Binh', 3, 2],
    ]);
    const own = await h.core.monitor.listRuns(['H44.02', 'H44.03'], { limit: 1 });
    expect(own.items).toMatchObject([{ by: 'An', totals: { owed: 1, missing: 1 }, days: [{ owed: 1 }] }]);
    const older = await h.core.monitor.listRuns(['H44.03'], { limit: 1, cursor: own.nextCursor! });
    expect(older.items).toMatchObject([{ by: 'Binh', totals: { owed: 0, interval: [0, 0] }, days: [] }]);
  });

  it('is compared every day by the clock', async () => {
    await push('A', 'received');
    await h.core.close();
    await sql`update gateway.timer set due = now() where kind = 'monitor.reconciliation'`.execute(
      h.store.db('gateway'),
    );
    h.core = await h.another();
    const until = Date.now() + 10_000;
    for (;;) {
      const { items } = await h.core.monitor.listRuns(undefined, page);
      if (items.length > 0) return expect(items).toMatchObject([{ by: 'daily', totals: { owed: 1, missing: 1 } }]);
      if (Date.now() > until) throw new Error('nothing was compared');
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  });
});
