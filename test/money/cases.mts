import type { Fee, Payment } from './fee.mts';

/** What must have become of a payment. */
export interface Fate {
  readonly state: 'open' | 'settled' | 'expired' | 'cancelled';
  readonly coverage: 'none' | 'partial' | 'exact' | 'over';
  /** VND that are sent back of it. */
  readonly refunded?: number;
  readonly late?: boolean;
  readonly disagreements?: number;
}

/** Money that bears no sign of whose it is, by its amount: two persons say so, have it sent back, or leave it. */
export interface Loose {
  readonly account: string;
  readonly amount: number;
  readonly why: string;
  readonly then: 'assign' | 'refund' | 'leave';
  /** To which payment, or whose text it bore. */
  readonly payment: string;
  /** The bank's statement may give the payer's own words, which the channel has spoilt. */
  readonly orMatched?: boolean;
}

export interface Ending {
  readonly fates: ReadonlyMap<string, Fate>;
  /** All fees of the dossier are paid, and it still owes them. */
  readonly paid: boolean;
  readonly loose?: Loose;
  /** VND that the bank took back before they had paid anything. */
  readonly takenBack?: number;
}

type Case = (fee: Fee) => Promise<Ending>;

/** Seconds that are enough to see a code, and to ask a provider for an order before that. */
const soonOf = ({ till }: Fee): number => (till.by === 'transfer' && till.provider !== 'payos' ? 2 : 5);
const settled: Fate = { state: 'settled', coverage: 'exact', late: false };
const untouched: Fate = { state: 'open', coverage: 'none' };

const only = (payment: Payment, fate: Fate, more: Partial<Ending> = {}): Ending => ({
  fates: new Map([[payment.id, fate]]),
  paid: fate.state === 'settled',
  ...more,
});

const opened = async (fee: Fee, seconds?: number): Promise<Payment> => {
  await fee.state({ LP01: fee.amount });
  return fee.open('LP01', seconds);
};

/** Less than the fee, never nothing. */
const part = ({ amount }: Fee): number => Math.floor(amount * 0.4);

const loose = (fee: Fee, payment: Payment, why: string, then: Loose['then'], account = fee.till.account): Loose => ({
  ...{ account, amount: fee.amount, why, then, payment: payment.id },
});

const harmful = ['noText', 'cut', 'typo', 'missingLetter', 'empty'];

/** Every row of the table of cases: what happens, and what must have become of it whatever was lost, doubled, late or killed. */
export const cases = {
  async exact(fee) {
    const payment = await opened(fee);
    await fee.pay(payment, fee.amount);
    return only(payment, settled);
  },

  async duplicateNotification(fee) {
    const payment = await opened(fee);
    const transfer = await fee.pay(payment, fee.amount);
    await fee.tellAgain(payment, transfer, 5);
    return only(payment, settled);
  },

  async secondPayment(fee) {
    const payment = await opened(fee);
    await fee.pay(payment, fee.amount);
    await fee.until(payment, ({ state }) => state === 'settled');
    await fee.pay(payment, fee.amount);
    return only(payment, { ...settled, coverage: 'over', refunded: fee.amount });
  },

  async under(fee) {
    const payment = await opened(fee);
    await fee.pay(payment, part(fee));
    return only(payment, { state: 'open', coverage: 'partial' });
  },

  /** What is still due has a QR code of its own, where the payer waits for it. */
  async underThenRest(fee) {
    const payment = await opened(fee);
    await fee.pay(payment, part(fee));
    const now = await fee.until(payment, ({ coverage }) => coverage === 'partial');
    const rest = fee.amount - part(fee);
    if (now?.qr && fee.till.by === 'transfer') await fee.transfer({ qr: now.qr.payload, distortion: 'random' });
    else await fee.pay(payment, rest);
    return only(payment, settled);
  },

  async underThenLapsed(fee) {
    const payment = await opened(fee);
    await fee.pay(payment, part(fee));
    await fee.state({ LP01: fee.amount }, 'withdrawn');
    return only(payment, { state: 'cancelled', coverage: 'partial', refunded: part(fee) });
  },

  async underThenExpired(fee) {
    const payment = await opened(fee, soonOf(fee));
    await fee.pay(payment, part(fee));
    await fee.expiry(payment);
    return only(payment, { state: 'expired', coverage: 'partial' });
  },

  /** A second payment of the same fee goes on where the first one ended. */
  async underThenContinued(fee) {
    const first = await opened(fee, soonOf(fee));
    await fee.pay(first, part(fee));
    await fee.expiry(first);
    const second = await fee.open();
    await fee.pay(second, fee.amount - part(fee));
    const fates: (readonly [string, Fate])[] = [
      [first.id, { state: 'expired', coverage: 'none' }],
      [second.id, { state: 'settled', coverage: 'exact' }],
    ];
    return { fates: new Map(fates), paid: true };
  },

  async over(fee) {
    const payment = await opened(fee);
    await fee.pay(payment, fee.amount + 7_000);
    return only(payment, { ...settled, coverage: 'over', refunded: 7_000 });
  },

  async afterExpiry(fee) {
    const payment = await opened(fee, soonOf(fee));
    await fee.expiry(payment);
    await fee.pay(payment, fee.amount);
    return only(payment, { ...settled, late: true });
  },

  async afterExpiryNotOwed(fee) {
    const payment = await opened(fee, soonOf(fee));
    await fee.expiry(payment);
    await fee.state({ LP01: fee.amount }, 'withdrawn');
    await fee.pay(payment, fee.amount);
    return only(payment, { state: 'expired', coverage: 'exact', refunded: fee.amount });
  },

  async afterCancellation(fee) {
    const payment = await opened(fee);
    await fee.cancel(payment);
    await fee.pay(payment, fee.amount);
    return only(payment, { ...settled, late: undefined });
  },

  async afterChange(fee) {
    const first = await opened(fee);
    await fee.state({ LP01: fee.amount + 5_000 });
    const second = await fee.open();
    await fee.pay(first, fee.amount);
    await fee.pay(second, fee.amount + 5_000);
    const fates: (readonly [string, Fate])[] = [
      [first.id, { state: 'cancelled', coverage: 'exact', refunded: fee.amount }],
      [second.id, settled],
    ];
    return { fates: new Map(fates), paid: true };
  },

  async unpaid(fee) {
    const payment = await opened(fee, soonOf(fee));
    await fee.expiry(payment);
    return only(payment, { state: 'expired', coverage: 'none' });
  },

  async outgoing(fee) {
    const payment = await opened(fee);
    const { account } = fee.till;
    await fee.transfer({ account, amount: fee.amount, text: `chi ${payment.reference}`, direction: 'out' });
    return only(payment, untouched);
  },

  /** The second part is older by the bank's clock, and told after the first. */
  async outOfOrder(fee) {
    const payment = await opened(fee);
    await fee.pay(payment, part(fee));
    await fee.pay(payment, fee.amount - part(fee), { at: new Date(Date.now() - 60_000).toISOString() });
    return only(payment, settled);
  },

  async reversedBeforeUse(fee) {
    const payment = await opened(fee);
    await fee.reverse(await fee.pay(payment, part(fee)));
    return only(payment, untouched, { takenBack: part(fee) });
  },

  async reversedAfterUse(fee) {
    const payment = await opened(fee);
    const transfer = await fee.pay(payment, fee.amount);
    await fee.until(payment, ({ state }) => state === 'settled');
    await fee.reverse(transfer);
    return only(payment, { ...settled, disagreements: 1 });
  },

  async noCode(fee) {
    const payment = await opened(fee);
    await fee.transfer({ account: fee.till.account, amount: fee.amount, text: 'nop le phi ho so' });
    return only(payment, settled, { loose: loose(fee, payment, 'noReference', 'assign') });
  },

  async spoiltCode(fee) {
    const payment = await opened(fee);
    const distortion = harmful[Math.floor(fee.random() * harmful.length)];
    await fee.transfer({ account: fee.till.account, amount: fee.amount, text: payment.reference, distortion });
    return only(payment, settled, { loose: { ...loose(fee, payment, 'noReference', 'assign'), orMatched: true } });
  },

  async strangersMoney(fee) {
    const payment = await opened(fee);
    await fee.transfer({ account: fee.till.account, amount: fee.amount, text: 'tien an trua' });
    return only(payment, untouched, { loose: loose(fee, payment, 'noReference', 'refund') });
  },

  async nobodysMoney(fee) {
    const payment = await opened(fee);
    await fee.transfer({ account: fee.till.account, amount: fee.amount, text: 'chuyen nham' });
    return only(payment, untouched, { loose: loose(fee, payment, 'noReference', 'leave') });
  },

  async ambiguousCode(fee) {
    await fee.state({ LP01: fee.amount, LP02: 30_000 });
    const first = await fee.open('LP01');
    const second = await fee.open('LP02');
    const text = `${first.reference} va ${second.reference}`;
    await fee.transfer({ account: fee.till.account, amount: fee.amount, text });
    const fates = new Map<string, Fate>([
      [first.id, settled],
      [second.id, untouched],
    ]);
    return { fates, paid: false, loose: loose(fee, first, 'ambiguous', 'assign') };
  },

  /** The right code on an account where it is not expected. */
  async otherAccount(fee) {
    const payment = await opened(fee);
    const account = fee.till.account === 'kho-bac-1' ? 'kho-bac-4' : 'kho-bac-1';
    await fee.transfer({ account, amount: fee.amount, text: payment.reference, distortion: 'random' });
    return only(payment, untouched, { loose: loose(fee, payment, 'otherAccount', 'refund', account) });
  },
} satisfies Record<string, Case>;

export type CaseName = keyof typeof cases;

/** Cases whose money a person has to tell apart. */
export const hasOwnAmount = (name: CaseName): boolean =>
  ['noCode', 'spoiltCode', 'strangersMoney', 'nobodysMoney', 'ambiguousCode', 'otherAccount'].includes(name);

/** How many of a round are of each case; most fees are paid as they should be. */
const round: readonly CaseName[] = [
  ...Array.from({ length: 12 }, () => 'exact' as const),
  ...(Object.keys(cases) as CaseName[]).filter((name) => name !== 'exact'),
];

/** The case of the n-th fee, when all are mixed by seed. */
export const caseOf = (mixed: readonly number[], index: number): CaseName => round[mixed[index]! % round.length]!;
