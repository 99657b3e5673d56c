import { sql } from 'kysely';
import type { DossierContent, DossierSnapshot, ProgressPayload } from '@lienthong/contracts';
import { describeEachStore } from '@lienthong/store/testing';
import type { CatchUpView } from './catch-ups.js';
import { monitorPlan } from '../journey/monitor.plan.js';
import { portalPlan } from '../journey/portal.plan.js';
import { aPut, aStep, CoreHarness } from '../testing/core-harness.js';
import { sampleDossier } from '../testing/sample-dossier.js';

async function untilTrue(condition: () => boolean | Promise<boolean>): Promise<void> {
  for (let tries = 0; !(await condition()); tries += 1) {
    if (tries > 1_000) throw new Error('it has not become true');
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

const units = ['H44', 'H44.01', 'H44.01.02', 'H44.02'];
const unitsWithin = (unit: string): string[] => units.filter((one) => one === unit || one.startsWith(`${unit}.`));

describeEachStore('going live with what exists', (openStore) => {
  let h: CoreHarness;
  beforeEach(async () => {
    h = await CoreHarness.open((await openStore()).store, {
      ...{ plans: [portalPlan, monitorPlan], unitsWithin, postAccountOf: () => 'h44' },
    });
  });
  afterEach(() => h.core.close());

  const record = async (code: string, change: Partial<DossierContent> = {}): Promise<void> => {
    const answer = await h.core.putDossier(aPut(code, 1, { content: sampleDossier(change), backfill: true }));
    expect(answer).toMatchObject({ kind: 'accepted', exchanges: [] });
  };
  const untold = async (): Promise<string[]> =>
    (
      await sql<{ code: string }>`select code from gateway.untold_dossier order by code`.execute(h.store.db('gateway'))
    ).rows.map(({ code }) => code);
  const toldOf = async (partner = 'dvc-portal') =>
    (await h.announced()).filter((announced) => announced.partner === partner);

  describe('a recorded dossier', () => {
    it('is told to nobody, and not by its repetition either', async () => {
      await record('A');
      const again = await h.core.putDossier(aPut('A', 1));
      expect(again).toMatchObject({ kind: 'same', exchanges: [] });
      expect(await h.announced()).toEqual([]);
      expect(await untold()).toEqual(['A']);
    });

    it('is told whole with its next revision; the monitor hears only of a status that is new', async () => {
      await record('A');
      await h.core.putDossier(aPut('A', 2));
      expect(await toldOf()).toMatchObject([{ operation: 'syncDossier', number: 1 }]);
      expect(h.payloadOf<DossierSnapshot>((await toldOf())[0]!).dossier.revision).toBe(2);
      expect(await toldOf('emc')).toEqual([]);
      expect(await untold()).toEqual([]);
      await h.core.putDossier(aPut('A', 3, { content: sampleDossier({ revision: 3, status: 'processing' }) }));
      expect(await toldOf('emc')).toHaveLength(1);
    });

    it('nobody hears of it on the feed, and of the next revision that moves it', async () => {
      await record('F');
      const heard = async () => {
        const answer = await h.core.events(
          { client: 'demo', units: new Set(['H44.01']) },
          { limit: 50, waitMillis: 0 },
        );
        return answer.kind === 'read'
          ? answer.items.filter(({ subject }) => subject === 'F').map(({ type }) => type)
          : [];
      };
      expect(await heard()).toEqual([]);
      await h.core.putDossier(aPut('F', 2, { content: sampleDossier({ revision: 2, status: 'processing' }) }));
      expect(await heard()).toEqual(['vn.lienthong.dossier.statusChanged']);
    });

    it('of a dossier that was told already the next revision is told, what was recorded meanwhile is not', async () => {
      await h.core.putDossier(aPut('A', 1));
      await h.core.putDossier(aPut('A', 2, { backfill: true }));
      expect(await toldOf()).toHaveLength(1);
      expect(await untold()).toEqual(['A']);
      await h.core.putDossier(aPut('A', 3));
      expect((await toldOf()).map(({ number }) => number)).toEqual([1, 2]);
      expect(await untold()).toEqual([]);
    });

    it('is told before its first step', async () => {
      await record('A');
      await h.core.addStep(aStep('A'));
      const [sync, step, ...others] = await toldOf();
      expect(others).toEqual([]);
      expect(h.payloadOf<DossierSnapshot>(sync!)).toMatchObject({ code: 'A', dossier: { revision: 1 } });
      expect(step).toMatchObject({ operation: 'addProgress', after: { operation: 'syncDossier', number: 1 } });
      expect(h.payloadOf<ProgressPayload>(step!).step.key).toBe('step-1');
      expect(await untold()).toEqual([]);
      await h.core.addStep(aStep('A', 'step-2'));
      expect((await toldOf()).filter(({ operation }) => operation === 'syncDossier')).toHaveLength(1);
    });

    it('that was complete: its result is not ordered with the post once more, whatever revisions follow', async () => {
      const completed = { status: 'completed', returnBy: 'post', finishedAt: '2026-11-01T09:00:00+07:00' } as const;
      await record('A', completed);
      for (const revision of [2, 3]) {
        await h.core.putDossier(aPut('A', revision, { content: sampleDossier({ ...completed, revision }) }));
      }
      expect(await toldOf('post-office')).toEqual([]);
      await record('B');
      await h.core.putDossier(aPut('B', 2, { content: sampleDossier({ ...completed, revision: 2 }) }));
      expect(await toldOf('post-office')).toHaveLength(1);
    });
  });

  it('many at once are answered each for itself, in their order', async () => {
    await h.core.putDossier(aPut('B', 5));
    const answers = await h.core.putDossiers([
      aPut('A', 1, { backfill: true }),
      aPut('B', 1, { backfill: true }),
      aPut('C', 1, { backfill: true, mayUseUnit: () => false }),
      // What no table can hold.
      aPut('D\u0000', 1, { backfill: true }),
      aPut('E', 1, { backfill: true }),
    ]);
    expect(answers.map(({ kind }) => kind)).toEqual(['accepted', 'stale', 'forbidden', 'fault', 'accepted']);
    expect(await untold()).toEqual(['A', 'E']);
  });

  describe('the catch-up', () => {
    const since = new Date('2026-01-01T00:00:00+07:00');
    const ended = async (): Promise<CatchUpView> => {
      await untilTrue(async () => (await h.core.catchUps.last())?.endedAt !== undefined);
      return (await h.core.catchUps.last())!;
    };

    it('tells the portal of what was never told, of a unit and those below it, urgent first, and of nothing else', async () => {
      await record('late', { dueAt: '2026-12-30T17:00:00+07:00' });
      await record('never-due', { dueAt: null });
      await record('soon', { dueAt: '2026-11-25T17:00:00+07:00', unit: 'H44.01.02' });
      await record('between', { dueAt: '2026-12-01T17:00:00+07:00' });
      await record('elsewhere', { unit: 'H44.02' });
      await record('long-ago', { submittedAt: '2025-12-31T23:59:59+07:00' });
      await record('told');
      await h.core.putDossier(aPut('told', 2));
      await h.core.putDossier(aPut('never-recorded'));
      const before = (await toldOf()).length;

      const { started } = await h.core.catchUps.start({ unit: 'H44.01', since, perSecond: 1000 });
      expect(started).toBe(true);
      const run = await ended();
      expect(run).toMatchObject({
        state: 'done',
        total: 4,
        told: 4,
        failed: 0,
        remaining: 0,
        exchanges: { waiting: 4 },
      });
      const told = (await toldOf()).slice(before);
      expect(told.map(({ subject }) => subject)).toEqual(['soon', 'between', 'late', 'never-due']);
      expect(told.every(({ operation }) => operation === 'syncDossier')).toBe(true);
      expect(await toldOf('emc')).toHaveLength(1);
      expect(await untold()).toEqual(['elsewhere', 'long-ago']);

      await h.core.handleOutcomes([h.done(told[0]!)]);
      expect(await h.core.catchUps.last()).toMatchObject({ exchanges: { done: 1, waiting: 3 } });
      // Who states the same once more is told of the exchange that the catch-up has begun.
      expect(
        await h.core.putDossier(aPut('late', 1, { content: sampleDossier({ dueAt: '2026-12-30T17:00:00+07:00' }) })),
      ).toMatchObject({
        ...{ kind: 'same', exchanges: [told[2]!.exchange] },
      });

      await h.core.catchUps.start({ unit: 'H44.01', since, perSecond: 1000 });
      expect(await ended()).toMatchObject({ state: 'done', total: 0, told: 0 });
      expect(await toldOf()).toHaveLength(before + 4);
    });

    it('goes on after a stop, and in another process after a kill, with what is left; nobody is told twice', async () => {
      const codes = Array.from({ length: 12 }, (_, n) => `D-${String(n).padStart(2, '0')}`);
      for (const code of codes) await record(code);
      // So slow that there is a run to stop.
      await h.core.catchUps.start({ unit: 'H44', since, perSecond: 0.2 });
      await untilTrue(async () => (await h.core.catchUps.last())!.told > 0);
      const other = await h.core.catchUps.start({ unit: 'H44.02', since, perSecond: 1 });
      expect(other).toMatchObject({ started: false, catchUp: { unit: 'H44', state: 'running' } });
      await h.core.catchUps.stop();
      const stopped = await ended();
      expect(stopped).toMatchObject({ state: 'stopped', told: 1, remaining: 11 });

      await h.core.catchUps.start({ unit: 'H44', since, perSecond: 2 });
      await untilTrue(async () => (await h.core.catchUps.last())!.told > 0);
      await h.core.close();
      h.core = await h.another();
      expect(await ended()).toMatchObject({ state: 'done', remaining: 0 });
      const subjects = (await toldOf()).map(({ subject }) => subject);
      expect([...subjects].sort()).toEqual(codes);
    }, 60_000);

    it('passes by one that cannot be told, says so, and tries it again when it is asked again', async () => {
      for (const code of ['A', 'B', 'C']) await record(code);
      await sql`delete from gateway.dossier_body where code = 'B'`.execute(h.store.db('gateway'));
      for (const told of [2, 0]) {
        await h.core.catchUps.start({ unit: 'H44', since, perSecond: 1000 });
        expect(await ended()).toMatchObject({ state: 'done', told, failed: 1, remaining: 1 });
      }
      expect((await toldOf()).map(({ subject }) => subject)).toEqual(['A', 'C']);
    });

    it('says that there is no such unit', async () => {
      await h.core.catchUps.start({ unit: 'H99', since, perSecond: 5 });
      expect(await ended()).toMatchObject({ state: 'unitUnknown', told: 0 });
    });
  });
});
