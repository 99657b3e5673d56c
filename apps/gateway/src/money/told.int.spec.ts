import type { FactsAcknowledged } from '@lienthong/contracts';
import { describeEachStore } from '@lienthong/store/testing';
import type { CoreHarness } from '../testing/core-harness.js';
import type { ToldCredit } from './pipeline/money-unit.js';
import type { MoneyHarness } from '../testing/money-harness.js';
import { closeMoney, full, openMoney } from '../testing/money-stage.js';

/** What providers and banks tell: twice, unsigned, otherwise than before, or unreadable. */
describeEachStore('money that is told', (openStore) => {
  let h: CoreHarness;
  let m: MoneyHarness;
  beforeEach(async () => {
    ({ h, m } = await openMoney(openStore));
  });
  afterEach(() => closeMoney(m));

  const disagreementsCounted = async (): Promise<readonly number[]> =>
    (await h.core.counters()).flatMap(({ name, value }) => (name === 'money_disagreements_total' ? [value] : []));

  it('an unsigned notification settles nothing before it is confirmed', async () => {
    const payment = await m.open('A');
    const said = m.creditOf(full, payment.reference, { confirmed: false });
    await m.tell(h.delivery('credit.received', said.subject, said));
    expect(await m.view(payment.id)).toMatchObject({ state: 'open', received: 0 });
    const confirmed = { ...said, confirmed: true, source: 'query' };
    await m.tell(h.delivery('credit.received', said.subject, confirmed));
    await m.tell(h.delivery('credit.received', said.subject, said));
    expect(await m.view(payment.id)).toMatchObject({ state: 'settled', received: full, credits: [{}] });
  });

  it('an unsigned word with a wrong sum gives way to the confirmed answer, and is kept as a disagreement, once', async () => {
    const payment = await m.open('A');
    const unsigned = m.creditOf(5, payment.reference, { confirmed: false, reference: payment.reference });
    const sure = { ...unsigned, amount: full, confirmed: true, source: 'query' };
    const tell = (said: ToldCredit | typeof sure) => m.tell(h.delivery('credit.received', said.subject, said));
    for (const said of [unsigned, sure, unsigned, sure]) await tell(said);
    expect(await m.view(payment.id)).toMatchObject({
      ...{ state: 'settled', received: full, disagreements: 1 },
      credits: [{ amount: full, confirmed: true, toldBy: ['notification', 'query'] }],
    });
    const { items } = await h.core.listMoneyDisagreements({ payment: payment.id }, { limit: 10 });
    expect(items).toMatchObject([
      { kind: 'creditToldDifferently', evidence: { kept: full, told: 5, source: 'notification' } },
    ]);
    expect(await disagreementsCounted()).toEqual([1]);
    expect(await m.balanced()).toMatchObject([{ credited: full, settled: full, unconfirmed: 0 }]);
  });

  it('an unsigned word of money that came in gives way to the answer that it went out', async () => {
    const payment = await m.open('A');
    const unsigned = m.creditOf(full, payment.reference, { confirmed: false });
    const sure = { ...unsigned, direction: 'out', confirmed: true, source: 'query' };
    for (const said of [unsigned, sure]) await m.tell(h.delivery('credit.received', said.subject, said));
    expect(await m.view(payment.id)).toMatchObject({ state: 'open', received: 0 });
    const { items } = await h.core.listCredits({}, { limit: 10 });
    expect(items).toMatchObject([
      { direction: 'out', state: 'outgoing', disagreements: [{ evidence: { told: full } }] },
    ]);
  });

  it("money that went out is nobody's fee, whoever confirms it", async () => {
    const payment = await m.open('A');
    const said = m.creditOf(full, payment.reference, { direction: 'out', confirmed: false });
    await m.tell(h.delivery('credit.received', said.subject, said));
    await m.tell(h.delivery('credit.received', said.subject, { ...said, confirmed: true, source: 'query' }));
    expect(await m.view(payment.id)).toMatchObject({ state: 'open', received: 0 });
    expect((await h.core.listCredits({}, { limit: 10 })).items).toMatchObject([{ state: 'outgoing', confirmed: true }]);
  });

  it('whoever takes orders numbers money by itself: what a statement told before is no second credit', async () => {
    const payment = await m.open('A');
    const shown = (number: string) =>
      m.shown(full, payment.reference, { bankReference: number, providerId: `statement:${number}` });
    const order = (number: string, bankReference: string) =>
      m.credit(full, payment.reference, { reference: payment.reference, bankReference, providerId: number });
    await m.tell(shown('FT26-1'));
    await m.tell(order('1', 'VNP1'));
    await m.tell(order('1', 'VNP1'));
    expect(await m.view(payment.id)).toMatchObject({
      received: full,
      credits: [{ toldBy: ['notification', 'statement'] }],
    });
    // A number of the same counter that differs is another movement, and so is what the provider tells beyond the statement.
    await m.tell(shown('FT26-2'));
    await m.tell(order('2', 'FT26-3'), order('3', 'VNP3'));
    expect(await m.view(payment.id)).toMatchObject({ received: 3 * full });
  });

  it('the same credit with another amount: the first stands, the other is a disagreement', async () => {
    const payment = await m.open('A');
    const said = m.creditOf(full, payment.reference);
    await m.tell(h.delivery('credit.received', said.subject, said));
    const other = h.delivery('credit.received', said.subject, { ...said, amount: 5 });
    for (const again of [other, other, other]) await m.tell(again);
    expect(await m.view(payment.id)).toMatchObject({ state: 'settled', received: full, disagreements: 1 });
    expect((await m.kinds('A')).filter((kind) => kind === 'payment.disagreement')).toHaveLength(1);
    expect(await disagreementsCounted()).toEqual([1]);
    const { items } = await h.core.listMoneyDisagreements({}, { limit: 10 });
    expect(items).toMatchObject([{ kind: 'creditToldDifferently', evidence: { kept: full, told: 5 } }]);
  });

  it('a statement of the same movement is no second credit, whichever comes first', async () => {
    await m.dossier('B');
    const [a, b] = [await m.open('A'), await m.open('B')];
    const told = (reference: string, number: string) => [
      m.credit(full, reference, { bankReference: number, providerId: `n-${number}` }),
      m.shown(full, 'khong ro', { bankReference: number, providerId: `statement:${number}` }),
    ];
    for (const one of told(a.reference, 'FT26-1')) await m.tell(one);
    for (const one of told(b.reference, 'FT26-2').toReversed()) await m.tell(one);
    for (const { id } of [a, b]) {
      expect(await m.view(id)).toMatchObject({
        ...{ state: 'settled', received: full, credits: [{ toldBy: ['notification', 'statement'] }] },
      });
    }
    expect((await h.core.listCredits({}, { limit: 10 })).items).toHaveLength(2);
  });

  it('a credit that the bank takes back counts no longer; one that has settled a fee is a disagreement', async () => {
    await m.dossier('B');
    const [a, b] = [await m.open('A'), await m.open('B')];
    await m.tell(m.credit(20_000, a.reference), m.credit(full, b.reference));
    const reverse = async (payment: string): Promise<void> => {
      const { id, amount } = (await m.view(payment)).credits[0]!;
      await h.core.reverseCredits([{ credit: id, statement: 's', entry: 1, amount, day: '2026-11-22' }]);
    };
    for (const id of [a.id, a.id, b.id, b.id]) await reverse(id);
    expect(await m.view(a.id)).toMatchObject({ state: 'open', received: 0, due: full });
    expect(await m.view(b.id)).toMatchObject({ state: 'settled', disagreements: 1 });
    expect(await m.kinds('B')).toContain('payment.disagreement');
    expect(await disagreementsCounted()).toEqual([1]);
    const { items } = await h.core.listMoneyDisagreements({}, { limit: 10 });
    expect(items).toMatchObject([{ kind: 'creditReversed', payment: b.id, evidence: { reversed: full } }]);
    expect(await m.balanced()).toMatchObject([{ credited: full, settled: full, partial: 0 }]);
  });

  it('what is stored is acknowledged, once for a batch; a repeat again, what cannot be read when it is kept', async () => {
    const acknowledged = (): readonly (readonly string[])[] =>
      h.bus.messages
        .filter(({ headers }) => headers['ce_type'] === 'vn.lienthong.facts.acknowledged')
        .map(({ value }) => (JSON.parse(Buffer.from(value).toString('utf8')) as FactsAcknowledged).events);
    const payment = await m.open('A');
    const good = m.credit(full, payment.reference);
    const bad = h.delivery('credit.received', 'credit:x', { ...m.creditOf(1, 'x'), amount: -1 });
    const claim = m.claim(payment, { state: 'pending', account: payment.account });
    const idOf = ({ headers }: typeof good) => headers['ce_id']!;
    await h.core.handleOutcomes([good, bad, claim]);
    await h.core.handleOutcomes([good]);
    await h.core.quarantine(bad, 'message.shape: amount');
    expect(acknowledged()).toEqual([[idOf(good), idOf(claim)], [idOf(good)], [idOf(bad)]]);
  });

  it('what cannot be read is refused with the reason and harms nobody else', async () => {
    const payment = await m.open('A');
    const good = m.creditOf(full, payment.reference);
    const bad = [
      { ...m.creditOf(1, 'x'), amount: -1 },
      { ...m.creditOf(1, 'x'), amount: 1.5 },
      { ...m.creditOf(1, 'x'), bankTime: 'gestern' },
      { ...m.creditOf(1, 'x'), detail: good.detail },
      { ...m.creditOf(1, 'x'), subject: 'credit:else' },
      m.shown(1, 'x'),
    ];
    const verdicts = await h.core.handleOutcomes(
      [...bad, good].map((data) => h.delivery('credit.received', data.subject, data)),
    );
    expect(verdicts.map((verdict) => (verdict === 'handled' ? 'handled' : 'poison'))).toEqual([
      ...Array.from({ length: 6 }, () => 'poison'),
      'handled',
    ]);
    expect((await m.view(payment.id)).state).toBe('settled');
  });
});
