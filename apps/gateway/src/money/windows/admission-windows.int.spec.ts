import { sql } from 'kysely';
import { describeEachStore } from '@lienthong/store/testing';
import { vietnamDay, type PaymentOrder } from '@lienthong/contracts';
import { fee, type MoneyHarness } from '../../testing/money-harness.js';
import { closeMoney, openMoney } from '../../testing/money-stage.js';
import { aPut, type CoreHarness } from '../../testing/core-harness.js';
import { sampleDossier } from '../../testing/sample-dossier.js';
import type { OpenPaymentAnswer, PaymentView } from '../core.js';

const day = 24 * 3_600_000;
const hour = 3_600_000;
/** So many a day that the slots of a test lie within seconds. */
const twentyPerSecond = 1_728_000;

async function untilTrue(what: string, condition: () => boolean | Promise<boolean>): Promise<void> {
  for (let tries = 0; !(await condition()); tries += 1) {
    if (tries > 1_500) throw new Error(`not so: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

/** Payments of a class wait for their turn in the calendar of its window. */
describeEachStore('admission windows', (openStore) => {
  let h: CoreHarness;
  let m: MoneyHarness;
  const today = (plus = 0): string => vietnamDay(h.now() + plus * day);
  const open = (of: string, perDay: number, days = [today(), today(1)]) =>
    h.core.admissionWindows.open({ class: of, days, perDay, operator: 'operator-1' });
  const accepted = async (dossier: string, change = {}): Promise<Extract<OpenPaymentAnswer, { kind: 'accepted' }>> => {
    const answer = await h.core.openPayment(m.request(dossier, { method: 'paymentPlatform', ...change }));
    if (answer.kind !== 'accepted') throw new Error(answer.kind);
    return answer;
  };
  const viewOf = async (id: string): Promise<PaymentView> => (await h.core.payment(id))!;
  const orders = async (): Promise<string[]> =>
    (await h.announced()).filter(({ operation }) => operation === 'init').map(({ subject }) => subject);

  beforeEach(async () => {
    ({ h, m } = await openMoney(openStore));
  });
  afterEach(() => closeMoney(m));

  it('can be closed: who is opened from then on goes at once, who has a place keeps its turn, and another may be opened', async () => {
    await m.dossier('P', [fee('TS01', 95_000)]);
    await m.dossier('Q', [fee('TS01', 95_000)]);
    const opened = await open('fee:TS01', 5, [today(3)]);
    const id = 'window' in opened ? opened.window.id : '';
    const placed = await accepted('P', { fees: ['TS01'] });
    const { close } = h.core.admissionWindows;
    expect(await close({ id: crypto.randomUUID(), operator: 'Lan' })).toEqual({ kind: 'notFound' });
    const answer = await close({ id, operator: 'Lan', idempotency: { key: 'k-1', request: 'close' } });
    expect(answer).toMatchObject({ kind: 'closed', replayed: false, window: { id, given: 1, closedBy: 'Lan' } });
    expect('window' in answer && answer.window).not.toHaveProperty('nextEta');
    expect(await close({ id, operator: 'An', idempotency: { key: 'k-2', request: 'close' } })).toEqual(answer);
    expect((await accepted('Q', { fees: ['TS01'] })).exchanges).toHaveLength(1);
    expect(await viewOf(placed.payment)).toMatchObject({ state: 'initiating', window: id });
    expect(await open('fee:TS01', 5, [today(4)])).toMatchObject({ kind: 'accepted' });
  });

  it('is opened once under one key, and shown again as it stands', async () => {
    const asked = { class: 'fee:TS01', days: [today(), today(1)], perDay: 1_000, operator: 'operator-1' };
    const under = (request: string) => ({ idempotency: { key: 'k-1', request } });
    const first = await h.core.admissionWindows.open({ ...asked, ...under('a') });
    expect(first).toMatchObject({ kind: 'accepted', replayed: false, window: { class: 'fee:TS01', given: 0 } });
    await m.dossier('P', [fee('TS01', 95_000)]);
    await accepted('P', { fees: ['TS01'] });
    expect(await h.core.admissionWindows.open({ ...asked, ...under('a') })).toMatchObject({
      ...{ kind: 'accepted', replayed: true },
      window: { id: 'window' in first && first.window.id, given: 1 },
    });
    const other = { ...asked, class: 'fee:TS02', ...under('b') };
    expect(await h.core.admissionWindows.open(other)).toEqual({ kind: 'idempotencyMismatch' });
    expect((await h.core.admissionWindows.list({}, { limit: 10 })).items).toHaveLength(1);
    // Without it, and under another key, the same window is there already.
    expect(await h.core.admissionWindows.open(asked)).toMatchObject({ kind: 'same', replayed: false });
  });

  it('lets payments wait for their turn, tells when it comes at the latest, and keeps that; only then their time runs', async () => {
    const codes = Array.from({ length: 20 }, (_, n) => `P-${n}`);
    for (const code of codes) await m.dossier(code, [fee('TS01', 95_000)]);
    expect(await open('fee:TS01', twentyPerSecond)).toMatchObject({ kind: 'accepted', window: { given: 0 } });
    const answers = await Promise.all(
      codes.map((code) => accepted(code, { fees: ['TS01'], expiresAt: new Date(h.now() + hour).toISOString() })),
    );
    const { items: windows } = await h.core.admissionWindows.list({}, { limit: 10 });
    // However late in the day it is.
    expect(windows[0]!.given).toBe(codes.length);
    expect(new Set(answers.map(({ window }) => window))).toEqual(new Set([windows[0]!.id]));
    expect(answers.every(({ state, exchanges }) => state === 'initiating' && exchanges.length === 0)).toBe(true);
    // What is not of the class is not held up.
    expect((await accepted('A')).exchanges).toHaveLength(1);
    await untilTrue('all orders are out', async () => (await orders()).length === codes.length + 1);
    const views = await Promise.all(answers.map(({ payment }) => viewOf(payment)));
    // The day's rate: no two within a slot; by the clock of the store, which fires what is due together.
    const turns = await sql<{ release_at: Date; released_at: Date }>`
      select release_at, released_at from gateway.payment where admission is not null order by release_at`.execute(
      h.store.db('gateway'),
    );
    turns.rows.forEach(({ release_at, released_at }, at) => {
      expect(released_at.getTime()).toBeGreaterThanOrEqual(release_at.getTime() - 25);
      const before = turns.rows[at - 1];
      if (before) expect(release_at.getTime() - before.release_at.getTime()).toBeGreaterThanOrEqual(50);
    });
    for (const [at, view] of views.entries()) {
      expect(Date.parse(view.releasedAt!)).toBeLessThanOrEqual(Date.parse(answers[at]!.eta!));
      expect(view.eta).toBe(answers[at]!.eta);
      expect(Math.abs(Date.parse(view.expiresAt) - Date.parse(view.releasedAt!) - hour)).toBeLessThan(1_000);
    }
    // Asked once each, with the time that counts.
    const asked = (await h.announced()).filter(({ operation }) => operation === 'init');
    expect(new Set(asked.map(({ subject }) => subject)).size).toBe(codes.length + 1);
    const order = h.payloadOf<PaymentOrder>(asked.find(({ subject }) => subject === `payment:${views[7]!.id}`)!);
    expect(order).toMatchObject({ reference: views[7]!.reference, amount: 95_000, expiresAt: views[7]!.expiresAt });
  }, 60_000);

  it('shows the QR of an account of our own when its turn comes', async () => {
    await open('procedure:1.003560', twentyPerSecond);
    const { payment, window } = await accepted('A', { method: 'bankQr' });
    expect(window).toBeDefined();
    await untilTrue('it is open', async () => (await viewOf(payment)).state === 'open');
    expect((await viewOf(payment)).qrPayload).toBeDefined();
  }, 60_000);

  it('spreads over the calendar, gives the place of who leaves to the next, and says when the calendar is full', async () => {
    for (const code of ['B', 'C', 'D']) await m.dossier(code);
    await open('fee:LP01', 2, [today(1), today(3)]);
    const etas: string[] = [];
    const first = await accepted('A');
    etas.push(first.eta!);
    for (const code of ['B', 'C', 'D']) etas.push((await accepted(code)).eta!);
    const midnight = (plus: number): number => Date.parse(`${today(plus)}T00:00:00+07:00`);
    const told = (at: number): string => new Date(at + 60_000).toISOString();
    expect(etas).toEqual([midnight(1), midnight(1) + day / 2, midnight(3), midnight(3) + day / 2].map(told));
    await m.dossier('E');
    const [opened] = (await h.core.admissionWindows.list({}, { limit: 1 })).items;
    expect(await h.core.openPayment(m.request('E'))).toEqual({
      kind: 'windowFull',
      window: { id: opened!.id, class: 'fee:LP01' },
    });
    await h.core.cancelPayment({ client: 'demo', mayUseUnit: () => true, payment: first.payment });
    expect((await h.core.admissionWindows.list({}, { limit: 1 })).items[0]).toMatchObject({
      given: 3,
      nextEta: etas[0],
    });
    // A process that comes later knows the same.
    const another = await h.another();
    const again = await another.openPayment(m.request('E'));
    expect(again).toMatchObject({ kind: 'accepted', eta: etas[0] });
    expect((await viewOf(first.payment)).state).toBe('cancelled');
    expect(await orders()).toEqual([]);
    expect((await h.core.admissionWindows.list({}, { limit: 1 })).items[0]).not.toHaveProperty('nextEta');
    await another.close();
  });

  it("a dossier that waits for a payment's turn waits for us, says so until about when, and warns where that is behind its due date", async () => {
    const [soon, late] = [h.now() + 9 * day, h.now() + day];
    const put = (code: string, dueAt: number, revision = 1) =>
      h.core.putDossier(
        aPut(code, revision, {
          content: sampleDossier({
            ...{ revision, status: 'paymentRequested', fees: [fee('LP01', 50_000)] },
            dueAt: new Date(dueAt).toISOString(),
          }),
        }),
      );
    await put('T', soon);
    await put('L', late);
    await open('fee:LP01', twentyPerSecond, [today(3)]);
    const waitsOf = async (code: string) => (await h.core.dossier(code))!.waitingOn;
    const linesOf = async (code: string) => (await h.core.timeline(code, { limit: 50 }))!.items;
    expect(await waitsOf('T')).toMatchObject({ who: 'applicant', target: new Date(soon).toISOString() });
    const inTime = await accepted('T');
    const tooLate = await accepted('L');
    const why = expect.stringContaining('chờ đến lượt trong lịch tiếp nhận thanh toán') as string;
    expect(await waitsOf('T')).toMatchObject({ who: 'gateway', why, target: inTime.eta });
    // Stated anew, it still waits for us.
    await put('T', soon, 2);
    expect(await waitsOf('T')).toMatchObject({ who: 'gateway', target: inTime.eta });
    const opened = (await linesOf('T')).find(({ kind }) => kind === 'payment.opened')!.text;
    const clock = new Date(Date.parse(inTime.eta!) + 7 * hour).toISOString();
    expect(opened).toContain('lịch tiếp nhận thanh toán của khoản thu LP01');
    expect(opened).toContain(inTime.window!);
    expect(opened).toContain(`chậm nhất ${clock.slice(11, 16)} ngày ${clock.slice(8, 10)}/${clock.slice(5, 7)}`);
    expect(opened).not.toContain('muộn hơn');
    expect((await linesOf('L')).find(({ kind }) => kind === 'payment.opened')!.text).toContain('muộn hơn hạn trả');
    expect(await viewOf(inTime.payment)).not.toHaveProperty('turnAfterDue');
    expect(await viewOf(tooLate.payment)).toMatchObject({ turnAfterDue: true });
    const blamed = async () => (await h.core.blame('T'))!.turns.at(-1)!.who;
    expect(await blamed()).toBe('gateway');
    await h.core.cancelPayment({ client: 'demo', mayUseUnit: () => true, payment: inTime.payment });
    expect(await waitsOf('T')).toMatchObject({ who: 'applicant' });
    expect(await blamed()).toBe('applicant');
    await h.core.cancelPayment({ client: 'demo', mayUseUnit: () => true, payment: tooLate.payment });
    expect(await viewOf(tooLate.payment)).not.toHaveProperty('turnAfterDue');
  });

  it("from when its turn has come it is the applicant's time", async () => {
    const content = sampleDossier({ status: 'paymentRequested', fees: [fee('LP01', 50_000)] });
    await h.core.putDossier(aPut('T', 1, { content }));
    await open('fee:LP01', twentyPerSecond);
    const { payment } = await accepted('T');
    await untilTrue('its turn has come', async () => (await viewOf(payment)).releasedAt !== undefined);
    const { releasedAt } = await viewOf(payment);
    expect((await h.core.dossier('T'))!.waitingOn).toMatchObject({ who: 'applicant', since: releasedAt });
    expect((await h.core.timeline('T', { limit: 50 }))!.items.map(({ kind }) => kind)).toContain('payment.released');
    expect((await h.core.blame('T'))!.turns.at(-1)).toMatchObject({ who: 'applicant', since: releasedAt });
  });

  it('says of a class whether anything of it has been here: a dossier of the procedure, a payment of the fee', async () => {
    expect(await open('procedure:1.003560', 5)).toMatchObject({ kind: 'accepted', classSeen: true });
    const mistyped = { class: 'procedure:1.003650', days: [today(), today(1)], perDay: 5, operator: 'operator-1' };
    const under = { ...mistyped, idempotency: { key: 'k-1', request: 'a' } };
    expect(await h.core.admissionWindows.open(under)).toMatchObject({ kind: 'accepted', classSeen: false });
    expect(await h.core.admissionWindows.open(under)).toMatchObject({ replayed: true, classSeen: false });
    expect(await h.core.admissionWindows.open(mistyped)).toMatchObject({ kind: 'same', classSeen: false });
    expect(await open('fee:TS09', 5)).toMatchObject({ classSeen: false });
    await m.dossier('P', [fee('TS09', 95_000)]);
    await accepted('P', { fees: ['TS09'] });
    expect(await open('fee:TS09', 5)).toMatchObject({ kind: 'same', classSeen: true });
  });

  it('is opened once; another of its class, or one that is over, is refused', async () => {
    const made = await open('fee:LP01', 5);
    expect(await open('fee:LP01', 5)).toEqual({ ...made, kind: 'same' });
    expect(await open('fee:LP01', 6)).toMatchObject({ kind: 'conflict', window: { perDay: 5 } });
    expect(await open('fee:LP02', 5, [today(-2), today(-1)])).toEqual({ kind: 'over' });
    expect(await open('fee:LP02', 5, [today(1), '9999-12-31'])).toEqual({ kind: 'tooFar', at: 1 });
    expect((await open('fee:LP02', 5)).kind).toBe('accepted');
    const listed = await h.core.admissionWindows.list({ class: 'fee:LP02' }, { limit: 10 });
    expect(listed.items.map((one) => one.class)).toEqual(['fee:LP02']);
  });
});
