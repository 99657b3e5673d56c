import { performance } from 'node:perf_hooks';
import {
  sealContext,
  stableId,
  topics,
  unreadableRowSubject,
  type DeliveryOrder,
  type DossierSnapshot,
  type FactsAcknowledged,
  type RowReadAgain,
  type RowReRead,
  type TrackedState,
  type UnreadableRowFound,
} from '@lienthong/contracts';
import { describeEachStore } from '@lienthong/store/testing';
import { account, DeliveryStage, mayUseUnit } from '../testing/delivery-stage.js';
import { keyringSealer } from '../pipeline/keyring-sealer.js';
import type { UnreadableFilter } from '../unreadable/core.js';
import { CoreHarness } from '../testing/core-harness.js';
import { sampleDossier } from '../testing/sample-dossier.js';

/** Light in every run of the tests; `ROWS=50000` for the measure. */
const rows = Number(process.env['ROWS'] ?? 400);

/** What is ordered with the post, and what becomes of it. Each test has dossiers of its own. */
describeEachStore('deliveries', (openStore) => {
  let h: CoreHarness;
  let d: DeliveryStage;
  beforeAll(async () => {
    const { store } = await openStore();
    h = await CoreHarness.open(store, { postAccountOf: (unit) => (unit === 'H44.02' ? undefined : account) });
    d = new DeliveryStage(h);
  });
  afterAll(() => h.core.close());

  const hours = (hour: number): string => `2026-11-22T${String(hour).padStart(2, '0')}:00:00.000Z`;
  const scanned = (reference: string, state: TrackedState, hour: number) =>
    d.row(reference, { state, at: hours(hour), code: String(hour) });
  const ordered = async (code: string) => {
    await d.state(code);
    const delivery = await d.only(code);
    await d.tell(h.done(await d.announced(delivery.exchange)));
    return delivery;
  };
  const kindsOf = async (code: string): Promise<string[]> => (await d.lines(code)).map(({ kind }) => kind);
  const cancel = (delivery: string) => h.core.cancelDelivery({ client: 'demo', delivery, mayUseUnit });

  describe('rows that nobody could read', () => {
    const unreadable = (row: string, change: Partial<UnreadableRowFound> = {}) => {
      const sealer = keyringSealer(h.keyring);
      const key = sealer.newWrappedKey();
      const masked = '{"OrderNumber":"A-1","Notes":"***"}';
      const box = sealer.seal(sealer.unwrap(key), JSON.stringify({ masked }), sealContext.unreadableRow(row));
      const found: UnreadableRowFound = {
        ...{
          row,
          subject: unreadableRowSubject(row),
          partner: 'post-office',
          provider: 'post-office',
          account: 'feed',
        },
        ...{ cause: 'post-office.timeMalformed', receivedAt: new Date(h.now()).toISOString(), bytes: 120 },
        detail: { key: key.toString('base64'), box: box.toString('base64') },
        ...change,
      };
      return h.delivery('row.unreadable', found.subject, found);
    };
    const listed = (filter: UnreadableFilter = {}) => h.core.unreadableRows.list(filter, { limit: 10 });

    it('are listed for operators, the newest first, each once, with who acts; and acknowledged', async () => {
      const [first, second] = [stableId('row', 1), stableId('row', 2)];
      const told = [unreadable(first), unreadable(second, { cause: 'post-office.shapeOfTomorrow' })];
      expect(await d.tell(...told, unreadable(first))).toEqual(['handled', 'handled', 'handled']);
      const { items } = await listed({ partner: 'post-office' });
      expect(items.map(({ id }) => id)).toEqual([second, first]);
      expect(items[1]).toMatchObject({
        ...{ cause: 'post-office.timeMalformed', whoActs: 'operator', bytes: 120 },
        ...{
          masked: '{"OrderNumber":"A-1","Notes":"***"}',
          detail: expect.stringContaining('th\u1eddi \u0111i\u1ec3m'),
        },
      });
      expect(items[0]!.detail).toContain('post-office.shapeOfTomorrow');
      expect((await listed({ partner: 'bank-qr' })).items).toEqual([]);
      const { nextCursor } = await h.core.unreadableRows.list({}, { limit: 1 });
      expect((await h.core.unreadableRows.list({}, { limit: 1, cursor: nextCursor! })).items).toHaveLength(1);
      const acknowledged = h.bus.messages
        .filter(({ headers }) => headers['ce_type'] === 'vn.lienthong.facts.acknowledged')
        .flatMap(({ value }) => (JSON.parse(Buffer.from(value).toString()) as FactsAcknowledged).events);
      expect(acknowledged).toEqual(expect.arrayContaining(told.map(({ headers }) => headers['ce_id'])));
    });

    it('of another shape are quarantined', async () => {
      for (const change of [{ bytes: 1.5 }, { cause: '' }, { receivedAt: 'now' }, { subject: 'x' }, { row: 'x' }]) {
        expect(await d.tell(unreadable(stableId('row', 3), change))).toEqual([
          { poison: expect.any(String) as string },
        ]);
      }
    });

    it('are read again by the connectors when an operator asks, and the list says who asked and what came of it', async () => {
      const row = stableId('row', 5);
      await d.tell(
        unreadable(row),
        unreadable(stableId('row', 6), { cause: 'portal.fileMalformed' }),
        unreadable(stableId('row', 7), { cause: 'unanswered.payos.brokenContract' }),
      );
      const asked = async () => {
        await h.core.drained();
        return h.bus.messages.flatMap(({ headers, value, topic }) =>
          headers['ce_type'] === 'vn.lienthong.row.reRead'
            ? [{ ...(JSON.parse(Buffer.from(value).toString()) as RowReRead), event: headers['ce_id'], topic }]
            : [],
        );
      };
      const answer = (told: Partial<RowReadAgain> & Pick<RowReadAgain, 'reading'>) => {
        const subject = unreadableRowSubject(row);
        const at = new Date(h.now()).toISOString();
        return d.tell(h.delivery('row.readAgain', subject, { row, subject, result: 'handled', at, ...told }));
      };
      const only = async () => (await listed()).items.find(({ id }) => id === row)!;
      const ask = (operator: string) => h.core.unreadableRows.reRead({ id: row, operator });

      expect(await ask('an')).toMatchObject({ kind: 'asked', row: { state: 'asked', readings: [{ by: 'an' }] } });
      // Nobody answers: it is the same reading.
      expect(await ask('binh')).toMatchObject({ row: { readings: [{ by: 'an' }, { by: 'binh', result: 'asked' }] } });
      const [first, again] = await asked();
      expect(first).toMatchObject({ row, subject: unreadableRowSubject(row), operator: 'an', topic: topics.exchanges });
      expect(again).toMatchObject({ reading: first!.reading, event: first!.event, operator: 'binh' });

      const reason = 'post-office.timeMalformed';
      expect(await answer({ reading: first!.reading, result: 'stillUnreadable', reason })).toEqual(['handled']);
      expect(await only()).toMatchObject({
        state: 'unreadable',
        readings: [{ result: 'stillUnreadable', reason }, {}],
      });
      const idempotency = { key: 'again', request: 'POST re-read' };
      const withKey = () => h.core.unreadableRows.reRead({ id: row, operator: 'an', idempotency });
      expect(await withKey()).toMatchObject({ kind: 'asked', replayed: false });
      expect(await withKey()).toMatchObject({ kind: 'asked', replayed: true, row: { state: 'asked' } });
      expect(await h.core.unreadableRows.reRead({ id: stableId('row', 6), operator: 'an', idempotency })).toEqual({
        kind: 'idempotencyMismatch',
      });
      const third = (await asked()).at(-1)!;
      expect(third.reading).not.toBe(first!.reading);
      expect(await answer({ reading: third.reading })).toEqual(['handled']);
      expect(await answer({ reading: third.reading })).toEqual(['handled']);
      const read = await only();
      expect(read).toMatchObject({ state: 'handled', readings: [{}, {}, { by: 'an', result: 'handled' }] });
      expect(read.detail).toContain('đã được đọc lại');
      expect(await ask('binh')).toEqual({ kind: 'handled', row: read, replayed: false });
      expect(await asked()).toHaveLength(3);

      // What is kept of these is not what they said.
      for (const n of [6, 7]) {
        expect(await h.core.unreadableRows.reRead({ id: stableId('row', n), operator: 'an' })).toEqual({
          kind: 'notReadable',
        });
      }
      expect(await h.core.unreadableRows.reRead({ id: stableId('row', 99), operator: 'an' })).toEqual({
        kind: 'notFound',
      });
      for (const change of [{ result: 'x' as never }, { reading: 'x' }, { subject: 'x' }, { at: 'now' }]) {
        expect(await answer({ reading: third.reading, ...change })).toEqual([{ poison: expect.any(String) as string }]);
      }
    });

    it('go after the time for which anything unreadable is kept', async () => {
      const old = stableId('row', 4);
      const at = new Date(h.now() - 400 * 24 * 3_600_000).toISOString();
      await d.tell(unreadable(old, { receivedAt: at }));
      await h.core.retention.roundNow();
      expect((await listed()).items.map(({ id }) => id)).not.toContain(old);
    });
  });

  describe('the result of a completed dossier', () => {
    it('is ordered by itself, once, for the applicant', async () => {
      const applicant = sampleDossier().applicant;
      const former = { provinceCode: '26', districtCode: '243', communeCode: '08713', line: '1' };
      await d.state('A-1', 1, { status: 'processing' });
      expect(await d.of('A-1')).toEqual([]);
      await d.state('A-1', 2, { applicant: { ...applicant, address: former } });
      const delivery = await d.only('A-1');
      expect(delivery).toMatchObject({
        ...{ direction: 'return', state: 'requested', reference: 'A-1', account, orderedBy: 'gateway', events: [] },
      });
      const announced = await d.announced(delivery.exchange);
      expect(announced).toMatchObject({
        ...{ partner: 'post-office', operation: 'order', lane: 'once', number: 1, client: 'demo' },
        ...{ subject: `delivery:${delivery.id}`, due: '2026-12-05T10:00:00.000Z' },
      });
      expect(h.payloadOf<DeliveryOrder>(announced)).toEqual({
        ...{ delivery: delivery.id, reference: 'A-1', account, direction: 'return', createdAt: delivery.createdAt },
        dossier: { code: 'A-1', unit: 'H44.01', unitName: expect.any(String) as string },
        receiver: {
          ...{ name: 'NGUYEN VAN MAU', phone: '0900000000', email: 'mau@example.test' },
          address: { provinceCode: '25', communeCode: '08707', line: '1' },
        },
        ...{ sender: null, description: null, itemCode: null, contents: expect.stringContaining('A-1') as string },
      });
      await d.state('A-1', 3);
      await d.only('A-1');
      expect(await kindsOf('A-1')).toEqual(['delivery.requested']);
      expect((await h.core.dossier('A-1'))!.partners['post']).toMatchObject({ state: 'behind' });
      expect(await h.core.exchange(delivery.exchange)).toMatchObject({ unit: 'H44.01' });
    });

    it('is not ordered where it goes another way, or no post serves the unit', async () => {
      await d.state('A-2', 1, { returnBy: 'counter' });
      await d.state('A-3', 1, { unit: 'H44.02' });
      expect([await d.of('A-2'), await d.of('A-3')]).toEqual([[], []]);
    });

    it('waits for an address, and says what is missing and who must mend it', async () => {
      const { applicant } = sampleDossier();
      await d.state('A-4', 1, { applicant: { ...applicant, phone: null, address: { provinceCode: '25' } } });
      expect(await d.of('A-4')).toEqual([]);
      const [line] = await d.lines('A-4');
      expect(line).toMatchObject({ kind: 'delivery.notOrdered' });
      expect(line!.text).toMatch(/: hồ sơ thiếu số điện thoại, địa chỉ của người nộp; .*cơ quan giải quyết$/);
      await d.state('A-4', 2);
      expect(await d.only('A-4')).toMatchObject({ state: 'requested' });
    });

    it('is ordered anew after a refusal, when the agency has mended the address', async () => {
      await d.state('A-5');
      const first = await d.only('A-5');
      const fields = [{ pointer: '/receiver/address/provinceCode', code: 'post-office.areaUnknown' }];
      const refused = { version: 1, state: 'parked', outcome: 'refused', surelyNotDone: true } as const;
      const why = { cause: 'post-office.areaUnknown', whoActs: 'agency', fields } as const;
      await d.tell(h.changed(await d.announced(first.exchange), { ...refused, ...why }));
      const detail =
        'Tỉnh hoặc xã trong địa chỉ không còn hoặc không có trong bảng mã của bưu chính.' +
        ' Bên cần xử lý: cơ quan giải quyết (ghi lại địa chỉ rồi đặt lại).';
      expect(await d.only('A-5')).toMatchObject({ state: 'refused', refusal: { ...why, detail } });
      // The post was never asked, so it has not said no.
      expect((await d.lines('A-5')).at(-1)!.text).toBe(
        'Chưa gửi được yêu cầu bưu gửi trả kết quả A-5: tỉnh hoặc xã trong địa chỉ không còn hoặc không có trong bảng mã' +
          ' của bưu chính; bên cần xử lý: cơ quan giải quyết (ghi lại địa chỉ rồi đặt lại)',
      );
      expect((await h.core.dossier('A-5'))!.partners['post']).toMatchObject({ state: 'parked' });
      await d.state('A-5', 2, { summary: 'khác' });
      await d.only('A-5');
      const retry = { kind: 'retry', exchange: first.exchange, operator: 'an' } as const;
      expect(await h.core.operatorAct(retry)).toMatchObject({ kind: 'accepted' });
      const { applicant } = sampleDossier();
      await d.state('A-5', 3, { applicant: { ...applicant, address: { ...applicant.address, line: 'số 2' } } });
      expect((await d.of('A-5')).map(({ state, reference }) => [state, reference])).toEqual([
        ['refused', 'A-5'],
        ['requested', 'A-5__R2'],
      ]);
      // Asked for again now, it would be a second parcel.
      expect(await h.core.operatorAct(retry)).toEqual({ kind: 'notApplicable', state: 'parked' });
    });

    it('once delivered, the dossier is returned, and the portal hears of it', async () => {
      const { reference, id } = await ordered('A-6');
      expect((await d.only('A-6')).state).toBe('ordered');
      const late = scanned(reference, 'accepted', 1);
      expect(await d.tell(scanned(reference, 'delivered', 4), late, scanned(reference, 'failed', 3), late)).toEqual([
        'handled',
        'handled',
        'handled',
        'handled',
      ]);
      const delivery = await d.only('A-6');
      expect(delivery.state).toBe('delivered');
      expect(delivery.events.map(({ state, code }) => [state, code])).toEqual([
        ['accepted', '1'],
        ['failed', '3'],
        ['delivered', '4'],
      ]);
      const dossier = (await h.core.dossier('A-6'))!;
      expect(dossier).toMatchObject({
        ...{ effectiveStatus: 'returned', facts: { delivered: { at: hours(4), evidence: id } } },
        partners: { post: { state: 'inStep' } },
      });
      const told = (await h.announced()).filter(({ subject }) => subject === 'A-6').at(-1)!;
      expect(h.payloadOf<DossierSnapshot>(told)).toMatchObject({
        ...{ effectiveStatus: 'returned', facts: { delivered: { evidence: id } } },
      });
      const texts = (await d.lines('A-6')).map(({ text }) => text);
      expect(texts).toEqual([
        'Gửi yêu cầu bưu gửi trả kết quả A-6 cho bưu chính',
        'Bưu chính đã nhận yêu cầu bưu gửi trả kết quả A-6',
        'Bưu chính đã phát bưu gửi trả kết quả A-6 lúc 11:00 ngày 22/11/2026',
      ]);
      const timeline = (await h.core.timeline('A-6', { limit: 50 }))!.items;
      expect(timeline).toContainEqual(expect.objectContaining({ kind: 'exchange.settled', by: 'post-office' }));
      // It goes by post once: a later revision changes nothing.
      await d.state('A-6', 2, { summary: 'khác' });
      await d.only('A-6');
      expect((await h.core.dossier('A-6'))!.effectiveStatus).toBe('returned');
    });
  });

  describe('what the post tells', () => {
    it('of the future changes nothing until its time has come', async () => {
      const { reference } = await ordered('B-1');
      const event = 'future';
      const row = { event, state: 'delivered', at: '2030-01-01T00:00:00.000Z' } as const;
      for (let told = 0; told < 2; told += 1) await d.tell(d.row(reference, { ...row, confirmed: false }));
      expect(await d.only('B-1')).toMatchObject({ state: 'ordered', events: [{ confirmed: false }] });
      const doubts = (await d.lines('B-1')).filter(({ kind }) => kind === 'delivery.doubted');
      expect(doubts.map(({ text }) => text)).toEqual([
        'Bưu chính báo bưu gửi trả kết quả B-1 đã phát lúc 07:00 ngày 01/01/2030, là thời điểm chưa tới; chưa được tính,' +
          ' hệ thống đọc lại khi đến thời điểm đó; nếu bưu chính ghi sai giờ thì người vận hành hệ thống' +
          ' hỏi lại bưu chính',
      ]);
      await d.tell(d.row(reference, row));
      await d.tell(d.row(reference, { ...row, confirmed: false }));
      expect(await d.only('B-1')).toMatchObject({ state: 'delivered', events: [{ confirmed: true }] });
      expect((await kindsOf('B-1')).filter((kind) => kind === 'delivery.doubted')).toHaveLength(1);
    });

    it('with a code that nobody knows shows that the parcel is there', async () => {
      await d.state('B-2');
      const { exchange, reference } = await d.only('B-2');
      const lost = { version: 1, state: 'unknown', outcome: 'unknown', surelyNotDone: false } as const;
      await d.tell(h.changed(await d.announced(exchange), lost));
      expect((await d.only('B-2')).state).toBe('unknown');
      await d.tell(d.row(reference, { state: 'unknown', itemCode: 'EA123456785VN' }));
      expect(await d.only('B-2')).toMatchObject({ state: 'ordered', itemCode: 'EA123456785VN' });
      expect(await kindsOf('B-2')).toEqual(['delivery.requested', 'delivery.unknown', 'delivery.ordered']);
    });

    it('of a waybill number that was given with the order: what is odd about it is shown, whoever says it first', async () => {
      const itemCode = 'BK990032289VN';
      for (const code of ['B-6', 'B-7']) {
        await d.state(code, 1, { status: 'processing' });
        await d.order(code, { itemCode });
        expect((await d.only(code)).itemCodeFault).toBeUndefined();
      }
      const facts = { existed: true, itemCodeFault: 'checkDigit' };
      const { exchange } = await d.only('B-6');
      const detail = h.detail(exchange, 1, { facts });
      await d.tell(h.changed(await d.announced(exchange), { outcome: 'done', detail }));
      await d.tell(d.row('B-7', { itemCode, itemCodeFault: 'checkDigit' }));
      for (const code of ['B-6', 'B-7']) {
        expect(await d.only(code)).toMatchObject({ itemCode, itemCodeFault: 'checkDigit' });
      }
      expect((await d.lines('B-6')).at(-1)!.text).toMatch(
        /^Bưu chính báo đã có yêu cầu .* từ trước; cơ quan giải quyết/,
      );
      await d.tell(d.row('B-7', { itemCode: 'EA123456785VN' }));
      expect(await d.only('B-7')).not.toHaveProperty('itemCodeFault');
    });

    it('of a parked order: what nobody knows stays unknown, what was refused can be asked for again', async () => {
      await d.state('B-5');
      const { exchange } = await d.only('B-5');
      const announced = await d.announced(exchange);
      const parked = (version: number, surelyNotDone: boolean) =>
        h.changed(announced, { version, state: 'parked', outcome: 'refused', surelyNotDone });
      const states: string[] = [];
      for (const told of [parked(1, false), parked(2, true), h.changed(announced, { version: 3, state: 'waiting' })]) {
        await d.tell(told);
        states.push((await d.only('B-5')).state);
      }
      expect(states).toEqual(['unknown', 'refused', 'requested']);
    });

    it('is shown in its words to whoever may see it', async () => {
      const { reference } = await ordered('B-3');
      await d.tell(d.row(reference, {}, { message: 'Đang giao', office: 'BC Mẫu' }));
      expect((await d.only('B-3')).events).toMatchObject([{ message: 'Đang giao', office: 'BC Mẫu' }]);
    });

    it('after the delivery says something else: a person is told, the fact stays', async () => {
      const { reference } = await ordered('B-4');
      await d.tell(scanned(reference, 'delivered', 4), scanned(reference, 'returning', 5));
      expect((await d.only('B-4')).state).toBe('returning');
      expect(await kindsOf('B-4')).toContain('delivery.contradicted');
      expect((await h.core.dossier('B-4'))!.effectiveStatus).toBe('returned');
    });

    it('of orders that nobody here made is counted, and not kept', async () => {
      const before = (await h.core.counters()).filter(({ name }) => name === 'delivery_rows_total');
      expect(await d.tell(scanned('elsewhere', 'delivered', 1))).toEqual(['handled']);
      const labels = { known: 'false', state: 'delivered' };
      const after = (await h.core.counters()).filter(({ name }) => name === 'delivery_rows_total');
      expect(after).toContainEqual(expect.objectContaining({ labels, value: 1 }));
      expect(before).not.toContainEqual(expect.objectContaining({ labels }));
    });

    it.each([
      [{ delivery: 'x' }, 'delivery is no id'],
      [{ subject: 'delivery:x' }, 'subject'],
      [{ account: 'h45' }, 'delivery is not that of its reference'],
      [{ code: '' }, 'event, account, reference or code'],
      [{ state: 'lost' as TrackedState }, 'state'],
      [{ at: 'today' }, 'at or receivedAt'],
      [{ confirmed: 'yes' as unknown as boolean }, 'confirmed'],
      [{ itemCode: 'a\u0000b' }, 'itemCode'],
      [{ detail: {} as never }, 'detail'],
    ])('and cannot be read stops only itself: %j', async (change, fault) => {
      const bad = d.row('H44', change);
      const good = scanned('elsewhere', 'accepted', 1);
      expect(await d.tell(bad, good)).toEqual([{ poison: `message.shape: ${fault}` }, 'handled']);
    });
  });

  describe('a client', () => {
    it('orders in both directions, each once at a time', async () => {
      await d.state('C-1', 1, { status: 'processing' });
      const sender = { name: 'TRAN VAN GUI', phone: '0911', address: { provinceCode: '79', line: '2' } };
      const collected = await d.order('C-1', { direction: 'collect', sender, description: 'goi truoc' });
      expect(collected).toMatchObject({ kind: 'accepted', exchanges: [expect.any(String)] });
      const [collect] = await d.of('C-1');
      expect(collect).toMatchObject({ direction: 'collect', reference: 'C-1__C1', orderedBy: 'client' });
      const payload = h.payloadOf<DeliveryOrder>(await d.announced(collect!.exchange));
      expect(payload).toMatchObject({ sender, receiver: null, description: 'goi truoc' });
      expect(await d.order('C-1', { direction: 'collect' })).toEqual({ kind: 'open', delivery: collect!.id });
      expect(await d.order('C-1')).toMatchObject({ kind: 'accepted' });

      await d.tell(h.done(await d.announced(collect!.exchange)), scanned('C-1__C1', 'delivered', 4));
      expect((await h.core.dossier('C-1'))!.facts.delivered).toBeUndefined();
      expect(await d.order('C-1', { direction: 'collect' })).toMatchObject({ kind: 'accepted' });
      expect((await d.of('C-1')).map(({ reference }) => reference)).toContain('C-1__C2');
    });

    it('of many at once one is served', async () => {
      await d.state('C-2', 1, { status: 'processing' });
      const answers = await Promise.all(Array.from({ length: 8 }, () => d.order('C-2')));
      expect(answers.map(({ kind }) => kind).sort()).toEqual(['accepted', ...Array.from({ length: 7 }, () => 'open')]);
    });

    it('is refused with the reason', async () => {
      const { applicant } = sampleDossier();
      await d.state('C-3', 1, { status: 'processing', applicant: { ...applicant, phone: ' ' } });
      await d.state('C-4', 1, { status: 'processing', unit: 'H44.02' });
      expect(await d.order('C-3')).toEqual({ kind: 'applicantIncomplete', missing: ['/applicant/phone'] });
      expect(await d.order('C-4')).toEqual({ kind: 'noAccount' });
      expect(await d.order('C-3', { mayUseUnit: () => false })).toEqual({ kind: 'notFound' });
      expect(await d.order('none')).toEqual({ kind: 'notFound' });
    });

    it('a repeat with its key gets the first answer, another body none', async () => {
      await d.state('C-5', 1, { status: 'processing' });
      const first = await d.order('C-5', { idempotency: { key: 'k', request: 'a' } });
      expect(await d.order('C-5', { idempotency: { key: 'k', request: 'a' } })).toEqual({ ...first, replayed: true });
      expect(await d.order('C-5', { idempotency: { key: 'k', request: 'b' } })).toEqual({
        kind: 'idempotencyMismatch',
      });
    });

    it('a code that looks like a reference of another dossier is never taken for it', async () => {
      for (const code of ['C-6', 'C-6__R2']) await d.state(code, 1, { status: 'processing' });
      await d.order('C-6');
      await d.tell(scanned('C-6', 'returned', 4));
      await d.order('C-6__R2');
      await d.order('C-6');
      const references = [...(await d.of('C-6')), ...(await d.of('C-6__R2'))].map(({ reference }) => reference);
      expect(references).toEqual(['C-6', 'C-6__R2', 'C-6__R2__R2']);
    });
  });

  describe('taking it back', () => {
    it('waits for the order, and ends with what the post answers', async () => {
      const { id, exchange, reference } = await ordered('D-1');
      const asked = await cancel(id);
      expect(asked).toMatchObject({ kind: 'accepted', exchanges: [expect.any(String)] });
      const delivery = await d.only('D-1');
      expect(delivery.state).toBe('cancelRequested');
      const announced = await d.announced(delivery.cancelExchange!);
      expect(announced).toMatchObject({ operation: 'cancel', lane: 'once', after: { operation: 'order', number: 1 } });
      expect(h.payloadOf(announced)).toEqual({ delivery: id, reference, account });
      expect(await cancel(id)).toMatchObject({ kind: 'same', exchanges: [announced.exchange] });
      await d.tell(h.done(announced));
      expect((await d.only('D-1')).state).toBe('cancelled');
      expect(await kindsOf('D-1')).toEqual([
        'delivery.requested',
        'delivery.ordered',
        'delivery.cancelRequested',
        'delivery.cancelled',
      ]);
      // Who called it off did not want another one.
      await d.state('D-1', 2, { summary: 'khác' });
      await d.only('D-1');
      expect(await h.core.exchange(exchange)).toMatchObject({ state: 'settled' });
      expect(await d.order('D-1')).toMatchObject({ kind: 'accepted' });
    });

    it('refused by the post: the parcel goes on', async () => {
      const { id, reference } = await ordered('D-2');
      await d.tell(scanned(reference, 'inTransit', 1));
      await cancel(id);
      const announced = await d.announced((await d.only('D-2')).cancelExchange!);
      const refused = { state: 'parked', outcome: 'refused', surelyNotDone: true, whoActs: 'operator' } as const;
      await d.tell(h.changed(announced, { version: 1, ...refused, cause: 'post-office.alreadyOver' }));
      expect((await d.only('D-2')).state).toBe('inTransit');
      expect(await kindsOf('D-2')).toContain('delivery.cancelRefused');
      expect(await cancel(id)).toEqual({ kind: 'kept' });
    });

    it('is too late, or not for this caller', async () => {
      const { id, reference } = await ordered('D-3');
      const other = { client: 'other', delivery: id, mayUseUnit: () => false };
      expect(await h.core.cancelDelivery(other)).toEqual({ kind: 'notFound' });
      await d.tell(scanned(reference, 'delivered', 1));
      expect(await cancel(id)).toEqual({ kind: 'ended', state: 'delivered' });
      expect(await cancel('none')).toEqual({ kind: 'notFound' });
    });
  });

  it('lists are cut to units, dossier and state, and read page by page', async () => {
    await d.state('E-1');
    const none = await h.core.listDeliveries({ units: ['H30'], dossier: 'E-1' }, { limit: 5 });
    expect(none.items).toEqual([]);
    const requested = await h.core.listDeliveries({ dossier: 'E-1', state: 'requested' }, { limit: 5 });
    expect(requested.items).toHaveLength(1);
    const found: string[] = [];
    for (let cursor: string | undefined, first = true; first || cursor !== undefined; first = false) {
      const page = await h.core.listDeliveries({}, { limit: 7, ...(cursor === undefined ? {} : { cursor }) });
      found.push(...page.items.map(({ id }) => id));
      cursor = page.nextCursor;
    }
    expect(new Set(found).size).toBe(found.length);
    expect(found.length).toBeGreaterThan(14);
  });

  it(`${rows} rows of the feed are taken, each once, in pages as they come`, async () => {
    const codes = Array.from({ length: Math.max(20, rows / 50) }, (_, n) => `V-${n}`);
    for (let at = 0; at < codes.length; at += 50) {
      await Promise.all(codes.slice(at, at + 50).map((code) => d.state(code)));
    }
    const told = Array.from({ length: rows }, (_, at) => {
      // Every row moves its delivery: each is a line of a timeline.
      const state = Math.floor(at / codes.length) % 2 === 0 ? 'inTransit' : 'failed';
      const happened = new Date(Date.parse(hours(1)) + at * 1_000).toISOString();
      return d.row(codes[at % codes.length]!, { event: `V-${at}`, state, at: happened });
    });
    const [began, before] = [performance.now(), process.cpuUsage()];
    for (let at = 0; at < rows; at += 500) await d.tell(...told.slice(at, at + 500));
    const seconds = (performance.now() - began) / 1_000;
    const { user, system } = process.cpuUsage(before);
    const cpu = ((user + system) / 1e6).toFixed(1);
    console.log(
      `gateway: ${rows} rows of ${codes.length} deliveries taken in ${seconds.toFixed(1)} s, ${cpu} s of CPU in this process`,
    );
    await d.tell(...told.slice(0, 100));
    const [first] = await d.of(codes[0]!);
    const ofEach = Math.min(200, rows / codes.length);
    expect(first).toMatchObject({ state: ofEach % 2 === 0 ? 'failed' : 'inTransit' });
    expect(first!.events).toHaveLength(ofEach);
    expect((await kindsOf(codes[0]!)).filter((kind) => kind !== 'delivery.requested')).toHaveLength(ofEach);
  }, 300_000);
});
