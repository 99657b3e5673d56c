import { Readable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { sql } from 'kysely';
import { describeEachStore } from '@lienthong/store/testing';
import type { OpenGatewayCore } from '../core-options.js';
import type { PaymentView } from './core.js';
import type { ToldCredit } from './pipeline/money-unit.js';
import { asCamt053 } from './statements/testing/write-samples.js';
import { CoreHarness } from '../testing/core-harness.js';
import { MoneyHarness } from '../testing/money-harness.js';
import { closeMoney, full } from '../testing/money-stage.js';
import { ownAccount, sampleRules } from '../testing/sample-accounts.js';

/** Each payment has an account number of its own; numbers are used again. */
describeEachStore('virtual accounts', (openStore) => {
  let h: CoreHarness;
  let m: MoneyHarness;
  const account = { ...ownAccount, virtualAccounts: { prefix: 'VA', digits: 3 } };
  const accounts = { named: () => account, accountOf: () => account, withVirtualAccounts: [account] };
  const payments = { ...sampleRules, accounts };
  beforeEach(async () => {
    h = await CoreHarness.open((await openStore()).store, { payments });
    m = new MoneyHarness(h);
    await m.dossier('A');
    await m.dossier('B');
  });
  afterEach(() => closeMoney(m));

  const minutes = 60_000;
  const at = (millis = 0): string => new Date(h.now() + millis).toISOString();
  const paidTo = ({ virtualAccount }: PaymentView, change: Partial<ToldCredit> = {}, amount = full) =>
    m.credit(amount, 'nop le phi', { virtualAccount: virtualAccount!, ...change });
  const credits = async (core: OpenGatewayCore = h.core) => (await core.listCredits({}, { limit: 10 })).items;
  /** The next number has the same digits as the last one. */
  const allOthersUsed = () =>
    sql`select setval('gateway.payment_number', currval_of.last + 999)
      from (select last_value as last from gateway.payment_number) currval_of`.execute(h.store.db('gateway'));
  /** A payment that has expired, and the next one under its number. */
  const reused = async (): Promise<readonly [PaymentView, PaymentView]> => {
    const first = await m.open('A', { expiresAt: at(5 * minutes) });
    h.offset += 10 * minutes;
    await h.core.cancelPayment({ client: 'demo', payment: first.id, mayUseUnit: () => true });
    await allOthersUsed();
    const second = await m.open('B');
    expect(second.virtualAccount).toBe(first.virtualAccount);
    return [first, second];
  };

  it('a payment has a number, its QR pays to it, and money that bears nothing else settles it', async () => {
    const payment = await m.open('A');
    const other = await m.open('B');
    expect(payment.virtualAccount).toMatch(/^VA\d{3}$/);
    expect(other.virtualAccount).not.toBe(payment.virtualAccount);
    expect(payment.qrPayload).toContain(payment.virtualAccount);
    expect((await m.expected()).get(payment.id)).toMatchObject({ virtualAccount: payment.virtualAccount });
    await m.tell(paidTo(payment));
    expect(await m.view(payment.id)).toMatchObject({ state: 'settled', credits: [{ matchedBy: 'virtualAccount' }] });
    expect((await m.view(other.id)).received).toBe(0);
  });

  it('a number that is still held when its turn comes again is passed over', async () => {
    const first = await m.open('A');
    await m.dossier('C');
    const second = await m.open('B');
    await allOthersUsed();
    await sql`select setval('gateway.payment_number', last_value - 1) from gateway.payment_number`.execute(
      h.store.db('gateway'),
    );
    const third = await m.open('C');
    const numbers = [first, second, third].map(({ virtualAccount }) => Number(virtualAccount!.slice(2)));
    expect((numbers[2]! - numbers[1]! + 1_000) % 1_000).toBe(1);
    expect(third.reference).not.toBe(first.reference);
  });

  it('where all are held, no payment is opened, and it is said why', async () => {
    const { id } = await m.open('A');
    await sql`
      insert into gateway.payment (id, dossier, client, method, account, provider, qr, reference, amount, fees, state, received,
        refunded, late, disagreements, version, created_at, expires_at, changed_at, virtual_account)
      select gen_random_uuid(), p.dossier, p.client, p.method, p.account, p.provider, p.qr, 'R' || n, p.amount, p.fees, p.state,
        0, 0, false, 0, 1, p.created_at, p.expires_at, p.changed_at, 'VA' || lpad(n::text, 3, '0')
      from gateway.payment p, generate_series(0, 999) n
      where p.id = ${id}::uuid and 'VA' || lpad(n::text, 3, '0') <> p.virtual_account`.execute(h.store.db('gateway'));
    expect(await h.core.openPayment(m.request('B'))).toEqual({ kind: 'noAccountNumber' });
  });

  it('a part, and what comes late, is of whoever had the number alone', async () => {
    const payment = await m.open('A');
    await m.tell(paidTo(payment, {}, 20_000));
    await h.core.cancelPayment({ client: 'demo', payment: payment.id, mayUseUnit: () => true });
    h.offset += 10 * minutes;
    await m.tell(paidTo(payment, {}, 30_000));
    expect(await m.view(payment.id)).toMatchObject({ state: 'settled', late: true, received: full });
  });

  it('money that moved while the first had the number is not for the newest, whenever it is told', async () => {
    const [first, second] = await reused();
    await m.tell(paidTo(first, { bankTime: first.createdAt }));
    expect(await m.view(first.id)).toMatchObject({ received: full });
    expect(await m.view(second.id)).toMatchObject({ state: 'open', received: 0 });
  });

  it('after that it is for whoever has the number, if it is the sum; another sum is for a person to look at', async () => {
    const [first, second] = await reused();
    await m.tell(paidTo(second, {}, 20_000));
    expect(await m.view(second.id)).toMatchObject({ state: 'open', received: 0 });
    expect(await credits()).toMatchObject([{ state: 'unmatched', why: 'ambiguous' }]);
    await m.tell(paidTo(second));
    expect(await m.view(second.id)).toMatchObject({ state: 'settled', received: full });
    expect((await m.view(first.id)).received).toBe(0);
  });

  it("money that moved before anybody had the number is nobody's yet", async () => {
    const payment = await m.open('A');
    await m.tell(paidTo(payment, { bankTime: at(-60 * minutes) }));
    expect(await credits()).toMatchObject([{ state: 'unmatched', why: 'ambiguous' }]);
  });

  it('a statement that tells the day only: ambiguous where two had the number on it', async () => {
    const [first, second] = await reused();
    const noon = `${new Date(h.now() + 7 * 60 * minutes).toISOString().slice(0, 10)}T05:00:00.000Z`;
    const shown = (change: Partial<ToldCredit>) =>
      m.shown(full, 'nop le phi', { virtualAccount: first.virtualAccount!, bankTime: noon, ...change });
    await m.tell(shown({ wholeDay: true }));
    expect(await credits()).toMatchObject([{ state: 'unmatched', why: 'ambiguous' }]);
    expect((await m.view(second.id)).received).toBe(0);
  });

  it("a bank's statement names the number that was credited: its payment settles", async () => {
    const [, second] = await reused();
    await m.dossier('C');
    const alone = await m.open('C');
    const day = new Date(Date.parse(alone.createdAt) + 7 * 60 * minutes).toISOString().slice(0, 10);
    const entry = (number: string, bankReference: string) => ({
      ...{ kind: 'credit' as const, amount: full, day, bankReference, text: 'nop le phi' },
      creditedAccount: number.replace('VA', 'VA '),
    });
    const entries = [entry(alone.virtualAccount!, 'FT1'), entry(second.virtualAccount!, 'FT2')];
    const file = asCamt053({ account: account.accountNumber!, opening: 0, entries }, '08');
    // What is to be done by the clock is done by the store's.
    h.offset = 0;
    const { statements } = h.core;
    const answer = await statements.receiveStatement({
      ...{ account: account.name, format: 'camt053', operator: 'an', maxBytes: 1_000_000 },
      body: Readable.from([Buffer.from(file)]),
    });
    if (answer.kind !== 'accepted') throw new Error(JSON.stringify(answer));
    const until = Date.now() + 10_000;
    while ((await statements.statement(answer.statement))?.state !== 'done' && Date.now() < until) await sleep(20);
    expect(await m.view(alone.id)).toMatchObject({
      ...{ state: 'settled', credits: [{ matchedBy: 'virtualAccount', toldBy: ['statement'] }] },
    });
    expect((await m.view(second.id)).received).toBe(0);
    expect((await credits()).find(({ state }) => state === 'unmatched')).toMatchObject({ why: 'ambiguous' });
  });

  it('a code beside the number says which of its holders is meant', async () => {
    const [first, second] = await reused();
    await m.tell(m.credit(full, first.reference, { virtualAccount: first.virtualAccount! }));
    expect(await m.view(first.id)).toMatchObject({ received: full });
    expect((await m.view(second.id)).received).toBe(0);
  });
});
