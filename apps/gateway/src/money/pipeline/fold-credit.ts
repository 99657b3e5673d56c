import type { Batch } from '../../pipeline/batch.js';
import type { PipelineTools } from '../../pipeline/tools.js';
import type { UnitOf } from '../../pipeline/unit.js';
import { matchCredit } from '../rules/match.js';
import type { CreditSigns } from '../rules/signs.js';
import { apply } from './apply.js';
import { counted, dossierOf, isBeingSentBack } from './about-credits.js';
import { expectedMessage } from './expected-message.js';
import { foldOutgoing } from './fold-outgoing.js';
import { failedAfterAll, keepDisagreement, overruled, sameness, toldOtherwise } from './keep-disagreement.js';
import type { MoneyToldAnswer, ToldCredit } from './money-unit.js';
import { deniedBefore } from './paid-all-the-same.js';
import { bankNumber, toldBit, type StoredCredit } from './stored.js';

/** Money that moved. It is kept first; whose it is, and what it settles, is decided under the dossier's lock. */
export function foldCredit({ credit }: UnitOf<'credit'>, batch: Batch, tools: PipelineTools): MoneyToldAnswer {
  const signs = batch.money.signs.get(credit.credit);
  if (!signs) return { kind: 'unknown', reason: 'message.shape: detail cannot be opened' };
  const known = knownAs(credit, signs, batch);
  if (known) return foldRepeat(credit, known, signs, batch, tools);
  const kept = creditOf(credit);
  if (kept.direction === 'out') return foldOutgoing(kept, signs, batch);
  if (!kept.confirmed) {
    batch.money.putCredit({ ...kept, state: 'unconfirmed' });
    counted('unconfirmed', batch);
    expectAgain(kept, batch);
    return { kind: 'kept' };
  }
  return keepAndMatch(kept, signs, batch, tools);
}

/**
 * Who told of an order in this way may not know what is expected under its reference (any more), and so cannot ask about it. Said in
 * the present version: whoever has it takes no notice.
 */
function expectAgain({ reference, account }: StoredCredit, { money, messages, at }: Batch): void {
  const named = money.candidates.find((one) => one.reference === reference && one.account === account);
  const payment = named && money.payments.get(named.id);
  if (payment) messages.push(expectedMessage(payment, at));
}

/**
 * The credit under its id, or the same money under another number: a statement and a provider name one movement differently, but
 * give the bank's own number, and neither tells one movement twice. Who takes orders has numbers of its own: there the order, the
 * amount and the day tell.
 */
function knownAs(credit: ToldCredit, signs: CreditSigns, { money }: Batch): StoredCredit | undefined {
  const id = money.aliases.get(credit.credit) ?? credit.credit;
  const known = money.credits.get(id);
  if (known) return known;
  const numbers = new Set([bankNumber(credit.bankReference), bankNumber(credit.providerId)]);
  numbers.delete(undefined);
  const same = [...money.credits.values()].find(
    (one) =>
      one.account === credit.account &&
      one.direction === credit.direction &&
      one.amount === credit.amount &&
      (one.told & toldBit[credit.source]) === 0 &&
      ((one.told & toldBit.statement) !== 0) !== (credit.source === 'statement') &&
      (numbers.has(bankNumber(one.bankReference)) || numbers.has(bankNumber(one.providerId))),
  );
  const shown = same ?? ofSamePayment(credit, signs, money);
  if (shown) money.alias(credit.credit, shown.id);
  return shown;
}

const dayMillis = 86_400_000;
/** Numbers of one form come from one counter: where they differ, so do the movements. */
const formOf = (number: string | undefined): string | undefined => number?.replace(/\d/g, '0');

/**
 * What only a statement has told of the payment that a provider's order field names; and the other way round, what a provider has
 * said of the payment that a statement names, and no entry of a statement is yet: it may have come, or been confirmed, since the
 * statement was compared.
 */
function ofSamePayment(credit: ToldCredit, signs: CreditSigns, { credits, candidates, shown }: Batch['money']) {
  const isStatement = credit.source === 'statement';
  if (!isStatement && credit.reference === undefined) return undefined;
  const match = matchCredit(signs, candidates);
  const form = formOf(bankNumber(credit.bankReference));
  return [...credits.values()].find(
    (one) =>
      match.kind === 'matched' &&
      one.payment === match.payment &&
      (isStatement ? (one.told & toldBit.statement) === 0 && !shown.has(one.id) : one.told === toldBit.statement) &&
      one.account === credit.account &&
      one.direction === credit.direction &&
      one.amount === credit.amount &&
      (form === undefined || formOf(bankNumber(one.bankReference)) !== form) &&
      Math.abs(Date.parse(one.bankTime) - Date.parse(credit.bankTime)) <= dayMillis,
  );
}

/** Told again: nothing, unless it confirms what was only said, or says something else of the same money. */
function foldRepeat(
  credit: ToldCredit,
  known: StoredCredit,
  signs: CreditSigns,
  batch: Batch,
  tools: PipelineTools,
): MoneyToldAnswer {
  if (credit.amount !== known.amount || credit.direction !== known.direction) {
    return credit.confirmed && !known.confirmed
      ? overrule(credit, known, signs, batch, tools)
      : keepContradiction(credit, known, batch, tools);
  }
  const bit = toldBit[credit.source];
  const told = known.told | bit;
  if (!credit.confirmed || known.confirmed) {
    counted('repeated', batch);
    // Another source may name the payment that the first one did not.
    const loose = known.state === 'unmatched' && !isBeingSentBack(known, batch);
    if (loose && matchCredit(signs, batch.money.candidates).kind === 'matched') {
      return keepAndMatch({ ...known, told }, signs, batch, tools);
    }
    if ((known.told & bit) === 0) batch.money.putCredit({ ...known, told });
    return { kind: 'ignored' };
  }
  return keepConfirmed({ ...known, told, confirmed: true, source: credit.source }, signs, batch, tools);
}

function keepConfirmed(credit: StoredCredit, signs: CreditSigns, batch: Batch, tools: PipelineTools): MoneyToldAnswer {
  // What went out is nobody's fee, whoever confirms it.
  if (credit.direction === 'out') return foldOutgoing(credit, signs, batch);
  return keepAndMatch(credit, signs, batch, tools);
}

/** A confirmed answer stands against a word that nobody signed, whichever came first; what it overruled is kept as evidence. */
function overrule(
  credit: ToldCredit,
  known: StoredCredit,
  signs: CreditSigns,
  batch: Batch,
  tools: PipelineTools,
): MoneyToldAnswer {
  const match = credit.direction === 'in' ? matchCredit(signs, batch.money.candidates) : undefined;
  const payment = match?.kind === 'matched' ? match.payment : known.payment;
  keepDisagreement(overruled(known, credit.amount, payment, credit.direction), batch, tools);
  counted('contradicted', batch);
  const { id, providerId, receivedAt, detail, told } = known;
  const sure = { ...creditOf(credit), id, providerId, receivedAt, ...(detail ? { detail } : {}) };
  return keepConfirmed({ ...sure, told: told | toldBit[credit.source] }, signs, batch, tools);
}

/** The first word about an amount stands; the other is evidence for a person. */
function keepContradiction(
  credit: ToldCredit,
  known: StoredCredit,
  batch: Batch,
  tools: PipelineTools,
): MoneyToldAnswer {
  const { source, amount: told, direction: toldDirection } = credit;
  const word = { sameness: sameness.ofCredit(credit), source, told, toldDirection };
  const isNew = keepDisagreement(toldOtherwise(known, known.amount, word), batch, tools);
  counted(isNew ? 'contradicted' : 'repeated', batch);
  return { kind: isNew ? 'kept' : 'ignored' };
}

/** Confirmed money that came in: to its payment, or to the queue for persons. */
export function keepAndMatch(
  credit: StoredCredit,
  signs: CreditSigns,
  batch: Batch,
  tools: PipelineTools,
): MoneyToldAnswer {
  const { candidates } = batch.money;
  const match = matchCredit(signs, candidates);
  const dossier = match.kind === 'matched' ? dossierOf(match.payment, batch) : undefined;
  if (match.kind === 'unmatched' || !dossier) {
    const why = match.kind === 'unmatched' ? match.why : 'unknownReference';
    batch.money.putCredit({ ...credit, state: 'unmatched', why });
    counted('unmatched', batch, why);
    return { kind: 'kept' };
  }
  const denial = deniedBefore(credit, match.payment, batch);
  const payment = batch.money.payments.get(match.payment)!;
  if (denial) keepDisagreement(failedAfterAll(denial, credit, payment), batch, tools);
  const { why: _why, proposal: _proposal, ...rest } = credit;
  batch.money.putCredit({ ...rest, state: 'matched', payment: match.payment, matchedBy: match.by });
  counted('matched', batch, match.by);
  const { amount, bankTime, provider } = credit;
  apply({ kind: 'credited', payment: match.payment, amount, bankTime }, dossier, batch, tools, provider);
  return { kind: 'kept' };
}

const creditOf = (credit: ToldCredit): StoredCredit => ({
  id: credit.credit,
  provider: credit.provider,
  account: credit.account,
  providerId: credit.providerId,
  source: credit.source,
  direction: credit.direction,
  amount: credit.amount,
  bankTime: new Date(credit.bankTime).toISOString(),
  receivedAt: new Date(credit.receivedAt).toISOString(),
  late: credit.late,
  told: toldBit[credit.source],
  confirmed: credit.confirmed,
  ...(credit.reference === undefined ? {} : { reference: credit.reference }),
  ...(credit.virtualAccount === undefined ? {} : { virtualAccount: credit.virtualAccount }),
  ...(credit.bankReference === undefined ? {} : { bankReference: credit.bankReference }),
  detail: { key: Buffer.from(credit.detail.key, 'base64'), box: Buffer.from(credit.detail.box, 'base64') },
  state: 'unmatched',
});
