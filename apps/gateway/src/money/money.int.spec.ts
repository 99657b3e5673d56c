import { setTimeout as sleep } from 'node:timers/promises';
import type { DossierSnapshot } from '@lienthong/contracts';
import { describeEachStore } from '@lienthong/store/testing';
import { checkCharacter } from './reference/check-character.js';
import { aPut, type CoreHarness } from '../testing/core-harness.js';
import { fee, type MoneyHarness } from '../testing/money-harness.js';
import { closeMoney, full, openMoney } from '../testing/money-stage.js';
import { sampleDossier } from '../testing/sample-dossier.js';

/** What becomes of money that comes, or does not: every case of the post (§3.10), and fees that change meanwhile. */
describeEachStore('money', (openStore) => {
  let h: CoreHarness;
  let m: MoneyHarness;
  beforeEach(async () => {
    ({ h, m } = await openMoney(openStore));
  });
  afterEach(() => closeMoney(m));

  const until = async (condition: () => Promise<boolean>): Promise<void> => {
    for (let tries = 0; !(await condition()); tries += 1) {
      if (tries > 400) throw new Error('it has not become true');
      await sleep(25);
    }
  };
  const portalNumbers = async (): Promise<readonly DossierSnapshot[]> =>
    (await h.announced())
      .filter(({ operation }) => operation === 'syncDossier')
      .map((one) => h.payloadOf<DossierSnapshot>(one));

  describe('payments and post §3.10', () => {
    it('exact, in time: settled, a fact of the dossier, and the portal hears of it without a new revision', async () => {
      const payment = await m.open('A');
      await m.tell(m.credit(full, `MBVCB.242.174.${payment.reference.toLowerCase()}.CT tu 0071 TRAN THI MAU`));
      expect(await m.view(payment.id)).toMatchObject({
        ...{ state: 'settled', coverage: 'exact', late: false, refund: 'none', due: 0, received: full },
        credits: [{ amount: full, matchedBy: 'text', confirmed: true }],
      });
      expect((await m.view(payment.id)).qrPayload).toBeUndefined();
      const { facts, content } = (await h.core.dossier('A'))!;
      expect(facts.paid).toMatchObject({ evidence: payment.id, via: 'bankQr', fees: ['LP01'] });
      expect(content.revision).toBe(1);
      const numbers = await portalNumbers();
      expect(numbers.map((one) => one.facts.paid?.evidence)).toEqual([undefined, payment.id]);
      expect(numbers[1]).toEqual({ ...numbers[0], facts: { paid: facts.paid } });
      expect(await m.kinds('A')).toEqual([
        ...['dossier.accepted', 'payment.opened', 'payment.credited', 'payment.settled', 'exchange.created'],
      ]);
    });

    it('the same notification twenty times: one credit', async () => {
      const payment = await m.open('A');
      const credit = m.credit(full, payment.reference, { providerId: 'same' });
      await Promise.all(Array.from({ length: 10 }, () => m.tell(credit, credit)));
      expect(await m.view(payment.id)).toMatchObject({ state: 'settled', received: full, credits: [{}] });
      const { items } = await h.core.listCredits({}, { limit: 50 });
      expect(items).toHaveLength(1);
      expect(await portalNumbers()).toHaveLength(2);
    });

    it('second real payment: over, due back', async () => {
      const payment = await m.open('A');
      await m.tell(m.credit(full, payment.reference), m.credit(full, payment.reference));
      expect(await m.view(payment.id)).toMatchObject({
        ...{
          state: 'settled',
          coverage: 'over',
          refund: 'due',
          refunds: [{ amount: full, why: 'over', state: 'due' }],
        },
      });
    });

    it('under: not settled, a QR for exactly the remainder, several credits to one fee', async () => {
      const payment = await m.open('A');
      await m.tell(m.credit(20_000, payment.reference));
      const partial = await m.view(payment.id);
      expect(partial).toMatchObject({ state: 'open', coverage: 'partial', due: 30_000 });
      expect(partial.qrPayload).toContain('540530000');
      expect((await m.expected()).get(payment.id)).toMatchObject({ amount: 30_000, state: 'open' });
      await m.tell(m.credit(29_999, payment.reference));
      expect((await m.view(payment.id)).due).toBe(1);
      await m.tell(m.credit(1, payment.reference));
      expect(await m.view(payment.id)).toMatchObject({ state: 'settled', coverage: 'exact', credits: [{}, {}, {}] });
    });

    it('under, and the dossier lapses: due back', async () => {
      const payment = await m.open('A');
      await m.tell(m.credit(20_000, payment.reference));
      await h.core.putDossier(aPut('A', 2, { content: sampleDossier({ revision: 2, status: 'withdrawn' }) }));
      expect(await m.view(payment.id)).toMatchObject({
        ...{ state: 'cancelled', cancelledWhy: 'dossierEnded', refund: 'due', refunds: [{ amount: 20_000 }] },
      });
    });

    it('over: settled, the excess due back', async () => {
      const payment = await m.open('A');
      await m.tell(m.credit(60_000, payment.reference));
      expect(await m.view(payment.id)).toMatchObject({
        ...{ state: 'settled', coverage: 'over', refunds: [{ amount: 10_000, why: 'over' }] },
      });
    });

    it('after expiry, still owed: settled as late', async () => {
      const payment = await m.open('A', { expiresAt: new Date(h.now() + 1_100).toISOString() });
      await until(async () => (await m.view(payment.id)).state === 'expired');
      expect((await m.expected()).get(payment.id)).toMatchObject({ state: 'expired' });
      await sleep(1_000);
      await m.tell(m.credit(full, payment.reference));
      expect(await m.view(payment.id)).toMatchObject({ state: 'settled', late: true });
      expect((await h.core.dossier('A'))!.facts.paid).toBeDefined();
    });

    it('after cancellation, still owed: settled as late; not owed any more: due back', async () => {
      await m.dossier('B');
      const [a, b] = [await m.open('A'), await m.open('B')];
      const cancel = (payment: string) => h.core.cancelPayment({ client: 'demo', payment, mayUseUnit: () => true });
      expect(await cancel(a.id)).toEqual({ kind: 'accepted', replayed: false });
      expect(await cancel(a.id)).toEqual({ kind: 'same', replayed: false });
      await cancel(b.id);
      await m.dossier('B', [], 2);
      await sleep(1_100);
      await m.tell(m.credit(full, a.reference), m.credit(full, b.reference));
      expect(await m.view(a.id)).toMatchObject({ state: 'settled', late: true });
      expect(await m.view(b.id)).toMatchObject({ state: 'cancelled', refund: 'due', refunds: [{ why: 'notOwed' }] });
      expect(await cancel(a.id)).toEqual({ kind: 'ended', state: 'settled' });
    });

    it.each([
      ['no code', 'chuyen tien', 'noReference'],
      ['what only looks like a code', 'HSDVC7K2QF9XA', 'noReference'],
      // Well formed to its check character; this core's key gives it to a number that is never reached.
      ['a code that nobody has been given', `HSDVC22222222${checkCharacter('HSDVC', '22222222')}`, 'unknownReference'],
    ])('%s: kept in the queue', async (_, text, why) => {
      await m.open('A');
      await m.tell(m.credit(full, text));
      const { items } = await h.core.listCredits({ state: 'unmatched' }, { limit: 10 });
      expect(items).toMatchObject([{ amount: full, text, why, payerName: 'TRAN THI MAU' }]);
      expect(items[0]!.suggestions).toMatchObject([{ dossier: 'A' }]);
      expect(await m.balanced()).toMatchObject([{ credited: full, unmatched: full, settled: 0 }]);
    });

    it('two codes: nobody gets it', async () => {
      await m.dossier('B');
      const [a, b] = [await m.open('A'), await m.open('B')];
      await m.tell(m.credit(full, `${a.reference} ${b.reference}`));
      expect((await h.core.listCredits({}, { limit: 10 })).items).toMatchObject([
        { state: 'unmatched', why: 'ambiguous' },
      ]);
    });

    it('the right code on another account: nobody gets it', async () => {
      const payment = await m.open('A');
      await m.tell(m.credit(full, payment.reference, { account: 'kho-bac-2' }));
      expect((await h.core.listCredits({}, { limit: 10 })).items).toMatchObject([{ why: 'otherAccount' }]);
    });

    it('outgoing: nobody gets it', async () => {
      const payment = await m.open('A');
      await m.tell(m.credit(full, payment.reference, { direction: 'out' }));
      expect(await m.view(payment.id)).toMatchObject({ state: 'open', received: 0 });
      expect((await h.core.listCredits({}, { limit: 10 })).items).toMatchObject([{ state: 'outgoing' }]);
    });
  });

  it('a PUT that changes or drops the fee cancels its payment, and says so', async () => {
    const payment = await m.open('A');
    await m.dossier('A', [fee('LP01', 70_000)], 2);
    expect(await m.view(payment.id)).toMatchObject({ state: 'cancelled', cancelledWhy: 'feeChanged' });
    expect(await m.kinds('A')).toContain('payment.cancelled');
    expect((await m.expected()).get(payment.id)).toMatchObject({ state: 'cancelled' });
    const next = await m.open('A');
    await m.tell(m.credit(full, payment.reference), m.credit(70_000, next.reference));
    expect(await m.view(payment.id)).toMatchObject({ refund: 'due', coverage: 'exact', state: 'cancelled' });
    expect(await m.view(next.id)).toMatchObject({ state: 'settled' });
  });

  it('a new payment of the same fee gets what came for the earlier one', async () => {
    const first = await m.open('A');
    await m.tell(m.credit(20_000, first.reference));
    await h.core.cancelPayment({ client: 'demo', payment: first.id, mayUseUnit: () => true });
    const second = await m.open('A');
    expect(second).toMatchObject({
      due: 30_000,
      received: 20_000,
      coverage: 'partial',
      credits: [{ meantFor: first.id }],
    });
    await m.tell(m.credit(30_000, first.reference));
    expect(await m.view(second.id)).toMatchObject({ state: 'settled', coverage: 'exact' });
    expect(await m.view(first.id)).toMatchObject({ continuedBy: second.id, due: 0 });
  });

  it('a new payment on another account gets none of it: each account has its own books', async () => {
    const first = await m.open('A');
    await m.tell(m.credit(20_000, first.reference));
    await h.core.cancelPayment({ client: 'demo', payment: first.id, mayUseUnit: () => true });
    expect(await m.open('A', { method: 'paymentPlatform' })).toMatchObject({ due: 50_000, received: 0 });
    expect((await m.balanced())[0]).toMatchObject({ account: 'kho-bac-1', credited: 20_000, partial: 20_000 });
  });
});
