import { inForce } from '@lienthong/areas';
import { paymentSubject, type PaymentOrder } from '@lienthong/contracts';
import { transferLimit } from '@lienthong/vietqr';
import type { OpenPayment, OpenPaymentAnswer, PaymentAccount } from '../core.js';
import type { DossierState } from '../../journey/subject.js';
import type { Batch, HeldSubject } from '../../pipeline/batch.js';
import { carryOut } from '../../pipeline/carry-out.js';
import { newSubject } from '../../pipeline/new-subject.js';
import type { PipelineTools } from '../../pipeline/tools.js';
import type { UnitOf } from '../../pipeline/unit.js';
import { dueOf, isOpen, paidFees, type Ledger, type Payment, type PaymentFee } from '../rules/payment.js';
import { apply, ledgerOf } from './apply.js';
import type { StoredPayment } from './stored.js';

/** Shorter than that nobody can pay. */
const shortestMillis = 1_000;
const day = 24 * 3_600_000;
/** Who counts the days from its own now is not refused for a clock that goes ahead a little. */
const clockGrain = 30_000;

/** A client asks for a payment of fees of its dossier. */
export function foldOpenPayment(
  unit: UnitOf<'openPayment'>,
  held: HeldSubject,
  batch: Batch,
  tools: PipelineTools,
): OpenPaymentAnswer {
  const { command } = unit;
  const { dossier } = held.state;
  // Another's dossier looks like none.
  if (!dossier || !command.mayUseUnit(dossier.unit)) return { kind: 'notFound' };
  const content = batch.contentOf(held.subject)!;
  const ledger = ledgerOf(held, batch);
  const fees = mergedFees(command.fees, content.fees ?? []);
  const expiresAt = endOf(command, batch.at, tools);
  const refusal = refusalOf(unit, fees, ledger) ?? refusalOfEnd(expiresAt, batch.at, tools);
  if (refusal) return refusal;
  const account = tools.payments.accounts.accountOf(dossier.unit, command.method);
  if (!account) return { kind: 'noAccount' };
  const amount = sumOf(fees);
  const number = batch.money.numbers.shift()!;
  const payment: StoredPayment = {
    id: unit.payment,
    dossier: held.subject,
    client: command.client,
    ...accountFields(account, number),
    method: account.method,
    reference: tools.references.at(number),
    amount,
    fees,
    state: account.qr === 'own' ? 'open' : 'initiating',
    received: 0,
    refunded: 0,
    late: false,
    disagreements: 0,
    version: 0,
    createdAt: batch.at,
    expiresAt,
  };
  const subject = newSubject(paymentSubject(payment.id), batch, tools);
  apply({ kind: 'opened', payment }, held, batch, tools, command.client);
  const opened = batch.money.payments.get(payment.id)!;
  const exchanges = opened.state === 'initiating' ? order(unit, opened, dossier, subject, batch, tools) : [];
  const state = opened.state as 'open' | 'initiating' | 'settled';
  return { kind: 'accepted', payment: payment.id, state, exchanges, replayed: false };
}

function mergedFees(
  wanted: readonly string[],
  stated: readonly { code: string; name: string; amount: number; kind: PaymentFee['kind'] }[],
): readonly PaymentFee[] {
  return [...new Set(wanted)].flatMap((code) => {
    const rows = stated.filter((fee) => fee.code === code);
    return rows[0] ? [{ code, name: rows[0].name, kind: rows[0].kind, amount: sumOf(rows) }] : [];
  });
}

const sumOf = (fees: readonly { readonly amount: number }[]): number =>
  fees.reduce((sum, { amount }) => sum + amount, 0);

function refusalOf(
  { command }: UnitOf<'openPayment'>,
  fees: readonly PaymentFee[],
  ledger: Ledger,
): OpenPaymentAnswer | undefined {
  const unknown = command.fees.filter((code) => !fees.some((fee) => fee.code === code));
  if (unknown.length > 0) return { kind: 'feesUnknown', fees: unknown };
  if (ledger.owed.ended) return { kind: 'dossierEnded' };
  const paid = paidFees(ledger);
  const by = fees.flatMap(({ code }) => paid.get(code) ?? [])[0];
  if (by) return { kind: 'paid', payment: by.id, fees: fees.flatMap(({ code }) => (paid.has(code) ? [code] : [])) };
  const open = ledger.payments.find((one) => isOpen(one) && shared(one, fees).length > 0);
  if (open) return { kind: 'open', payment: open.id, fees: shared(open, fees) };
  const amount = sumOf(fees);
  if (amount === 0) return { kind: 'nothingToPay' };
  if (command.amount !== undefined && command.amount !== amount) return { kind: 'amountDiffers', amount };
  if (!Number.isSafeInteger(amount) || (command.method === 'bankQr' && amount >= transferLimit)) {
    return { kind: 'amountTooLarge', amount, limit: transferLimit };
  }
  return undefined;
}

const endOf = ({ expiresAt }: OpenPayment, at: string, { payments }: PipelineTools): string =>
  new Date(expiresAt ?? Date.parse(at) + payments.openMillis).toISOString();

function refusalOfEnd(expiresAt: string, at: string, { payments }: PipelineTools): OpenPaymentAnswer | undefined {
  const { longestOpenDays: days } = payments;
  const openFor = Date.parse(expiresAt) - Date.parse(at);
  if (!(openFor >= shortestMillis)) return { kind: 'expiresTooEarly' };
  return openFor > days * day + clockGrain ? { kind: 'expiresTooLate', days } : undefined;
}

const shared = (payment: Payment, fees: readonly PaymentFee[]): readonly string[] =>
  fees.flatMap(({ code }) => (payment.fees.some((fee) => fee.code === code) ? [code] : []));

function accountFields(account: PaymentAccount, number: number) {
  const { name, provider, qr, bankBin, accountNumber, accountName, virtualAccounts } = account;
  return {
    ...{ account: name, provider, qr },
    ...(bankBin === undefined ? {} : { bankBin }),
    ...(accountNumber === undefined ? {} : { accountNumber }),
    ...(accountName === undefined ? {} : { accountName }),
    ...(virtualAccounts === undefined || qr !== 'own'
      ? {}
      : { virtualAccount: virtualAccountOf(virtualAccounts, number) }),
  };
}

/** In turn; a number is used again after all others of its length. */
const virtualAccountOf = ({ prefix, digits }: NonNullable<PaymentAccount['virtualAccounts']>, number: number): string =>
  prefix + String(number % 10 ** digits).padStart(digits, '0');

/** Asks the provider; its timeline is that of the dossier. */
function order(
  { command }: UnitOf<'openPayment'>,
  payment: StoredPayment,
  dossier: DossierState,
  subject: HeldSubject,
  batch: Batch,
  tools: PipelineTools,
): readonly string[] {
  const content = batch.contentOf(payment.dossier)!;
  const { applicant, procedure } = content;
  const payload: PaymentOrder = {
    payment: payment.id,
    reference: payment.reference,
    account: payment.account,
    amount: dueOf(payment),
    description: payment.reference,
    createdAt: payment.createdAt,
    expiresAt: payment.expiresAt,
    dossier: {
      code: dossier.code,
      procedure: { code: procedure.code, name: procedure.name },
      unit: dossier.unit,
      unitName: tools.unitName(dossier.unit),
    },
    payer: {
      name: applicant.name,
      ...(applicant.personalNumber ? { personalNumber: applicant.personalNumber } : {}),
      ...(applicant.address ? { address: inForce(applicant.address) } : {}),
    },
    fees: payment.fees,
    ...(command.returnUrl === undefined ? {} : { returnUrl: command.returnUrl }),
  };
  batch.logs.set(subject.subject, batch.subjects.get(payment.dossier)!);
  const { client, traceparent } = command;
  const { method, expiresAt: due } = payment;
  const opened = { kind: 'paymentOpened', client, method, order: payload, due } as const;
  const exchanges = carryOut(opened, subject, batch, tools, { traceparent }).exchanges.map(({ id }) => id);
  batch.money.put({ ...payment, orderAmount: payload.amount, ...(exchanges[0] ? { exchange: exchanges[0] } : {}) });
  return exchanges;
}
