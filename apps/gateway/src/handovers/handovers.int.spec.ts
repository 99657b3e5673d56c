import { sql } from 'kysely';
import { describeEachStore } from '@lienthong/store/testing';
import type { OpenGatewayCore } from '../core-options.js';
import { rerouteJob, type RerouteJobOptions } from './reroute-job.js';
import { aPut, CoreHarness } from '../testing/core-harness.js';
import { clientOf, finance, handoverRules, HandoverStage, justice, planning, tree } from '../testing/handover-stage.js';
import { sampleDossier } from '../testing/sample-dossier.js';

async function untilTrue(condition: () => Promise<boolean>): Promise<void> {
  const began = Date.now();
  while (!(await condition())) {
    if (Date.now() - began > 15_000) throw new Error('it has not become true');
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

/** What one unit hands to another, and what becomes of it. Each test has dossiers of its own. */
describeEachStore('handovers', (openStore) => {
  let h: CoreHarness;
  let s: HandoverStage;
  /** As the configuration says it; a test may change it between two starts. */
  let { routeOf } = handoverRules;
  const rules = { ...handoverRules, routeOf: (unit: string, day: string) => routeOf(unit, day) };
  beforeAll(async () => {
    const { store } = await openStore();
    const unitName = (unit: string): string => tree.nameOf(unit) ?? unit;
    h = await CoreHarness.open(store, { handovers: rules, unitName });
    s = new HandoverStage(h);
  });
  afterAll(() => h.core.close());
  afterEach(() => {
    ({ routeOf } = handoverRules);
  });

  /** The process ends, and the next one begins: whatever is due is done at once. */
  const restart = async (): Promise<void> => {
    await h.core.close();
    h.core = await h.another();
  };
  /** The same with a table of units in which others have taken over. */
  const restartWith = async (successors: Readonly<Record<string, string>>): Promise<void> => {
    routeOf = (unit) => ({ kind: 'to', unit: successors[unit] ?? unit });
    await restart();
  };
  const db = () => h.store.db('gateway');

  describe('from one agency to another', () => {
    it('steps stand in the order in which they were taken, whatever a clock said that was set back and forth', async () => {
      await s.state('A-clock');
      const before = h.offset;
      try {
        h.offset += 120_000;
        const id = await s.handed('A-clock');
        h.offset -= 240_000;
        await s.act(id, 'accept');
        h.offset += 60_000;
        await s.act(id, 'answer');
        const { items } = (await h.core.timeline('A-clock', { limit: 50 }))!;
        const taken = ['handover.sent', 'handover.accepted', 'handover.answered'];
        expect(items.map(({ kind }) => kind).filter((kind) => taken.includes(kind))).toEqual(taken);
        const second = (await h.core.timeline('A-clock', { limit: 2 }))!;
        const rest = (await h.core.timeline('A-clock', { limit: 50, cursor: second.nextCursor! }))!;
        expect([...second.items, ...rest.items]).toEqual(items);
      } finally {
        h.offset = before;
      }
    });

    it('a request is taken and answered; both sides are told the same, step by step', async () => {
      await s.state('A-1');
      const document = { id: 'd1', name: 'bản vẽ.pdf', url: 'https://files.example.test/1' };
      const dueAt = new Date(h.now() + 48 * 3_600_000).toISOString();
      const id = await s.handed('A-1', { documents: [document], dueAt });
      expect(await s.view(id)).toMatchObject({
        ...{ dossier: 'A-1', kind: 'request', state: 'open', fromUnit: justice, toUnit: planning, dueAt },
        ...{ request: 'Cho ý kiến về quy hoạch', documents: [document], late: false },
      });
      const { createdAt } = await s.view(id);
      expect(await s.waitingOn('A-1')).toEqual({
        ...{ who: 'unit', name: planning, since: createdAt, target: dueAt },
        why: 'đã chuyển cho đơn vị khác, chờ tiếp nhận',
      });
      expect(await s.act(id, 'accept')).toEqual({ kind: 'accepted', state: 'accepted', replayed: false });
      expect(await s.waitingOn('A-1')).toMatchObject({
        name: planning,
        since: createdAt,
        why: expect.stringMatching(/đã tiếp nhận, chờ trả lời$/) as string,
      });
      const answer = { text: 'Đồng ý', documents: [{ id: 'a1', name: 'công văn 12.pdf' }] };
      expect(await s.act(id, 'answer', answer)).toMatchObject({ kind: 'accepted', state: 'answered' });
      const view = await s.view(id);
      expect(view).toMatchObject({ state: 'answered', answer, acceptedAt: expect.any(String), late: false });
      expect(view).not.toHaveProperty('reason');
      expect(await s.waitingOn('A-1')).toMatchObject({ who: 'agency', name: justice });
      const { sender, receiver } = await s.told('A-1', id);
      expect(sender).toEqual(receiver);
      expect(sender.map((line) => line.replace(/\d\d:\d\d ngày \d\d\/\d\d\/\d{4}/, '?'))).toEqual([
        'handover.sent Sở Tư pháp chuyển yêu cầu về hồ sơ cho Sở Kế hoạch, hạn trả lời ?: Cho ý kiến về quy hoạch',
        'handover.accepted Sở Kế hoạch đã tiếp nhận yêu cầu về hồ sơ, hạn trả lời ?',
        'handover.answered Sở Kế hoạch đã trả lời yêu cầu về hồ sơ: Đồng ý',
      ]);
    });

    it('one that is refused says why, and the dossier is with its own unit again', async () => {
      await s.state('A-2');
      const id = await s.handed('A-2', { kind: 'transfer' });
      expect(await s.act(id, 'refuse', { text: 'không thuộc thẩm quyền' })).toMatchObject({ state: 'refused' });
      expect(await s.view(id)).toMatchObject({ state: 'refused', reason: 'không thuộc thẩm quyền' });
      expect(await s.waitingOn('A-2')).toMatchObject({ who: 'agency', name: justice });
      expect((await s.told('A-2', id)).receiver.at(-1)).toBe(
        'handover.refused Sở Kế hoạch không tiếp nhận hồ sơ: không thuộc thẩm quyền',
      );
    });

    it('what is over, or accepted already, is not changed by another act', async () => {
      await s.state('A-3');
      const refused = await s.handed('A-3');
      await s.act(refused, 'refuse');
      const answered = await s.handed('A-3');
      await s.act(answered, 'answer');
      const accepted = await s.handed('A-3');
      await s.act(accepted, 'accept');
      for (const [id, act, state] of [
        [refused, 'accept', 'refused'],
        [refused, 'answer', 'refused'],
        [answered, 'answer', 'answered'],
        [accepted, 'accept', 'accepted'],
        [accepted, 'refuse', 'accepted'],
      ] as const) {
        expect(await s.act(id, act)).toEqual({ kind: 'notApplicable', state });
      }
      expect((await s.told('A-3', answered)).receiver).toHaveLength(2);
    });

    it('of many who answer at once one is heard', async () => {
      await s.state('A-4');
      const id = await s.handed('A-4');
      const answers = await Promise.all(Array.from({ length: 8 }, (_, n) => s.act(id, 'answer', { text: `${n}` })));
      expect(answers.map(({ kind }) => kind).sort()).toEqual(['accepted', ...Array(7).fill('notApplicable')]);
      const heard = answers.findIndex(({ kind }) => kind === 'accepted');
      expect((await s.view(id)).answer?.text).toBe(`${heard}`);
    });

    it('a repeat with its key gets the first answer, another body none', async () => {
      await s.state('A-5');
      const idempotency = { key: 'k-5', request: 'a' };
      const first = await s.handOver('A-5', { idempotency });
      expect(await s.handOver('A-5', { idempotency })).toEqual({ ...first, replayed: true });
      expect(await s.handOver('A-5', { idempotency: { key: 'k-5', request: 'b' } })).toEqual({
        kind: 'idempotencyMismatch',
      });
      expect((await h.core.listHandovers({ dossier: 'A-5' }, { limit: 5 })).items).toHaveLength(1);
      const id = (first as { handover: string }).handover;
      const said = await s.act(id, 'answer', { idempotency: { key: 'k-6', request: 'a' } });
      expect(await s.act(id, 'answer', { idempotency: { key: 'k-6', request: 'a' } })).toEqual({
        ...said,
        replayed: true,
      });
    });

    it('asked of three, a dossier waits for the one whose answer is due first, until all have answered', async () => {
      await s.state('A-6');
      const inHours = (hours: number) => ({ dueAt: new Date(h.now() + hours * 3_600_000).toISOString() });
      const later = await s.handed('A-6', { toUnit: planning, ...inHours(60) });
      const first = await s.handed('A-6', { toUnit: finance, ...inHours(30) });
      expect(await s.waitingOn('A-6')).toMatchObject({ who: 'unit', name: finance });
      // What the agency states meanwhile does not make it forget whom it asked.
      await s.state('A-6', 2, { summary: 'khác' });
      await s.act(first, 'answer', clientOf(finance));
      expect(await s.waitingOn('A-6')).toMatchObject({ who: 'unit', name: planning });
      await s.state('A-6', 3, { status: 'withdrawn' });
      expect((await s.waitingOn('A-6')).who).not.toBe('unit');
      await s.act(later, 'answer');
      expect((await s.waitingOn('A-6')).who).not.toBe('unit');
    });
  });

  describe('cannot be handed', () => {
    it.each([
      ['H99', 'unknown'],
      ['H44.04', 'ended'],
      ['H44.05', 'notYet'],
      [justice, 'own'],
    ])('to %s: %s', async (toUnit, why) => {
      await s.state(`B-${toUnit}`);
      expect(await s.handOver(`B-${toUnit}`, { toUnit })).toEqual({ kind: 'unitUnfit', why });
      expect((await h.core.listHandovers({ dossier: `B-${toUnit}` }, { limit: 5 })).items).toEqual([]);
    });

    it('with an answer due in the past, by a stranger, of no dossier, or to more units than fifty', async () => {
      await s.state('B-1');
      expect(await s.handOver('B-1', { dueAt: new Date(h.now() - 1).toISOString() })).toEqual({ kind: 'dueTooEarly' });
      expect(await s.handOver('B-1', clientOf(planning))).toEqual({ kind: 'notFound' });
      expect(await s.handOver('none')).toEqual({ kind: 'notFound' });
      await Promise.all(Array.from({ length: 50 }, () => s.handed('B-1')));
      expect(await s.handOver('B-1')).toEqual({ kind: 'tooMany', most: 50 });
    });
  });

  describe('a unit that has ended', () => {
    it('is followed to who took over, and both sides are told', async () => {
      await s.state('C-1');
      const id = await s.handed('C-1', { toUnit: 'H44.02' });
      expect(await s.view(id)).toMatchObject({ toUnit: planning, addressedTo: 'H44.02' });
      expect(await s.waitingOn('C-1')).toMatchObject({ name: planning });
      expect((await s.told('C-1', id)).receiver[0]).toContain(
        'cho Sở Kế hoạch (đơn vị kế thừa của Sở Xây dựng, nay đã chấm dứt hoạt động)',
      );
      expect(await s.act(id, 'accept')).toMatchObject({ kind: 'accepted' });
    });

    it('after something was handed to it: that goes on to who took over, once, with the next start', async () => {
      await s.state('C-2');
      const [open, over] = [await s.handed('C-2', { toUnit: finance }), await s.handed('C-2', { toUnit: finance })];
      await s.act(over, 'answer', clientOf(finance));
      await restartWith({ [finance]: planning });
      await untilTrue(async () => (await s.view(open)).toUnit === planning);
      expect(await s.view(open)).toMatchObject({ addressedTo: finance, state: 'open' });
      expect(await s.view(over)).toMatchObject({ toUnit: finance });
      expect(await s.waitingOn('C-2')).toMatchObject({ who: 'unit', name: planning });
      const { sender, receiver } = await s.told('C-2', open);
      expect(receiver.slice(1)).toEqual([
        'handover.rerouted Sở Tài chính đã chấm dứt hoạt động; yêu cầu về hồ sơ được chuyển tiếp cho đơn vị kế thừa Sở Kế hoạch',
      ]);
      expect(sender).toContain(receiver[1]);
      expect(await s.act(open, 'accept', clientOf(finance))).toEqual({ kind: 'notFound' });
      expect(await s.act(open, 'accept')).toMatchObject({ kind: 'accepted' });
    });

    it('twice: who was named at first stays named, and each line says who has ended then', async () => {
      await s.state('C-3');
      routeOf = (unit) => ({ kind: 'to', unit });
      const id = await s.handed('C-3', { toUnit: 'X1' });
      await restartWith({ X1: 'X2' });
      await untilTrue(async () => (await s.view(id)).toUnit === 'X2');
      await restartWith({ X2: 'X3' });
      await untilTrue(async () => (await s.view(id)).toUnit === 'X3');
      expect(await s.view(id)).toMatchObject({ addressedTo: 'X1' });
      const { receiver } = await s.told('C-3', id);
      expect(receiver.slice(1).map((line) => line.split(' ')[1])).toEqual(['X1', 'X2']);
    });

    it("and become part of the dossier's own: nobody owes an answer any more", async () => {
      await s.state('C-4');
      routeOf = (unit) => ({ kind: 'to', unit });
      const id = await s.handed('C-4', { toUnit: 'Y1' });
      await s.act(id, 'accept', clientOf('Y1'));
      await restartWith({ Y1: justice });
      await untilTrue(async () => (await s.view(id)).state !== 'accepted');
      expect(await s.view(id)).toMatchObject({ state: 'refused', toUnit: 'Y1', endedAt: expect.any(String) as string });
      expect(await s.waitingOn('C-4')).toMatchObject({ who: 'agency', name: justice });
      expect((await s.told('C-4', id)).receiver.at(-1)).toMatch(/^handover.fellBack Y1 .* Sở Tư pháp chính là/);
    });

    it('is looked for by one run at a time: a start leaves alone what may be running, and hastens what waits', async () => {
      const due = async (): Promise<Date> => {
        const { rows } = await sql<{ due: Date }>`
          select t.due from gateway.timer t where t.kind = 'handover.reroute'`.execute(db());
        return rows[0]!.due;
      };
      // A run sets the next one to a whole minute; what has been hastened or claimed is not due at one.
      const hasRun = async () => (await due()).getTime() % 60_000 === 0;
      const dueIn = (millis: number) =>
        sql`
        update gateway.timer t set due = date_trunc('milliseconds', gateway.clock_now() + ${millis}::float8 * interval '1 ms')
        where t.kind = 'handover.reroute'`.execute(db());
      await restart();
      await untilTrue(hasRun);
      await dueIn(12_000);
      const claimed = await due();
      await restart();
      expect(await due()).toEqual(claimed);
      await dueIn(7 * 24 * 3_600_000);
      const waited = await due();
      await restart();
      expect(await due()).not.toEqual(waited);
    });

    it('is left by every handover that can leave it: each is looked at once, and one that cannot holds up nobody', async () => {
      await s.state('C-5');
      routeOf = (unit) => ({ kind: 'to', unit });
      const made: string[] = [];
      for (let n = 0; n < 5; n += 1) made.push(await s.handed('C-5', { toUnit: 'Z1' }));
      const looked: string[] = [];
      const job = (submit: RerouteJobOptions['submit'] = () => Promise.resolve([])) =>
        rerouteJob({
          ...{ db: db(), clock: () => h.now(), atOnce: 2 },
          rules: { ...rules, routeOf: (unit) => ({ kind: 'to', unit: unit.startsWith('Z') ? 'Z9' : unit }) },
          submit: (units) => {
            looked.push(...units.map(({ subject }) => subject.replace('handover:', '')));
            if (looked.length > 20) throw new Error('it looks at them again and again');
            return submit(units);
          },
        });
      const aborting = new AbortController();
      const call = {
        ...{ subject: 'handovers', kind: 'handover.reroute', due: new Date(), payload: null, failures: 0 },
        signal: aborting.signal,
      };
      expect(await job()(call)).toEqual({ next: expect.any(Date) as Date });
      expect(looked.splice(0)).toEqual(made);
      const fault = new Error('a row that cannot be read');
      await expect(job(() => Promise.resolve(looked.length === 2 ? [fault] : []))(call)).rejects.toMatchObject({
        errors: [fault],
      });
      expect(looked.splice(0)).toEqual(made);
      aborting.abort();
      await job()(call);
      expect(looked).toEqual([]);
    });
  });

  describe('who sees what', () => {
    it('the receiver sees the dossier as long as it owes an answer, the sender acts for nobody, strangers find nothing', async () => {
      await s.state('D-1');
      const id = await s.handed('D-1');
      const seen = (unit: string) => h.core.isHandedTo('D-1', [unit]);
      expect([await seen(planning), await seen(finance), await seen(justice)]).toEqual([true, false, false]);
      expect(await s.act(id, 'accept', clientOf(justice))).toEqual({ kind: 'notReceiver' });
      expect(await s.act(id, 'accept', clientOf(finance))).toEqual({ kind: 'notFound' });
      expect(await s.act('none', 'accept')).toEqual({ kind: 'notFound' });
      await s.act(id, 'accept');
      expect(await seen(planning)).toBe(true);
      await s.act(id, 'answer');
      expect(await seen(planning)).toBe(false);
    });

    it('lists are cut to units, dossier, state and kind, and read page by page, the newest first', async () => {
      await s.state('D-2');
      const made: string[] = [];
      for (let n = 0; n < 5; n += 1) made.push(await s.handed('D-2', { kind: n === 0 ? 'result' : 'request' }));
      await s.act(made[1]!, 'accept');
      const ids = async (filter: Parameters<OpenGatewayCore['listHandovers']>[0]) =>
        (await h.core.listHandovers({ dossier: 'D-2', ...filter }, { limit: 50 })).items.map(({ id }) => id);
      expect(await ids({ to: [planning] })).toEqual([...made].reverse());
      expect(await ids({ to: [justice] })).toEqual([]);
      expect(await ids({ state: 'accepted' })).toEqual([made[1]]);
      expect(await ids({ kind: 'result' })).toEqual([made[0]]);
      const found: string[] = [];
      for (let cursor: string | undefined, first = true; first || cursor !== undefined; first = false) {
        const page = { limit: 2, ...(cursor === undefined ? {} : { cursor }) };
        const { items, nextCursor } = await h.core.listHandovers({ dossier: 'D-2', to: [planning] }, page);
        found.push(...items.map(({ id }) => id));
        cursor = nextCursor;
      }
      expect(found).toEqual([...made].reverse());
    });

    it('a receiver reads its own words in the timeline of the dossier, and of others only that they were asked', async () => {
      await s.state('D-4');
      const own = await s.handed('D-4', { request: 'hỏi-quy-hoạch' });
      const others = await s.handed('D-4', { request: 'hỏi-tài-chính', toUnit: finance });
      await s.act(others, 'answer', { ...clientOf(finance), text: 'đáp-tài-chính' });
      await s.act(own, 'answer', { text: 'đáp-quy-hoạch' });
      const words = async (units?: readonly string[]) => {
        const { items } = (await h.core.timeline('D-4', { limit: 50 }, units))!;
        return items.filter(({ kind }) => kind.startsWith('handover.')).map(({ text }) => text.split(': ')[1]);
      };
      expect(await words()).toEqual(['hỏi-quy-hoạch', 'hỏi-tài-chính', 'đáp-tài-chính', 'đáp-quy-hoạch']);
      expect(await words([planning])).toEqual(['hỏi-quy-hoạch', undefined, undefined, 'đáp-quy-hoạch']);
      expect((await s.told('D-4', own)).receiver).toHaveLength(2);
    });

    it('who owned the dossier before finds nothing any more', async () => {
      await s.state('D-5');
      const id = await s.handed('D-5');
      const content = sampleDossier({ revision: 2, unit: finance, status: 'processing' });
      const both = { client: 'client-both', mayUseUnit: (unit: string) => [justice, finance].includes(unit) };
      expect(await h.core.putDossier(aPut('D-5', 2, { content, ...both }))).toMatchObject({ kind: 'accepted' });
      expect(await s.view(id)).toMatchObject({ owner: finance, fromUnit: justice });
      expect(await s.act(id, 'accept', clientOf(justice))).toEqual({ kind: 'notFound' });
      expect(await s.act(id, 'accept', clientOf(finance))).toEqual({ kind: 'notReceiver' });
    });

    it('words of anybody stand nowhere in clear', async () => {
      await s.state('D-3');
      const word = 'Giấukín-bàn-giao';
      const document = { id: 'd1', name: word, url: `https://files.example.test/${word}` };
      const id = await s.handed('D-3', { request: word, documents: [document] });
      await s.act(id, 'answer', { text: word, documents: [document] });
      const { rows } = await sql<{ row: string }>`
        select v::text as row from gateway.handover v where v.id = ${id}::uuid
        union all select e::text from gateway.dossier_event e where e.subject = 'D-3'
        union all select d::text from gateway.dossier d where d.code = 'D-3'`.execute(db());
      expect(rows.length).toBeGreaterThan(3);
      const hex = Buffer.from(word, 'utf8').toString('hex');
      for (const { row } of rows) expect(row.includes(word) || row.includes(hex)).toBe(false);
    });
  });

  describe('reminders', () => {
    it('come once when an answer is due before long and once when it is late, also across restarts; none after the answer', async () => {
      await s.state('E-1');
      const dueAt = new Date(h.now() + 48 * 3_600_000).toISOString();
      const [owed, answered] = [await s.handed('E-1', { dueAt }), await s.handed('E-1', { dueAt })];
      const timersOf = async (id: string) => {
        const { rows } = await sql<{ kind: string; hours: number }>`
          select t.kind, round(extract(epoch from ${new Date(dueAt)}::timestamptz - t.due) / 3600)::int4 as hours
          from gateway.timer t where t.subject = ${`handover:${id}`} order by t.kind`.execute(db());
        return rows.map(({ kind, hours }) => `${kind} ${hours}`);
      };
      expect(await timersOf(answered)).toEqual(['handover.late 0', 'handover.soon 24']);
      await s.act(answered, 'answer');
      expect(await timersOf(answered)).toEqual([]);
      const told = async (id: string) => (await s.told('E-1', id)).receiver.map((line) => line.split(' ')[0]);
      for (const kind of ['handover.soon', 'handover.late']) {
        // Its time comes while nobody runs.
        await h.core.close();
        await sql`
          update gateway.timer t set due = gateway.clock_now()
          where t.kind = ${kind} and t.subject in (${`handover:${owed}`}, ${`handover:${answered}`})`.execute(db());
        h.core = await h.another();
        await untilTrue(async () => (await told(owed)).includes(kind));
      }
      expect(await told(owed)).toEqual(['handover.sent', 'handover.soon', 'handover.late']);
      expect(await told(answered)).toEqual(['handover.sent', 'handover.answered']);
      expect((await s.told('E-1', owed)).sender.filter((line) => /^handover.(soon|late)/.test(line))).toHaveLength(2);
      expect(await timersOf(owed)).toEqual([]);
      expect(await s.view(owed)).toMatchObject({ state: 'open', late: false });
      h.offset = 49 * 3_600_000;
      expect(await s.view(owed)).toMatchObject({ state: 'open', late: true });
      h.offset = 0;
    });
  });

  it('is counted by the states that it reached', async () => {
    const { rows } = await sql<{ kind: string; state: string; n: number }>`
      select v.kind, v.state, count(*)::int4 as n from gateway.handover v where v.state <> 'open' and v.state <> 'accepted'
      group by v.kind, v.state`.execute(db());
    const counters = (await h.core.counters()).filter(({ name }) => name === 'handovers_total');
    for (const { kind, state, n } of rows)
      expect(counters).toContainEqual(expect.objectContaining({ labels: { kind, state }, value: n }));
    expect(rows.length).toBeGreaterThan(1);
  });

  it('is kept so long after its end, and then its words stand nowhere any more', async () => {
    await s.state('F-1');
    const [over, owed] = [await s.handed('F-1', { request: 'hỏi-một' }), await s.handed('F-1', { request: 'hỏi-hai' })];
    await s.act(over, 'accept');
    await s.act(over, 'report', { text: 'báo-một' });
    await s.act(over, 'answer', { text: 'đáp-một' });
    const words = async () => (await s.told('F-1', owed)).sender.map((line) => line.split(': ')[1]);
    expect(await words()).toEqual(['hỏi-một', 'hỏi-hai', undefined, 'báo-một', 'đáp-một']);
    h.offset = 731 * 24 * 3_600_000;
    try {
      await h.core.retention.roundNow();
    } finally {
      h.offset = 0;
    }
    expect(await h.core.handover(over)).toBeUndefined();
    expect(await h.core.handoverTimeline(over, { limit: 5 })).toBeUndefined();
    expect(await s.view(owed)).toMatchObject({ state: 'open' });
    // Who asked whom is still told, without the words; and no row is left that holds any, under whatever key.
    expect(await words()).toEqual([undefined, 'hỏi-hai', undefined, undefined, undefined]);
    const { rows } = await sql<{ what: string }>`
      select e.kind as what from gateway.dossier_event e
      where e.subject = ${`handover:${over}`} or (e.subject = 'F-1' and e.kind like 'handover.%' and e.personal is not null)
      union all select t.subject from gateway.subject t where t.subject = ${`handover:${over}`}
      union all select n.by from gateway.handover_note n where n.handover = ${over}::uuid
      union all select h.state from gateway.handover h where h.id = ${over}::uuid`.execute(db());
    expect(rows).toEqual([]);
  });
});
