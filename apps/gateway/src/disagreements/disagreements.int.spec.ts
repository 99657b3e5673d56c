import { sql, type KyselyPlugin } from 'kysely';
import {
  deliveryIdOf,
  deliveryReferenceOf,
  type ExchangeAnnounced,
  type PortalLookUpFacts,
} from '@lienthong/contracts';
import type { Side, Store } from '@lienthong/store';
import { describeEachStore } from '@lienthong/store/testing';
import type { DisagreementView } from './core.js';
import { byLan } from './testing/by-lan.js';
import { portalPlan } from '../journey/portal.plan.js';
import { aPut, CoreHarness } from '../testing/core-harness.js';
import { DeliveryStage } from '../testing/delivery-stage.js';
import { fee, MoneyHarness } from '../testing/money-harness.js';
import { sampleDossier } from '../testing/sample-dossier.js';

const hour = 3_600_000;
const page = { limit: 200 };

describeEachStore('disagreements', (openStore) => {
  let h: CoreHarness;
  let m: MoneyHarness;
  let d: DeliveryStage;
  beforeEach(async () => {
    h = await CoreHarness.open((await openStore()).store, { plans: [portalPlan], postAccountOf: () => 'h44' });
    [m, d] = [new MoneyHarness(h), new DeliveryStage(h)];
  });
  afterEach(() => h.core.close());

  const pass = (hours: number): void => void (h.offset += hours * hour);
  const round = (): Promise<void> => h.core.compareNow();
  const open = async (dossier?: string): Promise<readonly DisagreementView[]> =>
    (await h.core.disagreements.list({ ...(dossier === undefined ? {} : { dossier }) }, page)).items;
  const kinds = async (dossier?: string) => (await open(dossier)).map(({ kind }) => kind);
  const said = async (operation: string, subject: string): Promise<readonly ExchangeAnnounced[]> =>
    (await h.announced()).filter((one) => one.operation === operation && one.subject === subject);
  /** The portal acknowledges the newest of what it was told. */
  async function acknowledge(code: string): Promise<void> {
    await h.core.handleOutcomes([h.done((await said('syncDossier', code)).at(-1)!)]);
  }
  async function answer(code: string, facts: PortalLookUpFacts): Promise<void> {
    const asked = (await said('lookUpDossier', code)).at(-1)!;
    const detail = h.detail(asked.exchange, 1, { facts: { ...facts } });
    const [verdict] = await h.core.handleOutcomes([h.changed(asked, { outcome: 'done', detail })]);
    expect(verdict).toBe('handled');
  }
  /** Where what was found can be read, by those who were told of it. */
  const toldOf = async (): Promise<readonly unknown[]> => {
    const read = await h.core.events({ client: 'demo', units: new Set(['H44.01']) }, { limit: 200, waitMillis: 0 });
    const items = read.kind === 'read' ? read.items : [];
    return items.filter(({ type }) => type.endsWith('disagreement.found')).map(({ data }) => data);
  };

  it('what the portal has lost is found, told again by an operator who has seen it, and ends when the portal has it', async () => {
    await h.put('A');
    await acknowledge('A');
    await round();
    // It has not had the time to take in what it was told.
    expect(await said('lookUpDossier', 'A')).toEqual([]);
    pass(2);
    await round();
    await round();
    expect(await said('lookUpDossier', 'A')).toHaveLength(1);
    expect((await h.core.dossier('A'))!.partners['portal']).toMatchObject({ state: 'inStep' });
    await answer('A', { there: false });
    expect((await h.core.dossier('A'))!.waitingOn.who).toBe('agency');
    await round();
    const [found, ...more] = await open('A');
    expect(more).toEqual([]);
    expect(found).toMatchObject({
      ...{ kind: 'missingAtPortal', state: 'open', unit: 'H44.01', assumed: false, repair: { kind: 'tellPortal' } },
      claims: [
        { who: 'gateway', says: 'acknowledged' },
        { who: 'portal', says: 'absent', evidence: (await said('lookUpDossier', 'A'))[0]!.exchange },
      ],
    });
    expect(await toldOf()).toEqual([
      {
        ...{ dossier: 'A', unit: 'H44.01', disagreement: found!.id, kind: 'missingAtPortal' },
        href: `/v1/disagreements/${found!.id}`,
      },
    ]);
    expect(await h.core.disagreements.list({ units: ['H44.02'] }, page)).toEqual({ items: [] });

    // Asked again it says the same: nothing has changed, nor is it any younger.
    pass(2);
    await round();
    await answer('A', { there: false });
    await round();
    expect(await open('A')).toEqual([found]);

    const by = { disagreement: found!.id, operator: 'Lan' };
    expect(await h.core.disagreements.repair({ ...by, ifMatch: 'd7' })).toEqual({ kind: 'changed', version: 1 });
    expect(await said('syncDossier', 'A')).toHaveLength(1);
    const idempotency = { key: 'k', request: 'POST' };
    const repaired = await h.core.disagreements.repair({ ...by, ifMatch: found!.etag, idempotency });
    const [, again] = await said('syncDossier', 'A');
    expect(repaired).toEqual({ kind: 'accepted', exchanges: [again!.exchange], replayed: false });
    expect(await h.core.disagreements.repair({ ...by, ifMatch: found!.etag, idempotency })).toEqual({
      ...repaired,
      replayed: true,
    });
    // It differs until the portal says otherwise, whatever it has acknowledged.
    await acknowledge('A');
    await round();
    expect((await open('A'))[0]).toMatchObject({
      state: 'repairing',
      repairedBy: 'Lan',
      repairExchange: again!.exchange,
    });
    pass(2);
    await round();
    expect(await said('lookUpDossier', 'A')).toHaveLength(3);
    await answer('A', { there: true, status: 'received' });
    await round();
    expect(await open('A')).toEqual([]);
    const ended = await h.core.disagreements.get(found!.id);
    expect(ended).toMatchObject({ state: 'ended', endedHow: 'agreedAfterRepair', repairedBy: 'Lan' });
    expect([ended!.since, ended!.claims]).toEqual([found!.since, found!.claims]);
    expect(await h.core.disagreements.repair({ ...by, ifMatch: ended!.etag })).toEqual({ kind: 'ended' });
    expect((await h.core.disagreements.list({ state: 'ended' }, page)).items).toHaveLength(1);
    const lines = (await h.core.timeline('A', page))!.items.map(({ kind }) => kind);
    expect(lines.filter((kind) => /disagreement|repair/.test(kind))).toEqual([
      'disagreement.found',
      'operator.repair',
      'disagreement.ended',
    ]);
    // A question is no event of the dossier.
    expect(lines.filter((kind) => kind.startsWith('exchange.'))).toHaveLength(3);
  });

  it('a dossier that cannot be compared keeps none of the others waiting, and is told', async () => {
    await h.core.close();
    h.core = await h.another({ settings: { comparedAtOnce: 2 } });
    for (const code of ['A', 'B', 'C']) {
      await m.dossier(code, [fee('LP01', 50_000)]);
      await m.open(code);
      await acknowledge(code);
    }
    pass(2);
    for (const code of ['A', 'B', 'C']) {
      await h.core.disagreements.askPortal(byLan(code));
      await answer(code, { there: false });
    }
    const db = h.store.db<unknown>('gateway');
    await sql`update gateway.dossier_body set content = '\\x00' where code = 'A'`.execute(db);
    const faults: string[] = [];
    for (let rounds = 0; rounds < 2; rounds += 1)
      await round().catch((error: AggregateError) => faults.push(...error.errors.map(String)));
    expect([await kinds('A'), await kinds('B'), await kinds('C')]).toEqual([
      [],
      ['missingAtPortal'],
      ['missingAtPortal'],
    ]);
    expect(new Set(faults)).toEqual(
      new Set(['Error: The stored body of dossier A, revision 1, does not open; restore its row']),
    );
    const walk = sql<{
      n: number;
      after_code: string;
    }>`select w.n::int4 as n, w.after_code from gateway.comparison_walk w`;
    const [{ n, after_code }] = (await walk.execute(db)).rows as [{ n: number; after_code: string }];
    expect([n > 0, after_code]).toEqual([true, '']);
    const waiting = await sql`select from gateway.portal_claim c where not c.weighed`.execute(db);
    expect(waiting.rows).toHaveLength(0);
    await expect(h.core.disagreements.compare('A')).rejects.toThrow(AggregateError);
  });

  it('what passes by itself is told to nobody, and asked about once more', async () => {
    await h.put('A');
    await acknowledge('A');
    const once = { ...byLan('A'), idempotency: { key: 'compare', request: 'POST comparison' } };
    const asked = await h.core.disagreements.askPortal(once);
    expect(asked.kind).toBe('asked');
    expect(await h.core.disagreements.askPortal(byLan('A'))).toEqual({ ...asked, kind: 'asking' });
    await answer('A', { there: false });
    // Whoever repeats it wants to know of that question, not of another.
    expect(await h.core.disagreements.askPortal(once)).toEqual({ ...asked, replayed: true });
    expect(await said('lookUpDossier', 'A')).toHaveLength(1);
    await round();
    expect(await h.core.disagreements.compare('A')).toEqual([]);
    pass(2);
    await round();
    expect(await said('lookUpDossier', 'A')).toHaveLength(2);
    await answer('A', { there: true });
    await round();
    expect(await toldOf()).toEqual([]);
    expect((await h.core.disagreements.list({ state: 'ended' }, page)).items).toEqual([]);
  });

  it('nobody waits for a question, whatever becomes of it', async () => {
    await h.core.putDossier(aPut('A', 1, { content: sampleDossier({ status: 'returned' }) }));
    await acknowledge('A');
    await h.core.disagreements.askPortal(byLan('A'));
    const standing = async () => {
      const { waitingOn, partners } = (await h.core.dossier('A'))!;
      return [waitingOn.who, partners['portal']!.state];
    };
    expect(await standing()).toEqual(['nobody', 'inStep']);
    const [asked] = await said('lookUpDossier', 'A');
    const parked = { state: 'parked', cause: 'portal.lookUpRefused', whoActs: 'operator' } as const;
    await h.core.handleOutcomes([h.changed(asked!, parked)]);
    expect(await standing()).toEqual(['nobody', 'inStep']);
  });

  it('of one dossier what has settled is told, and what passes beside it is not', async () => {
    await m.dossier('A', [fee('LP01', 50_000)]);
    await acknowledge('A');
    await m.tell(m.credit(20_000, (await m.open('A')).reference));
    pass(2);
    await h.core.putDossier(aPut('A', 2, { content: sampleDossier({ revision: 2, fees: [fee('LP01', 50_000)] }) }));
    await acknowledge('A');
    await h.core.disagreements.askPortal(byLan('A'));
    await answer('A', { there: false });
    await round();
    expect(await kinds('A')).toEqual(['feeAmountDiffers']);
  });

  it('what was recorded and nobody was told of is caught up with by the repair', async () => {
    await h.core.putDossier(aPut('A', 1, { backfill: true }));
    pass(2);
    await round();
    await answer('A', { there: false });
    await round();
    const [found] = await open('A');
    expect(found).toMatchObject({ kind: 'missingAtPortal', claims: [{ who: 'agency', says: 'recorded' }, {}] });
    await h.core.disagreements.repair({ disagreement: found!.id, operator: 'Lan', ifMatch: found!.etag });
    expect(await said('syncDossier', 'A')).toHaveLength(1);
  });

  it('a status that the portal tells, and one that is concluded from what it has not acknowledged', async () => {
    for (const code of ['told', 'concluded']) await h.put(code);
    await acknowledge('told');
    pass(2);
    await round();
    await answer('told', { there: true, status: 'registered' });
    await round();
    expect(await open('told')).toMatchObject([
      { kind: 'statusBehind', assumed: false, repair: { kind: 'tellPortal' } },
    ]);
    // What is on its way is given a day.
    expect(await open('concluded')).toEqual([]);
    pass(24);
    await round();
    const [concluded] = await open('concluded');
    expect(concluded).toMatchObject({ kind: 'statusBehind', assumed: true, repair: { why: 'exchangeUnderWay' } });
    const repair = { disagreement: concluded!.id, operator: 'Lan', ifMatch: concluded!.etag };
    expect(await h.core.disagreements.repair(repair)).toEqual({ kind: 'noRepair', why: 'exchangeUnderWay' });
    // It ends by itself.
    await acknowledge('concluded');
    await round();
    expect(await h.core.disagreements.get(concluded!.id)).toMatchObject({ state: 'ended', endedHow: 'agreed' });
  });

  it('money: paid and still asked for, marked and not there, another sum', async () => {
    for (const code of ['paid', 'marked', 'part']) await m.dossier(code, [fee('LP01', 50_000)]);
    const paid = await m.open('paid');
    await m.tell(m.credit(50_000, paid.reference));
    const content = sampleDossier({ revision: 2, status: 'paymentRequested', fees: [fee('LP01', 50_000)] });
    await h.core.putDossier(aPut('paid', 2, { content }));
    const marked = await m.open('marked', { method: 'paymentPlatform' });
    await m.tell(m.claim(marked, { source: 'confirm', amount: 50_000 }));
    await m.tell(m.credit(20_000, (await m.open('part')).reference));
    for (const code of ['paid', 'marked', 'part']) await acknowledge(code);
    await round();
    expect(await open()).toEqual([]);
    pass(2);
    await round();
    expect([await kinds('paid'), await kinds('marked'), await kinds('part')]).toEqual([
      [],
      ['markedNotCredited'],
      ['feeAmountDiffers'],
    ]);
    pass(24);
    await round();
    expect(await open('paid')).toMatchObject([
      { kind: 'paidNotMarked', repair: { kind: 'none', why: 'agencyStates' } },
    ]);
    const next = sampleDossier({ revision: 3, status: 'processing', fees: [fee('LP01', 60_000)] });
    await h.core.putDossier(aPut('paid', 3, { content: next }));
    await acknowledge('paid');
    pass(2);
    await round();
    expect(await open('paid')).toMatchObject([
      { kind: 'feeAmountDiffers', claims: [{ amount: 60_000 }, { amount: 50_000 }], repair: { act: 'refund' } },
    ]);
  });

  it('post: delivered and not returned, returned and not delivered', async () => {
    for (const code of ['delivered', 'contradicted']) {
      await d.state(code);
      const { reference } = await d.only(code);
      const state = code === 'delivered' ? ('delivered' as const) : ('failed' as const);
      const at = new Date(h.now()).toISOString();
      await d.tell(d.row(reference, { state, code: '4', at, receivedAt: at }));
    }
    await d.state('delivered', 2, { status: 'processing' });
    await d.state('contradicted', 2, { status: 'returned' });
    for (const code of ['delivered', 'contradicted']) await acknowledge(code);
    await round();
    expect(await open()).toEqual([]);
    pass(25);
    await round();
    expect([await kinds('delivered'), await kinds('contradicted')]).toEqual([
      ['deliveredNotReturned'],
      ['agencyContradictsSeen'],
    ]);
    await d.state('delivered', 3);
    await acknowledge('delivered');
    await round();
    expect(await kinds('delivered')).toEqual([]);
  });

  it('what partners volunteer of no dossier here: money without a payment, a parcel that nobody ordered', async () => {
    await m.tell(m.credit(70_000, 'khong ro noi dung'));
    await d.tell(d.row('H44-NOBODY'));
    await round();
    expect(await open()).toEqual([]);
    pass(2);
    await round();
    const found = await open();
    expect(found.map(({ kind, claims: [said] }) => [kind, said!.who]).sort()).toEqual([
      ['unknownToUs', 'bank'],
      ['unknownToUs', 'post'],
    ]);
    expect(await h.core.disagreements.list({ units: ['H44.01'] }, page)).toEqual({ items: [] });
    const ofBank = found.find(({ claims: [said] }) => said!.who === 'bank')!;
    const repair = { disagreement: ofBank.id, operator: 'Lan', ifMatch: ofBank.etag };
    expect(await h.core.disagreements.repair(repair)).toEqual({ kind: 'noRepair', why: 'twoPersons' });
    await round();
    expect(await open()).toHaveLength(2);
  });

  it('a parcel that is none of ours is dismissed with a reason, and not found again', async () => {
    await d.tell(d.row('H44-NOBODY'));
    await m.tell(m.credit(70_000, 'khong ro noi dung'));
    pass(2);
    await round();
    const of = async (who: string) => (await open()).find(({ claims: [said] }) => said!.who === who)!;
    const parcel = await of('post');
    expect(parcel.repair).toEqual({ kind: 'elsewhere', act: 'dismiss', why: 'nobodyKnows' });
    const { dismiss } = h.core.disagreements;
    const why = 'gửi ngoài hệ thống, ông Nguyễn Văn A tự mang đi';
    const asked = { id: parcel.id, operator: 'Lan', ifMatch: parcel.etag, why };
    const bank = await of('bank');
    expect(await dismiss({ ...asked, id: bank.id })).toEqual({ kind: 'noRepair', why: 'twoPersons' });
    expect(await dismiss({ ...asked, ifMatch: 'd9' })).toEqual({ kind: 'changed', version: 1 });
    expect(await dismiss({ ...asked, id: crypto.randomUUID() })).toEqual({ kind: 'notFound' });
    const once = { ...asked, idempotency: { key: 'k-1', request: why } };
    const answer = await dismiss(once);
    expect(answer).toMatchObject({
      ...{ kind: 'dismissed', replayed: false },
      disagreement: { state: 'ended', endedHow: 'dismissed', version: 2, dismissed: { by: 'Lan', why } },
    });
    expect(await dismiss(once)).toEqual({ ...answer, replayed: true });
    // Its answer may have been lost.
    expect(await dismiss(asked)).toEqual(answer);
    const counted = (await h.core.counters()).filter(({ name }) => name === 'disagreements_total');
    expect(counted.filter(({ labels }) => labels!['step'] === 'ended')).toMatchObject([{ value: 1 }]);
    const kept = await sql<{ row: string }>`select g::text as row from gateway.disagreement g`.execute(
      h.store.db('gateway'),
    );
    expect(kept.rows.map(({ row }) => row).join()).not.toContain('Nguyễn');
    // The post goes on telling of it.
    await d.tell(d.row('H44-NOBODY', { state: 'delivered' }));
    pass(2);
    for (let rounds = 0; rounds < 3; rounds += 1) await round();
    expect((await open()).map(({ id }) => id)).toEqual([bank.id]);
  });

  /** A parcel that nobody has ordered, as it is shown. */
  async function astray(reference: string): Promise<DisagreementView> {
    await d.tell(d.row(reference));
    pass(2);
    await round();
    const [found, ...more] = await open();
    expect([found?.kind, more]).toEqual(['unknownToUs', []]);
    return found!;
  }
  const dismissal = ({ id, etag }: DisagreementView) => ({
    id,
    operator: 'Lan',
    ifMatch: etag,
    why: 'không phải của ta',
  });

  it('one that was dismissed and is ordered after all is taken in as any other', async () => {
    const reference = deliveryReferenceOf('late', 'return', 1);
    const parcel = await astray(reference);
    await h.core.disagreements.dismiss(dismissal(parcel));
    await d.state('late');
    expect(await d.only('late')).toMatchObject({ reference, events: [] });
    await d.tell(d.row(reference, { state: 'delivered', code: '4' }));
    expect(await d.only('late')).toMatchObject({ state: 'delivered', events: [{ state: 'delivered' }] });
    pass(25);
    await round();
    expect((await open()).filter(({ kind }) => kind === 'unknownToUs')).toEqual([]);
    expect(await h.core.disagreements.get(parcel.id)).toMatchObject({ endedHow: 'dismissed' });
  });

  it('a comparison that read a parcel just before it was dismissed does not find it anew', async () => {
    const parcel = await astray('H44-NOBODY');
    const onceRead = (hook: () => Promise<unknown>): Store => {
      let isDone = false;
      const plugin: KyselyPlugin = {
        transformQuery: ({ node }) => node,
        transformResult: async ({ result }) => {
          const isRead = result.rows.some((row) => row['source'] === 'parcel' && 'at' in row);
          if (isRead && !isDone) {
            isDone = true;
            await hook();
          }
          return result;
        },
      };
      return { ...h.store, db: <Tables>(side: Side) => h.store.db<Tables>(side).withPlugin(plugin) };
    };
    let answer: unknown;
    const store = onceRead(async () => (answer = await h.core.disagreements.dismiss(dismissal(parcel))));
    // It has something to say of another one.
    await d.tell(d.row('H44-OTHER'));
    pass(2);
    const other = await h.another({ store });
    try {
      await other.compareNow();
    } finally {
      await other.close();
    }
    expect(answer).toMatchObject({ kind: 'dismissed' });
    expect((await open()).map(({ about }) => about)).toEqual([`parcel/${deliveryIdOf('h44', 'H44-OTHER')}`]);
  });

  it('what is of no dossier is walked through in stretches: one beyond the first is found, and none ends that still differs', async () => {
    await h.core.close();
    h.core = await h.another({ settings: { comparedAtOnce: 200 } });
    await sql`
      insert into gateway.stray_parcel (delivery, at)
      select gen_random_uuid(), ${new Date(h.now())}::timestamptz from generate_series(1, 501)`.execute(
      h.store.db('gateway'),
    );
    for (let n = 0; n < 3; n += 1) await m.tell(m.credit(70_000 + n, 'khong ro noi dung'));
    pass(2);
    for (let rounds = 0; rounds < 3; rounds += 1) await round();
    const all = async () => {
      const first = await h.core.disagreements.list({}, page);
      const items = [...first.items];
      for (let cursor = first.nextCursor; cursor !== undefined;) {
        const more = await h.core.disagreements.list({}, { ...page, cursor });
        items.push(...more.items);
        cursor = more.nextCursor;
      }
      return items;
    };
    const found = await all();
    const by = (who: string) => found.filter(({ claims: [said] }) => said!.who === who).length;
    expect([by('post'), by('bank')]).toEqual([501, 3]);
    for (let rounds = 0; rounds < 4; rounds += 1) await round();
    expect((await all()).map(({ id }) => id)).toEqual(found.map(({ id }) => id));
    // Nobody knows of the last one's parcel any more.
    const last = found.findLast(({ about }) => about.startsWith('parcel/'))!;
    await sql`delete from gateway.stray_parcel s where s.delivery = ${last.about.slice('parcel/'.length)}::uuid`.execute(
      h.store.db('gateway'),
    );
    for (let rounds = 0; rounds < 4; rounds += 1) await round();
    expect((await all()).map(({ id }) => id)).toEqual(found.filter((one) => one !== last).map(({ id }) => id));
  });

  it('the portal is asked so many times a round, about what happened lately and is due soonest first', async () => {
    await h.core.close();
    h.core = await h.another({ settings: { portalQuestions: 2, comparedAtOnce: 3 } });
    for (const [code, dueAt] of [
      ['A', '2026-12-30T17:00:00+07:00'],
      ['B', '2026-12-01T17:00:00+07:00'],
      ['C', '2026-12-10T17:00:00+07:00'],
    ] as const) {
      await h.core.putDossier(aPut(code, 1, { content: sampleDossier({ dueAt }) }));
      await acknowledge(code);
    }
    // The feed tells of each dossier more than once: what is behind its first three events is compared later.
    pass(2);
    const asked = async () => (await h.announced()).filter((one) => one.operation === 'lookUpDossier');
    for (let rounds = 0; rounds < 3; rounds += 1) {
      const before = (await asked()).length;
      await round();
      expect((await asked()).length - before).toBeLessThanOrEqual(2);
    }
    expect((await asked()).map(({ subject }) => subject).sort()).toEqual(['A', 'B', 'C']);
    expect((await asked())[0]!.subject).toBe('B');
    // Whatever is to be told goes before a question.
    expect(Date.parse((await asked())[0]!.due)).toBeGreaterThan(Date.parse('2027-06-01T00:00:00Z'));
  });
});
