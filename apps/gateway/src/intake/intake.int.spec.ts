import { sql } from 'kysely';
import { describeEachStore } from '@lienthong/store/testing';
import type { DossierSnapshot, ProgressPayload } from '@lienthong/contracts';
import { aPut, aStep, CoreHarness } from '../testing/core-harness.js';
import { sampleDossier, sampleStep } from '../testing/sample-dossier.js';

describeEachStore('intake', (openStore) => {
  let h: CoreHarness;
  beforeEach(async () => {
    h = await CoreHarness.open((await openStore()).store);
  });
  afterEach(() => h.core.close());
  const rows = async <T>(query: ReturnType<typeof sql<T>>): Promise<readonly T[]> =>
    (await query.execute(h.store.db('gateway'))).rows;

  it('accepts a dossier, announces its synchronisation once and shows it', async () => {
    const answer = await h.core.putDossier(aPut('H44.01-1'));
    expect(answer).toMatchObject({ kind: 'accepted', created: true, revision: 1, exchanges: [expect.any(String)] });
    const announced = await h.announced();
    expect(announced).toMatchObject([
      {
        subject: 'H44.01-1',
        partner: 'dvc-portal',
        operation: 'syncDossier',
        lane: 'latest',
        number: 1,
        client: 'demo',
      },
    ]);
    expect(h.payloadOf<DossierSnapshot>(announced[0]!)).toMatchObject({
      code: 'H44.01-1',
      unitName: 'UBND phường Mẫu',
      dossier: sampleDossier(),
      effectiveStatus: 'received',
    });
    const view = await h.core.dossier('H44.01-1');
    expect(view).toMatchObject({ code: 'H44.01-1', content: sampleDossier(), effectiveStatus: 'received', facts: {} });
    expect(view!.partners['portal']).toMatchObject({ state: 'behind', exchange: announced[0]!.exchange });
    expect(view!.partners['payment']).toEqual({ state: 'none' });
    expect(view!.waitingOn).toMatchObject({ who: 'agency', name: 'H44.01', target: '2026-12-05T10:00:00.000Z' });
  });

  it('answers revisions as the contract says', async () => {
    const first = await h.core.putDossier(aPut('A', 5));
    const exchanges = first.kind === 'accepted' ? first.exchanges : [];
    const etag = first.kind === 'accepted' ? first.etag : '';
    expect(await h.core.putDossier(aPut('A', 5))).toEqual({ kind: 'same', revision: 5, etag, exchanges });
    const other = aPut('A', 5, { content: sampleDossier({ revision: 5, status: 'processing' }) });
    expect(await h.core.putDossier(other)).toEqual({ kind: 'revisionConflict', current: 5 });
    expect(await h.core.putDossier(aPut('A', 4))).toEqual({ kind: 'stale', current: 5 });
    expect(await h.core.putDossier(aPut('A', 6, { ifMatch: 'another' }))).toEqual({ kind: 'preconditionFailed', etag });
    expect(await h.core.putDossier(aPut('A', 6, { ifMatch: etag }))).toMatchObject({
      kind: 'accepted',
      created: false,
    });
    expect((await h.announced()).map(({ number }) => number)).toEqual([1, 2]);
  });

  it('writes only what is there already, or only what is not, where the caller says so', async () => {
    expect(await h.core.putDossier(aPut('A', 1, { ifMatch: '*' }))).toEqual({ kind: 'preconditionFailed' });
    expect(await h.core.putDossier(aPut('A', 1, { onlyCreate: true }))).toMatchObject({ kind: 'accepted' });
    expect(await h.core.putDossier(aPut('A', 2, { onlyCreate: true }))).toEqual({
      kind: 'preconditionFailed',
      etag: expect.any(String),
    });
    expect(await h.core.putDossier(aPut('A', 2, { ifMatch: '*' }))).toMatchObject({ kind: 'accepted', created: false });
  });

  it('lets no unit touch the dossier of another, nor leave a trace under its name', async () => {
    await h.core.putDossier(aPut('A'));
    const stranger = { mayUseUnit: (unit: string) => unit === 'H99' };
    expect(await h.core.putDossier(aPut('A', 2, stranger))).toEqual({ kind: 'forbidden' });
    const moved = { ...stranger, content: sampleDossier({ revision: 2, unit: 'H99' }) };
    expect(await h.core.putDossier(aPut('A', 2, moved))).toEqual({ kind: 'forbidden' });
    expect(await h.core.putDossier(aPut('B', 1, stranger))).toEqual({ kind: 'forbidden' });
    expect(await h.core.addStep(aStep('A', 's', stranger))).toEqual({ kind: 'notFound' });
    expect(await rows(sql`select subject from gateway.subject`)).toEqual([{ subject: 'A' }]);
  });

  it('lets one of 50 writers of one revision win', async () => {
    const writers = Array.from({ length: 50 }, (_, n) =>
      aPut('A', 1, { content: sampleDossier({ revision: 1, receiptNumber: `TN-${n % 25}` }) }),
    );
    const kinds = (await Promise.all(writers.map((writer) => h.core.putDossier(writer)))).map(({ kind }) => kind);
    const count = (kind: string): number => kinds.filter((found) => found === kind).length;
    expect([count('accepted'), count('same'), count('revisionConflict')]).toEqual([1, 1, 48]);
    expect(await h.announced()).toHaveLength(1);
  });

  it('commits what arrives together together', async () => {
    const count = 60;
    await Promise.all(Array.from({ length: count }, (_, n) => h.core.putDossier(aPut(`D-${n}`))));
    const [found] = await rows(sql<{ transactions: number }>`
      select count(distinct xmin::text)::int4 as transactions from gateway.exchange`);
    expect(found!.transactions).toBeLessThan(10);
    expect(await h.announced()).toHaveLength(count);
  });

  it('adds steps once, after the synchronisation of their dossier', async () => {
    expect(await h.core.addStep(aStep('A'))).toEqual({ kind: 'notFound' });
    await h.core.putDossier(aPut('A'));
    const first = await h.core.addStep(aStep('A'));
    expect(first).toMatchObject({ kind: 'accepted', replayed: false, exchanges: [expect.any(String)] });
    expect(await h.core.addStep(aStep('A'))).toEqual({
      kind: 'same',
      exchanges: first.kind === 'accepted' ? first.exchanges : [],
      replayed: false,
    });
    const changed = aStep('A', 'step-1', { step: sampleStep({ content: 'khác' }) });
    expect(await h.core.addStep(changed)).toEqual({ kind: 'stepConflict' });
    const announced = await h.announced();
    expect(announced).toHaveLength(2);
    expect(announced[1]).toMatchObject({
      operation: 'addProgress',
      lane: 'append',
      number: 1,
      after: { partner: 'dvc-portal', operation: 'syncDossier', number: 1 },
    });
    expect(h.payloadOf<ProgressPayload>(announced[1]!)).toEqual({ code: 'A', step: sampleStep() });
  });

  it('numbers every lane without a gap, whoever writes at the same time', async () => {
    const second = await h.another();
    const work: Promise<unknown>[] = [];
    for (let n = 1; n <= 20; n += 1) {
      for (const [at, code] of ['A', 'B', 'C'].entries()) {
        const core = (n + at) % 2 === 0 ? h.core : second;
        work.push(core.putDossier(aPut(code, n)).then(() => core.addStep(aStep(code, `s-${n}`))));
      }
    }
    await Promise.all(work);
    await second.drained();
    await second.close();
    const lanes = await rows(sql<{ numbers: number; highest: number; last: number }>`
      select count(*)::int4 as numbers, max(e.number) as highest, max(l.last_number) as last
      from gateway.exchange e join gateway.lane l on (l.subject, l.partner, l.operation) = (e.subject, e.partner, e.operation)
      group by e.subject, e.partner, e.operation`);
    expect(lanes).toHaveLength(6);
    for (const lane of lanes)
      expect(lane).toEqual({ numbers: lane.highest, highest: lane.highest, last: lane.highest });
    const steps = (await h.announced()).filter(({ operation }) => operation === 'addProgress');
    expect(steps).toHaveLength(60);
  });

  it('lets two processes work on one dossier at the same instant', async () => {
    const second = await h.another();
    await h.core.putDossier(aPut('A'));
    const walk = async (core: typeof second, walker: number): Promise<void> => {
      for (let n = 0; n < 8; n += 1) await core.addStep(aStep('A', `w${walker}-${n}`));
    };
    await Promise.all(Array.from({ length: 8 }, (_, walker) => walk(walker % 2 === 0 ? h.core : second, walker)));
    const found = await rows(sql<{ number: number }>`
      select e.number from gateway.exchange e where e.operation = 'addProgress' order by e.number`);
    expect(found.map(({ number }) => number)).toEqual(Array.from({ length: 64 }, (_, n) => n + 1));
    const timeline = await h.core.timeline('A', { limit: 200 });
    expect(timeline!.items).toHaveLength(65);
    await second.close();
  });

  it('fails one unit alone when what is stored for it cannot be read', async () => {
    await h.core.putDossier(aPut('A'));
    const keyed = aStep('A', 's-1', { idempotency: { key: 'k', request: 'h' } });
    await h.core.addStep(keyed);
    await sql`update gateway.idempotency set answer = 'x'::bytea`.execute(h.store.db('gateway'));
    const [broken, ...neighbours] = await Promise.allSettled([
      h.core.addStep(keyed),
      h.core.addStep(aStep('A', 's-2')),
      h.core.putDossier(aPut('A', 2)),
    ]);
    expect(broken!.status).toBe('rejected');
    expect(neighbours.map((settled) => settled.status === 'fulfilled' && settled.value.kind)).toEqual([
      'accepted',
      'accepted',
    ]);
  });

  it('keeps of a request only what its subject holds the key to', async () => {
    for (const code of ['A', 'B']) {
      await h.core.putDossier(aPut(code));
      await h.core.addStep(aStep(code, 's-1', { idempotency: { key: code, request: 'the same words' } }));
    }
    const { rows } = await sql<{ request_hash: string }>`select request_hash from gateway.idempotency`.execute(
      h.store.db('gateway'),
    );
    expect(new Set(rows.map(({ request_hash }) => request_hash)).size).toBe(2);
  });

  it('repeats the first answer to a repeated key, across processes', async () => {
    await h.core.putDossier(aPut('A'));
    const keyed = aStep('A', 's-1', { idempotency: { key: 'k', request: 'h' } });
    const first = await h.core.addStep(keyed);
    const second = await h.another();
    expect(await second.addStep(keyed)).toEqual({ ...first, replayed: true });
    await second.close();
    const otherBody = { ...keyed, idempotency: { key: 'k', request: 'other' } };
    expect(await h.core.addStep(otherBody)).toEqual({ kind: 'idempotencyMismatch' });
    const otherClient = { ...keyed, client: 'neighbour' };
    expect(await h.core.addStep(otherClient)).toMatchObject({ kind: 'same', replayed: false });
    expect(await h.core.addStep(otherClient)).toMatchObject({ kind: 'same', replayed: true });
    const [one, two] = await Promise.all([
      h.core.addStep(aStep('A', 's-2', { idempotency: { key: 'k2', request: 'h' } })),
      h.core.addStep(aStep('A', 's-2', { idempotency: { key: 'k2', request: 'h' } })),
    ]);
    expect([one.kind, two.kind]).toEqual(['accepted', 'idempotencyInFlight']);
    h.offset = 25 * 3_600_000;
    expect(await h.core.addStep(otherBody)).toMatchObject({ kind: 'same' });
  });

  it('counts in the same transactions', async () => {
    await Promise.all([1, 2, 3].map((n) => h.core.putDossier(aPut(`D-${n}`))));
    await h.core.putDossier(aPut('D-1', 2));
    await h.core.putDossier(aPut('D-1', 2));
    await h.core.addStep(aStep('D-1'));
    const counters = await h.core.counters();
    const value = (name: string): number =>
      counters.filter((counter) => counter.name === name).reduce((sum, counter) => sum + counter.value, 0);
    const [stored] = await rows(sql<{ dossiers: number; steps: number; exchanges: number; revisions: number }>`
      select (select count(*) from gateway.dossier)::int4 as dossiers,
        (select count(*) from gateway.dossier_step)::int4 as steps,
        (select count(*) from gateway.exchange)::int4 as exchanges,
        (select count(*) from gateway.dossier_event where kind = 'dossier.accepted')::int4 as revisions`);
    expect(stored).toEqual({ dossiers: 3, steps: 1, exchanges: 5, revisions: 4 });
    expect(value('dossiers_accepted_total')).toBe(stored!.dossiers);
    expect(value('revisions_accepted_total')).toBe(stored!.revisions);
    expect(value('steps_accepted_total')).toBe(stored!.steps);
    expect(value('exchanges_created_total')).toBe(stored!.exchanges);
  });

  it('only appends events, as every test of the core does: a statement that changes or removes one fails', async () => {
    const events = () => rows(sql<object>`select * from gateway.dossier_event where subject = 'A' order by seq`);
    const told: (readonly object[])[] = [];
    await h.put('A');
    told.push(await events());
    await h.core.addStep(aStep('A'));
    await h.core.handleOutcomes((await h.announced()).map((exchange) => h.done(exchange)));
    told.push(await events());
    await h.put('A', 2);
    told.push(await events());
    const [first, second, third] = told as [object[], object[], object[]];
    expect([second.slice(0, first.length), third.slice(0, second.length)]).toEqual([first, second]);
    expect(first.length).toBeLessThan(second.length);
    expect(second.length).toBeLessThan(third.length);

    for (const change of [
      sql`update gateway.dossier_event set kind = kind where seq = 1`,
      sql`delete from gateway.dossier_event where subject = 'nobody'`,
      sql`truncate gateway.dossier_event`,
    ]) {
      await expect(rows(change)).rejects.toThrow('events of dossiers are only appended');
    }
  });

  it('lists dossiers of the asked units, page by page', async () => {
    for (const n of [1, 2, 3, 4, 5]) {
      const unit = n === 3 ? 'H44.02' : 'H44.01';
      await h.core.putDossier(
        aPut(`D-${n}`, 1, { content: sampleDossier({ unit, status: n === 5 ? 'processing' : 'received' }) }),
      );
    }
    const units = ['H44.01', 'H44.02'];
    const first = await h.core.listDossiers({ units }, { limit: 2 });
    const second = await h.core.listDossiers({ units }, { limit: 2, cursor: first.nextCursor! });
    const third = await h.core.listDossiers({ units }, { limit: 2, cursor: second.nextCursor! });
    const codes = [first, second, third].flatMap(({ items }) => items.map(({ code }) => code));
    expect(codes).toEqual(['D-1', 'D-2', 'D-3', 'D-4', 'D-5']);
    expect(third.nextCursor).toBeUndefined();
    const only = async (filter: object) =>
      (await h.core.listDossiers({ units, ...filter }, { limit: 200 })).items.map(({ code }) => code);
    expect(await only({ unit: 'H44.02' })).toEqual(['D-3']);
    expect(await only({ unit: 'H99' })).toEqual([]);
    expect(await only({ status: 'processing' })).toEqual(['D-5']);
    expect(await only({ waitingOn: 'applicant' })).toEqual([]);
    expect(await only({ dueBefore: '2026-12-01T00:00:00+07:00' })).toEqual([]);
    await expect(h.core.listDossiers({ units }, { limit: 2, cursor: 'nonsense' })).rejects.toThrow(/cursor/);
  });
});
