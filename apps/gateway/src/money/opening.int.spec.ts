import { describeEachStore } from '@lienthong/store/testing';
import { aPut, type CoreHarness } from '../testing/core-harness.js';
import { fee, type MoneyHarness } from '../testing/money-harness.js';
import { closeMoney, full, openMoney } from '../testing/money-stage.js';
import { usualRules } from './payment-rules.js';
import { sampleRules } from '../testing/sample-accounts.js';
import { sampleDossier } from '../testing/sample-dossier.js';

/** Which payments are opened, and which are refused. */
describeEachStore('opening of payments', (openStore) => {
  let h: CoreHarness;
  let m: MoneyHarness;
  beforeEach(async () => {
    ({ h, m } = await openMoney(openStore));
  });
  afterEach(() => closeMoney(m));

  it('gives a QR for the sum of the fees, and tells the connectors what to expect', async () => {
    await m.dossier('B', [fee('LP01', 50_000), fee('P02', 20_000)]);
    const payment = await m.open('B', { fees: ['LP01', 'P02'] });
    expect(payment).toMatchObject({
      ...{ dossier: 'B', unit: 'H44.01', amount: 70_000, due: 70_000, state: 'open', coverage: 'none' },
      ...{ late: false, refund: 'none', received: 0, credits: [], disagreements: 0 },
    });
    expect(payment.reference).toMatch(/^HSDVC[2-9A-HJKMNP-Z]{9}$/);
    expect(payment.qrPayload).toContain(`62180814${payment.reference}`);
    expect(payment.qrPayload).toContain('540570000');
    expect((await m.expected()).get(payment.id)).toMatchObject({
      ...{ state: 'open', amount: 70_000, reference: payment.reference, account: 'kho-bac-1' },
    });
  });

  it('shows each to whoever asks, however many ask at once', async () => {
    await m.dossier('B', [fee('LP01', 70_000)]);
    const [one, two] = [await m.open('A'), await m.open('B', { fees: ['LP01'] })];
    const asked = [two.id, crypto.randomUUID(), one.id.toUpperCase(), two.id, 'no id'];
    const shown = await Promise.all(asked.map((id) => h.core.payment(id)));
    expect(shown.map((view) => view?.reference)).toEqual([
      two.reference,
      undefined,
      one.reference,
      two.reference,
      undefined,
    ]);
  });

  it.each([
    ['an unknown dossier', 'X', {}, { kind: 'notFound' }],
    ["another's dossier", 'A', { mayUseUnit: () => false }, { kind: 'notFound' }],
    ['a fee it does not have', 'A', { fees: ['LP01', 'Z'] }, { kind: 'feesUnknown', fees: ['Z'] }],
    ['another amount', 'A', { amount: 1 }, { kind: 'amountDiffers', amount: full }],
    ['an end in the past', 'A', { expiresAt: '2020-01-01T00:00:00Z' }, { kind: 'expiresTooEarly' }],
    [
      'an end that nobody lives to see',
      'A',
      { expiresAt: '9999-12-31T00:00:00Z' },
      { kind: 'expiresTooLate', days: 366 },
    ],
  ] as const)('refuses %s', async (_, dossier, change, answer) => {
    expect(await h.core.openPayment(m.request(dossier, change as never))).toEqual(answer);
  });

  it('is in the list of whoever may see its unit, and of whoever may see all', async () => {
    const { id } = await m.open('A');
    const listed = async (units?: readonly string[]) =>
      (await h.core.listPayments(units ? { units } : {}, { limit: 10 })).items.map((one) => one.id);
    expect(await listed(['H44.01'])).toEqual([id]);
    expect(await listed(['H99'])).toEqual([]);
    expect(await listed()).toEqual([id]);
  });

  it('stays open at most for as long as is configured, to the second', async () => {
    const now = h.now();
    const inTenDays = (millis: number) => ({ expiresAt: new Date(now + 10 * 86_400_000 + millis).toISOString() });
    const core = await h.another({ payments: { ...sampleRules, longestOpenDays: 10 } });
    const late = await core.openPayment(m.request('A', inTenDays(60_000)));
    expect(late).toEqual({ kind: 'expiresTooLate', days: 10 });
    expect(await core.openPayment(m.request('A', inTenDays(0)))).toMatchObject({ kind: 'accepted', state: 'open' });
    await core.close();
  });

  it('stays open for as long as is configured where nobody names an end', async () => {
    const core = await h.another({ payments: { ...sampleRules, openMillis: 3_600_000 } });
    const before = h.now();
    const { expiresAt: _, ...endless } = m.request('A');
    expect(await core.openPayment(endless)).toMatchObject({ kind: 'accepted' });
    const [payment] = (await core.listPayments({ dossier: 'A' }, { limit: 1 })).items;
    const openFor = Date.parse(payment!.expiresAt) - before;
    expect(openFor).toBeGreaterThanOrEqual(3_600_000);
    expect(openFor).toBeLessThan(3_660_000);
    await core.close();
  });

  it('is refused where no account serves the unit with this method', async () => {
    const core = await h.another({ payments: usualRules() });
    expect(await core.openPayment(m.request('A'))).toEqual({ kind: 'noAccount' });
    await core.close();
  });

  it('refuses what one transfer cannot carry, fees without an amount, and an ended dossier', async () => {
    await m.dossier('B', [fee('LP01', 500_000_000), fee('P0', 0)]);
    expect(await h.core.openPayment(m.request('B'))).toMatchObject({ kind: 'amountTooLarge', amount: 500_000_000 });
    expect(await h.core.openPayment(m.request('B', { fees: ['P0'] }))).toEqual({ kind: 'nothingToPay' });
    await h.core.putDossier(aPut('C', 1, { content: sampleDossier({ status: 'withdrawn' }) }));
    expect(await h.core.openPayment(m.request('C'))).toEqual({ kind: 'dossierEnded' });
  });

  it('lets one payment of a fee be open, and none of one that has been paid', async () => {
    const payment = await m.open('A');
    expect(await h.core.openPayment(m.request('A'))).toEqual({ kind: 'open', payment: payment.id, fees: ['LP01'] });
    await m.tell(m.credit(full, payment.reference));
    expect(await h.core.openPayment(m.request('A'))).toEqual({ kind: 'paid', payment: payment.id, fees: ['LP01'] });
  });

  it('repeats its first answer to the same key', async () => {
    const idempotency = { key: 'k', request: 'POST /v1/payments {}' };
    const first = await h.core.openPayment(m.request('A', { idempotency }));
    const again = await h.core.openPayment(m.request('A', { idempotency }));
    expect(again).toEqual({ ...first, replayed: true });
  });
});
