import { sql } from 'kysely';
import { describeEachStore } from '@lienthong/store/testing';
import { portalPlan } from '../journey/portal.plan.js';
import { CoreHarness } from '../testing/core-harness.js';
import { DeliveryStage } from '../testing/delivery-stage.js';
import { disagreementShelf, portalAnswerShelf, strayParcelShelf } from './shelves.js';
import { byLan } from './testing/by-lan.js';

const day = 24 * 3_600_000;
const page = { limit: 200 };

describeEachStore('disagreements that ended long ago', (openStore) => {
  let h: CoreHarness;
  beforeEach(async () => {
    h = await CoreHarness.open((await openStore()).store, {
      ...{ plans: [portalPlan], postAccountOf: () => 'h44' },
      settings: { endedDisagreementMillis: 100 * day, portalAnswerMillis: 100 * day, strayParcelMillis: 100 * day },
    });
  });
  afterEach(() => h.core.close());
  const db = () => h.store.db<unknown>('gateway');
  const pass = (days: number): void => void (h.offset += days * day);
  const rowsOf = async (table: string): Promise<number> => {
    const { rows } = await sql<{ n: number }>`select count(*)::int4 as n from ${sql.id('gateway', table)}`.execute(
      db(),
    );
    return rows[0]!.n;
  };
  const all = async (state: 'open' | 'ended') => (await h.core.disagreements.list({ state }, page)).items;

  /** The portal is asked about the dossier and answers whether it is there; then everything is compared. */
  async function portalSays(code: string, there: boolean): Promise<void> {
    await h.core.disagreements.askPortal(byLan(code));
    const asked = (await h.announced()).findLast(
      ({ operation, subject }) => operation === 'lookUpDossier' && subject === code,
    )!;
    const detail = h.detail(asked.exchange, 1, { facts: { there } });
    await h.core.handleOutcomes([h.changed(asked, { outcome: 'done', detail })]);
    await h.core.compareNow();
  }

  it('go, open ones stay with the answer that shows them, and one that differs again is found anew', async () => {
    for (const code of ['healed', 'lost']) {
      await h.core.handleOutcomes([h.done(await h.put(code))]);
    }
    pass(1);
    for (const code of ['healed', 'lost']) await portalSays(code, false);
    expect(await all('open')).toHaveLength(2);
    pass(1);
    await portalSays('healed', true);
    expect([(await all('open')).length, (await all('ended')).length]).toEqual([1, 1]);
    pass(99);
    // Events of the feed go earlier.
    await h.core.retention.roundNow();
    expect(Object.keys(h.core.retention.removed())).toEqual(['feedEvents']);
    pass(2);
    await h.core.retention.roundNow();
    expect(h.core.retention.removed()).toMatchObject({ disagreements: 1, portalAnswers: 1 });
    expect(await all('ended')).toEqual([]);
    expect(await all('open')).toMatchObject([{ dossier: 'lost', kind: 'missingAtPortal' }]);
    expect(await rowsOf('portal_claim')).toBe(1);
    await portalSays('healed', false);
    expect((await all('open')).map(({ dossier }) => dossier)).toEqual(['lost', 'healed']);
  });

  it('an answer that nobody has compared stays', async () => {
    await sql`
      insert into gateway.portal_claim (dossier, there, at, exchange)
      values ('A', true, now() - interval '200 days', gen_random_uuid())`.execute(db());
    expect(await h.core.retention.roundNow()).toBe(0);
    await sql`update gateway.portal_claim set weighed = true`.execute(db());
    expect(await h.core.retention.roundNow()).toBe(1);
  });

  it('a parcel that nobody ordered stays while that is open, and goes once it is known', async () => {
    await new DeliveryStage(h).tell(new DeliveryStage(h).row('H44-NOBODY'));
    pass(1);
    await h.core.compareNow();
    const [open] = await all('open');
    pass(200);
    expect(await h.core.retention.roundNow()).toBe(0);
    await h.core.compareNow();
    expect((await all('open')).map(({ id }) => id)).toEqual([open!.id]);
    await sql`update gateway.disagreement set ended_at = ${new Date(h.now())}, ended_how = 'agreed'`.execute(db());
    expect(await h.core.retention.roundNow()).toBe(1);
    expect(await rowsOf('stray_parcel')).toBe(0);
  });

  it('a parcel that was dismissed stays as long as its disagreement: the post may go on telling of it', async () => {
    await new DeliveryStage(h).tell(new DeliveryStage(h).row('H44-NOBODY'));
    pass(1);
    await h.core.compareNow();
    const [open] = await all('open');
    pass(200);
    const dismissed = { id: open!.id, operator: 'Lan', ifMatch: open!.etag, why: 'không phải của tỉnh' };
    expect(await h.core.disagreements.dismiss(dismissed)).toMatchObject({ kind: 'dismissed' });
    expect(await h.core.retention.roundNow()).toBe(0);
    pass(99);
    expect(await h.core.retention.roundNow()).toBe(0);
    pass(2);
    // The disagreement and its parcel.
    expect(await h.core.retention.roundNow()).toBe(2);
    expect(await rowsOf('stray_parcel')).toBe(0);
  });

  it('no portion is larger than it may be', async () => {
    await sql`
      insert into gateway.disagreement (id, kind, about, assumed, claims, repair, since, found_at, version, ended_at, ended_how)
      select gen_random_uuid(), 'unknownToUs', 'credit/' || n, false, '[]', '{}', now(), now(), 1,
        now() - interval '200 days', 'agreed' from generate_series(1, 50) n`.execute(db());
    await sql`
      insert into gateway.portal_claim (dossier, there, at, exchange, weighed)
      select 'D-' || n, true, now() - interval '200 days', gen_random_uuid(), true from generate_series(1, 50) n`.execute(
      db(),
    );
    await sql`
      insert into gateway.stray_parcel (delivery, at)
      select gen_random_uuid(), now() - interval '200 days' from generate_series(1, 50)`.execute(db());
    for (const [table, shelfOf] of [
      ['disagreement', disagreementShelf],
      ['portal_claim', portalAnswerShelf],
      ['stray_parcel', strayParcelShelf],
    ] as const) {
      const shelf = shelfOf(db(), () => h.now() - 100 * day);
      const first = await shelf.removeSome(undefined, 30);
      expect([first.removed, await rowsOf(table)]).toEqual([30, 20]);
      const second = await shelf.removeSome(first.next, 30);
      expect([second, await rowsOf(table)]).toEqual([{ removed: 20 }, 0]);
    }
  });
});
