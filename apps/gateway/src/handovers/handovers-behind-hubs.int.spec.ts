import { sql } from 'kysely';
import { handoverSubject, hubHandoverIdOf } from '@lienthong/contracts';
import { describeEachStore, withClient } from '@lienthong/store/testing';
import { CoreHarness } from '../testing/core-harness.js';
import { civilStatus, clientOf, finance, handoverRules, justice, planning, tree } from '../testing/handover-stage.js';
import { fee, MoneyHarness } from '../testing/money-harness.js';
import { HubStage } from '../testing/hub-stage.js';
import { untilWaiting } from '../testing/until-waiting.js';

async function eventually(condition: () => Promise<boolean>): Promise<void> {
  const began = Date.now();
  while (!(await condition())) {
    if (Date.now() - began > 15_000) throw new Error('it has not become true');
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

/** Handovers one end of which is behind another hub. Each test has dossiers of its own. */
describeEachStore('handovers behind another hub', (openStore, kind) => {
  let h: CoreHarness;
  let s: HubStage;
  let databaseUrl: string | undefined;
  /** As the configuration says it; a test may change it between two starts. */
  let { routeOf } = handoverRules;
  const rules = { ...handoverRules, routeOf: (unit: string, day: string) => routeOf(unit, day) };
  beforeAll(async () => {
    const opened = await openStore();
    databaseUrl = opened.databaseUrl;
    const { store } = opened;
    h = await CoreHarness.open(store, { handovers: rules, unitName: (unit) => tree.nameOf(unit) ?? unit });
    s = new HubStage(h);
  });
  afterAll(() => h.core.close());
  afterEach(() => {
    ({ routeOf } = handoverRules);
  });

  const kinds = async (dossier: string, id: string): Promise<string[]> =>
    (await s.told(dossier, id)).sender.map((line) => line.split(' ')[0]!);

  describe('from here', () => {
    it('goes as one exchange of the same transaction; the partner is waited for until it has it, then the unit', async () => {
      await s.state('A-1');
      const id = await s.handedAway('A-1');
      const [message, ...more] = await s.toldToHub(id);
      expect(more).toEqual([]);
      expect(message).toMatchObject({
        ...{ act: 'handOver', reference: `LT-${id}`, dossier: 'A-1', text: 'Cho ý kiến về quy hoạch' },
        from: { code: justice, hubCode: '000.00.01.H44' },
        to: { code: civilStatus, hubCode: '000.00.05.G01', name: 'Cục Hộ tịch' },
        announced: { operation: 'handOver', lane: 'once', number: 1 },
      });
      expect(await s.view(id)).toMatchObject({ state: 'open', via: { partner: 'lgsp-exchange', state: 'pending' } });
      const way = { who: 'partner', name: 'lgsp-exchange' };
      expect(await s.waitingOn('A-1')).toMatchObject({
        ...way,
        why: 'đang chuyển tới đơn vị khác qua trục liên thông',
      });
      await s.tell(h.changed(message!.announced, { version: 1, state: 'unknown' }));
      expect(await s.waitingOn('A-1')).toMatchObject({ ...way, why: expect.stringMatching(/^chưa rõ/) as string });
      await s.tell(h.done(message!.announced, 2));
      expect(await s.view(id)).toMatchObject({ via: { state: 'arrived', exchange: message!.announced.exchange } });
      expect(await s.waitingOn('A-1')).toMatchObject({ who: 'unit', name: civilStatus });
      expect(await kinds('A-1', id)).toEqual(['handover.sent', 'handover.doubtful', 'handover.arrived']);
    });

    it('what the far agency says moves the same machine, and both timelines say the same', async () => {
      await s.state('A-2');
      const id = await s.handedAway('A-2');
      await s.tell(h.done(await s.carrier(id)));
      expect(await s.tell(s.said(id, 'accepted'))).toEqual(['handled']);
      expect(await s.view(id)).toMatchObject({ state: 'accepted' });
      const documents = [{ id: '1', name: 'ket-qua.pdf' }];
      const expectedAt = '2099-01-02T10:00:00.000Z';
      const { dueAt } = await s.view(id);
      await s.tell(s.said(id, 'updated', { dueAt: expectedAt }, { text: 'Đang tra sổ' }));
      // What it owes by when is the sender's to say.
      expect(await s.view(id)).toMatchObject({
        dueAt,
        expectedAt,
        news: [{ by: 'lgsp-exchange', text: 'Đang tra sổ' }],
      });
      await s.tell(s.said(id, 'paid', { amount: 50_000 }));
      await s.tell(s.said(id, 'answered', {}, { text: 'Thông tin đúng', documents }));
      expect(await s.view(id)).toMatchObject({ state: 'answered', answer: { text: 'Thông tin đúng', documents } });
      expect(await s.waitingOn('A-2')).toMatchObject({ who: 'agency', name: justice });
      const { sender, receiver } = await s.told('A-2', id);
      expect(sender).toEqual(receiver);
      expect(sender.slice(-4)).toEqual([
        expect.stringMatching(/^handover.accepted Cục Hộ tịch đã tiếp nhận/),
        'handover.updated Cập nhật về yêu cầu về hồ sơ, trạng thái không thay đổi, dự kiến trả lời 17:00 ngày 02/01/2099: Đang tra sổ',
        'handover.paidThere Bên kia trục liên thông báo đã thanh toán 50.000 đồng cho yêu cầu về hồ sơ',
        'handover.answered Cục Hộ tịch đã trả lời yêu cầu về hồ sơ: Thông tin đúng',
      ]);
      // One exchange: nobody tells the far agency what it has said itself.
      expect(await s.toldToHub(id)).toHaveLength(1);
    });

    it('a refusal from there ends it; a second word changes nothing, and is told', async () => {
      await s.state('A-3');
      const id = await s.handedAway('A-3');
      await s.tell(s.said(id, 'refused', {}, { text: 'Không thuộc thẩm quyền' }));
      expect(await s.view(id)).toMatchObject({ state: 'refused', reason: 'Không thuộc thẩm quyền' });
      // Who speaks of it has it, whatever is known of the exchange.
      expect(await s.view(id)).toMatchObject({ via: { state: 'arrived' } });
      await s.tell(s.said(id, 'answered', {}, { text: 'Khác' }));
      expect(await s.view(id)).toMatchObject({ state: 'refused' });
      expect(await kinds('A-3', id)).toEqual(['handover.sent', 'handover.refused', 'handover.saidTooLate']);
      await s.tell(h.changed(await s.carrier(id), { state: 'unknown' }));
      expect(await s.view(id)).toMatchObject({ via: { state: 'arrived' } });
    });

    it('what the bus brings twice has been said once', async () => {
      await s.state('A-13');
      const id = await s.handedAway('A-13');
      const [news, answer] = [s.said(id, 'updated'), s.said(id, 'answered', {}, { text: 'Thông tin đúng' })];
      expect(await s.tell(news, answer, news, answer)).toEqual(['handled', 'handled', 'handled', 'handled']);
      expect(await s.tell(news, answer)).toEqual(['handled', 'handled']);
      expect(await kinds('A-13', id)).toEqual(['handover.sent', 'handover.updated', 'handover.answered']);
    });

    it('that it was taken is no news behind the answer, which says so', async () => {
      await s.state('A-14');
      const id = await s.handedAway('A-14');
      await s.tell(s.said(id, 'answered', {}, { text: 'Thông tin đúng' }), s.said(id, 'accepted'));
      expect(await kinds('A-14', id)).toEqual(['handover.sent', 'handover.answered']);
    });

    it('nobody else behind the hub speaks of it, and nobody here answers in its place', async () => {
      await s.state('A-4');
      const id = await s.handedAway('A-4');
      expect(await s.tell(s.said(id, 'answered', { fromHubCode: '000.00.06.G01' }))).toEqual([
        { poison: 'handover.otherSender' },
      ]);
      expect(await s.act(id, 'answer', clientOf(civilStatus))).toEqual({ kind: 'notFound' });
      expect(await s.act(id, 'answer', clientOf(justice))).toEqual({ kind: 'notReceiver' });
      expect(await s.view(id)).toMatchObject({ state: 'open' });
    });

    it('is taken back by who handed it over, behind the handover itself', async () => {
      await s.state('A-5');
      const id = await s.handedAway('A-5');
      expect(await s.act(id, 'withdraw', clientOf(civilStatus))).toEqual({ kind: 'notFound' });
      expect(await s.act(id, 'withdraw', { ...clientOf(justice), text: 'Nhầm' })).toMatchObject({ state: 'withdrawn' });
      const [, withdrawn] = await s.toldToHub(id);
      expect(withdrawn).toMatchObject({
        act: 'withdrawn',
        announced: { operation: 'report', after: { partner: 'lgsp-exchange', operation: 'handOver', number: 1 } },
      });
      expect(await s.waitingOn('A-5')).toMatchObject({ who: 'agency' });
      expect(await s.act(id, 'withdraw', clientOf(justice))).toEqual({ kind: 'notApplicable', state: 'withdrawn' });
    });

    it('one that the hub does not take waits for an operator; one that is given up has ended', async () => {
      await s.state('A-6');
      const id = await s.handedAway('A-6');
      const carrier = await s.carrier(id);
      await s.tell(h.changed(carrier, { version: 1, state: 'parked', outcome: 'refused', surelyNotDone: true }));
      expect(await s.waitingOn('A-6')).toMatchObject({ who: 'gateway' });
      await s.tell(h.changed(carrier, { version: 2, state: 'abandoned' }));
      expect(await s.view(id)).toMatchObject({ state: 'refused', via: { state: 'failed' } });
      expect(await s.waitingOn('A-6')).toMatchObject({ who: 'agency' });
      expect(await kinds('A-6', id)).toEqual(['handover.sent', 'handover.stuck', 'handover.notCarried']);
    });

    it('fees that are paid are told to those who owe an answer, each once; what was paid before goes along', async () => {
      const m = new MoneyHarness(h);
      await s.state('A-9', 1, { fees: [fee('LP01', 50_000), fee('LP02', 20_000)] });
      const [open, ended] = [await s.handedAway('A-9'), await s.handedAway('A-9')];
      await s.tell(s.said(ended, 'refused', {}, { text: 'x' }));
      const first = await m.open('A-9');
      await m.tell(m.credit(50_000, first.reference));
      const paid = (await s.toldToHub(open)).filter(({ act }) => act === 'paid');
      expect(paid).toMatchObject([
        { amount: 50_000, announced: { operation: 'tellPaid', after: { operation: 'handOver', number: 1 } } },
      ]);
      expect((await s.toldToHub(ended)).map(({ act }) => act)).toEqual(['handOver']);
      const late = await s.handedAway('A-9');
      expect((await s.toldToHub(late)).map(({ act, amount }) => [act, amount])).toEqual([
        ['handOver', null],
        ['paid', 50_000],
      ]);
      const second = await m.open('A-9', { fees: ['LP02'] });
      await m.tell(m.credit(20_000, second.reference));
      const sums = (await s.toldToHub(open)).filter(({ act }) => act === 'paid').map(({ amount }) => amount);
      expect(sums).toEqual([50_000, 20_000]);
    });

    it('what becomes of the exchange stands in the timeline of the dossier', async () => {
      await s.state('A-10');
      const id = await s.handedAway('A-10');
      await s.tell(h.done(await s.carrier(id)));
      const { items } = (await h.core.timeline('A-10', { limit: 100 }))!;
      const ours = items.filter(({ text }) => text.includes('trục liên thông')).map(({ kind }) => kind);
      expect(ours).toEqual(['exchange.created', 'exchange.settled']);
    });

    it('who takes over from a far unit is the hub’s to say; to who is behind it nothing is brought by the clock', async () => {
      await s.state('A-11');
      const [away, here] = [await s.handedAway('A-11'), await s.handed('A-11')];
      const moved = await s.handed('A-11', { toUnit: finance });
      const successors: Record<string, string> = {
        [civilStatus]: finance,
        [planning]: civilStatus,
        [finance]: 'H44.07',
      };
      routeOf = (unit) => ({ kind: 'to', unit: successors[unit] ?? unit });
      await h.core.close();
      h.core = await h.another();
      await eventually(async () => (await s.view(moved)).toUnit === 'H44.07');
      // A core that is closed has waited for its job.
      await h.core.close();
      ({ routeOf } = handoverRules);
      h.core = await h.another();
      expect([(await s.view(away)).toUnit, (await s.view(here)).toUnit]).toEqual([civilStatus, planning]);
    });

    it('asked for again with its key it is one handover and one exchange', async () => {
      await s.state('A-7');
      const idempotency = { key: 'k-7', request: 'r' };
      const ids = [];
      for (let time = 0; time < 2; time += 1) ids.push(await s.handed('A-7', { toUnit: civilStatus, idempotency }));
      expect(new Set(ids).size).toBe(1);
      expect(await s.toldToHub(ids[0]!)).toHaveLength(1);
    });
  });

  describe('from there', () => {
    const theirs = (reference: string) => hubHandoverIdOf('hub', reference);
    const words = { text: 'Đề nghị cung cấp bản sao', documents: [{ id: '1', name: 'cong-van.pdf' }] };
    const take = async (reference: string): Promise<string> => {
      expect(await s.tell(s.saidOf(reference, 'handOver', {}, words))).toEqual(['handled']);
      return theirs(reference);
    };

    it('stands in the inbox of the unit that the hub named, once', async () => {
      const id = await take('G-1');
      await s.tell(s.saidOf('G-1', 'handOver', {}, words), s.saidOf('G-1', 'handOver', {}, words));
      const inbox = await h.core.listHandovers({ to: [justice] }, { limit: 50 });
      expect(inbox.items.filter((one) => one.id === id)).toMatchObject([
        {
          ...{ dossier: 'G01-77', state: 'open', fromUnit: civilStatus, toUnit: justice, request: words.text },
          ...{ documents: words.documents, via: { from: 'there', state: 'arrived' } },
        },
      ]);
      const timeline = await h.core.handoverTimeline(id, { limit: 50 });
      expect(timeline!.items.map(({ kind }) => kind)).toEqual(['handover.sent']);
    });

    // PGlite has one session: two transactions never run side by side there.
    (kind === 'postgres' ? it : it.skip)(
      'two processes that hear of it at the same moment take it in once',
      async () => {
        const other = await h.another();
        const subject = handoverSubject(theirs('G-2'));
        try {
          await withClient(databaseUrl!, async (client) => {
            await client.query('begin');
            await client.query(`insert into gateway.subject (subject, data_key) values ('${subject}', '')`);
            const both = [h.core, other].map((core) => core.handleOutcomes([s.saidOf('G-2', 'handOver', {}, words)]));
            // Both have found no such handover, and wait for whoever makes its subject.
            await untilWaiting(client, 2);
            await client.query('rollback');
            expect(await Promise.all(both)).toEqual([['handled'], ['handled']]);
          });
          expect(await s.view(theirs('G-2'))).toMatchObject({ state: 'open' });
          const timeline = await h.core.handoverTimeline(theirs('G-2'), { limit: 50 });
          expect(timeline!.items).toHaveLength(1);
        } finally {
          await other.close();
        }
      },
    );

    it('is accepted and answered; the hub is told of each, in order', async () => {
      const id = await take('G-3');
      await s.act(id, 'accept', clientOf(justice));
      await s.act(id, 'answer', { ...clientOf(justice), text: 'Bản sao đính kèm' });
      const told = await s.toldToHub(id);
      expect(told.map(({ act, announced }) => [act, announced.operation, announced.number])).toEqual([
        ['accepted', 'report', 1],
        ['answered', 'report', 2],
      ]);
      expect(told[1]).toMatchObject({
        ...{ reference: 'G-3', dossier: 'G01-77', text: 'Bản sao đính kèm' },
        from: { hubCode: '000.00.01.H44' },
        to: { hubCode: '000.00.05.G01' },
      });
      expect(told.every(({ announced }) => announced.after === undefined)).toBe(true);
    });

    it('how far it is, and when the answer may be expected, is told to the hub and to both sides; each time by one act', async () => {
      const id = await take('G-12');
      const report = { ...clientOf(justice), text: 'Đang tra sổ gốc', expectedAt: '2099-01-02T10:00:00.000Z' };
      expect(await s.act(id, 'report', report)).toEqual({ kind: 'notApplicable', state: 'open' });
      await s.act(id, 'accept', clientOf(justice));
      expect(await s.act(id, 'report', { ...report, expectedAt: '2020-01-01T00:00:00.000Z' })).toEqual({
        kind: 'expectedTooEarly',
      });
      expect(await s.act(id, 'report', { ...report, ...clientOf(planning) })).toEqual({ kind: 'notFound' });
      const { dueAt } = await s.view(id);
      const idempotency = { key: 'k-12', request: 'r' };
      for (const replayed of [false, true]) {
        expect(await s.act(id, 'report', { ...report, idempotency })).toMatchObject({ state: 'accepted', replayed });
      }
      expect(await s.view(id)).toMatchObject({ dueAt, expectedAt: report.expectedAt, news: [{ text: report.text }] });
      const [, update, ...more] = await s.toldToHub(id);
      expect(more).toEqual([]);
      expect(update).toMatchObject({
        ...{ act: 'updated', reference: 'G-12', text: report.text, dueAt: report.expectedAt },
        announced: { operation: 'report', number: 2 },
      });
      const { items } = (await h.core.handoverTimeline(id, { limit: 50 }))!;
      const said = items.filter(({ kind: one }) => one === 'handover.updated').map(({ text }) => text);
      expect(said).toEqual([expect.stringMatching(/dự kiến trả lời 17:00 ngày 02\/01\/2099: Đang tra sổ gốc$/)]);
      await s.act(id, 'answer', clientOf(justice));
      expect(await s.act(id, 'report', report)).toMatchObject({ kind: 'notApplicable', state: 'answered' });
    });

    it('who handed it over sets another day: it is owed by then, and both are reminded of that one', async () => {
      const id = await take('G-13');
      const dueAt = '2099-01-02T10:00:00.000Z';
      await s.tell(s.saidOf('G-13', 'updated', { dueAt }, { text: 'Gia hạn' }));
      expect(await s.view(id)).toMatchObject({ state: 'open', dueAt, news: [{ text: 'Gia hạn' }] });
      expect((await s.view(id)).expectedAt).toBeUndefined();
      const { rows } = await sql<{ kind: string; due: Date }>`
        select t.kind, t.due from gateway.timer t where t.subject = ${handoverSubject(id)} order by t.due`.execute(
        h.store.db('gateway'),
      );
      expect(rows.map(({ kind: one, due }) => [one, due.toISOString()])).toEqual([
        ['handover.soon', '2099-01-01T10:00:00.000Z'],
        ['handover.late', dueAt],
      ]);
    });

    it('is kept until the hub has heard how it ended, however long that takes', async () => {
      const id = await take('G-14');
      await s.act(id, 'answer', clientOf(justice));
      const [answer] = await s.toldToHub(id);
      const yearsLater = async () => {
        h.offset = 731 * 24 * 3_600_000;
        await h.core.retention.roundNow().finally(() => (h.offset = 0));
      };
      await yearsLater();
      expect(await s.view(id)).toMatchObject({ state: 'answered' });
      await s.tell(h.done(answer!.announced));
      await yearsLater();
      expect(await h.core.handover(id)).toBeUndefined();
    });

    it('what is told of it is an exchange of the unit that it was handed to', async () => {
      const id = await take('G-11');
      await s.act(id, 'accept', clientOf(justice));
      const [{ announced }] = (await s.toldToHub(id)) as [Awaited<ReturnType<typeof s.toldToHub>>[number]];
      expect(await h.core.exchange(announced.exchange)).toMatchObject({ unit: justice });
      const seenBy = async (unit: string): Promise<boolean> =>
        (await h.core.listExchanges({ partner: 'lgsp-exchange', units: [unit] }, { limit: 100 })).items.some(
          (one) => one.id === announced.exchange,
        );
      expect([await seenBy(justice), await seenBy('H44.06')]).toEqual([true, false]);
    });

    it('is refused, or taken back from there', async () => {
      const [refused, withdrawn] = [await take('G-4'), await take('G-5')];
      await s.act(refused, 'refuse', clientOf(justice));
      expect((await s.toldToHub(refused)).map(({ act }) => act)).toEqual(['refused']);
      await s.tell(s.saidOf('G-5', 'withdrawn'));
      expect(await s.view(withdrawn)).toMatchObject({ state: 'withdrawn' });
      expect(await s.toldToHub(withdrawn)).toEqual([]);
      expect(await s.act(withdrawn, 'answer', clientOf(justice))).toMatchObject({ kind: 'notApplicable' });
    });

    it('its dossier is none of ours, also where it has the code of one', async () => {
      await s.state('A-8');
      const id = hubHandoverIdOf('hub', 'G-6');
      await s.tell(s.saidOf('G-6', 'handOver', { dossier: 'A-8' }, words));
      expect(await s.view(id)).toMatchObject({ dossier: 'A-8', owner: civilStatus });
      expect((await s.told('A-8', id)).sender).toEqual([]);
      expect((await h.core.listHandovers({ dossier: 'A-8' }, { limit: 50 })).items).toEqual([]);
      expect(await h.core.isHandedTo('A-8', [justice])).toBe(false);
    });

    it.each([
      ['an agency that nobody has configured', { fromHubCode: '000.00.99.Z99' }, 'senderUnknown'],
      ['one that is not behind the hub', { fromHubCode: 'H44.03' }, 'senderUnknown'],
      ['to a unit that is not here', { toHubCode: '000.00.05.G01' }, 'receiverUnknown'],
      ['to one that has ended', { toHubCode: 'H44.04' }, 'receiverUnknown'],
    ])('%s: kept with its bytes, in nobody’s inbox', async (_title, change, why) => {
      expect(await s.tell(s.saidOf('G-7', 'handOver', change, words))).toEqual([{ poison: `handover.${why}` }]);
      expect(await h.core.handover(theirs('G-7'))).toBeUndefined();
    });

    it('a word that has overtaken what it is about is told again, and then it counts', async () => {
      const receivedAt = new Date(h.now()).toISOString();
      const taken = s.saidOf('G-21', 'withdrawn', { receivedAt });
      const acknowledged = () =>
        h.bus.messages
          .filter(({ headers }) => headers['ce_type'] === 'vn.lienthong.facts.acknowledged')
          .some(({ value }) => Buffer.from(value!).toString('utf8').includes(taken.headers['ce_id']!));
      expect(await s.tell(taken)).toEqual(['handled']);
      expect(acknowledged()).toBe(false);
      await s.tell(s.saidOf('G-21', 'handOver', {}, words));
      expect(await s.tell(taken)).toEqual(['handled']);
      await eventually(() => Promise.resolve(acknowledged()));
      expect(await s.view(hubHandoverIdOf('hub', 'G-21'))).toMatchObject({ state: 'withdrawn' });
    });

    it('a kept word that is read again before what it is about has come is not handled: nobody would tell it again', async () => {
      const taken = s.saidOf('G-22', 'withdrawn', { receivedAt: new Date(h.now()).toISOString() });
      await h.core.quarantine(taken, 'message.shape');
      const [kept] = (await h.core.quarantined.list({ limit: 1 })).items;
      expect(await h.core.quarantined.reRead({ id: kept!.id, operator: 'an' })).toMatchObject({
        kind: 'stillUnreadable',
        message: { state: 'quarantined', readings: [{ result: 'stillUnreadable', reason: 'message.early' }] },
      });
      await s.tell(s.saidOf('G-22', 'handOver', {}, words));
      expect(await h.core.quarantined.reRead({ id: kept!.id, operator: 'an' })).toMatchObject({ kind: 'handled' });
      expect(await s.view(hubHandoverIdOf('hub', 'G-22'))).toMatchObject({ state: 'withdrawn' });
    });

    it('a word about what nobody knows, or that cannot be opened, stops only itself', async () => {
      const broken = s.saidOf('G-8', 'handOver', { detail: { key: 'AAAA', box: 'AAAA' } });
      expect(await s.tell(s.saidOf('G-9', 'answered'), broken, s.saidOf('G-10', 'handOver', {}, words))).toEqual([
        { poison: 'handover.unknown' },
        { poison: 'handover.wordsUnreadable' },
        'handled',
      ]);
    });
  });
});
