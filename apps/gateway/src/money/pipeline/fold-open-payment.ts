import { paymentSubject } from '@lienthong/contracts';
import { transferLimit } from '@lienthong/vietqr';
import type { OpenPayment, OpenPaymentAnswer, PaymentAccount } from '../core.js';
import type { Batch, HeldSubject } from '../../pipeline/batch.js';
import { newSubject } from '../../pipeline/new-subject.js';
import type { PipelineTools } from '../../pipeline/tools.js';
import type { UnitOf } from '../../pipeline/unit.js';
import { isOpen, paidFees, type Ledger, type Payment, type PaymentFee } from '../rules/payment.js';
import { boxAt } from '../../pipeline/sealer.js';
import { etaOfAdmission, type Admission } from '../windows/admission.js';
import { placeIn } from '../windows/place-in.js';
import { apply, ledgerOf } from './apply.js';
import { orderPayment } from './order-payment.js';
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
  const number = batch.money.takeNumber(account.name);
  if (number === undefined) return { kind: 'noAccountNumber' };
  const admission = placeIn(content.procedure.code, fees, batch);
  if (admission && 'full' in admission) return { kind: 'windowFull', window: admission.full };
  const payment: StoredPayment = {
    id: unit.payment,
    dossier: held.subject,
    client: command.client,
    ...accountFields(account, number),
    method: account.method,
    reference: tools.references.at(number),
    amount,
    fees,
    state: account.qr === 'own' && !admission ? 'open' : 'initiating',
    received: 0,
    refunded: 0,
    late: false,
    disagreements: 0,
    version: 0,
    createdAt: batch.at,
    expiresAt,
  };
  const subject = newSubject(paymentSubject(payment.id), batch, tools);
  if (admission) return queue(unit, payment, admission, { held, subject }, batch, tools);
  apply({ kind: 'opened', payment }, held, batch, tools, command.client);
  const opened = batch.money.payments.get(payment.id)!;
  const exchanges = opened.state === 'initiating' ? orderPayment(command, opened, dossier, subject, batch, tools) : [];
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

/** Nobody is asked, and no time runs, before its turn comes; what it is asked for then is kept, sealed. */
function queue(
  { command }: UnitOf<'openPayment'>,
  payment: StoredPayment,
  admission: Admission,
  { held, subject }: { readonly held: HeldSubject; readonly subject: HeldSubject },
  batch: Batch,
  tools: PipelineTools,
): OpenPaymentAnswer {
  const openFor = Date.parse(payment.expiresAt) - Date.parse(batch.at);
  const expiresAt = new Date(Date.parse(admission.releaseAt) + openFor).toISOString();
  const { client, traceparent, returnUrl } = command;
  const asked = JSON.stringify({ client, traceparent, returnUrl });
  const queued = tools.sealer.seal(subject.key, asked, boxAt.queued(payment.id));
  apply(
    { kind: 'opened', payment: { ...payment, admission, expiresAt, queued } as StoredPayment },
    held,
    batch,
    tools,
    client,
  );
  const state = batch.money.payments.get(payment.id)!.state as 'initiating' | 'settled';
  // Paid already by what came before: its place is another's.
  if (state !== 'initiating') batch.money.freedNumbers.push(admission);
  const eta = etaOfAdmission(admission);
  return {
    kind: 'accepted',
    payment: payment.id,
    state,
    exchanges: [],
    window: admission.window,
    eta,
    replayed: false,
  };
}
