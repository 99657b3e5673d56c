import { sql, type RawBuilder } from 'kysely';
import { paymentSubject } from '@lienthong/contracts';
import { cancelTimers, recordset, scheduleTimers, type Tx } from '@lienthong/store';
import type { Batch } from '../../pipeline/batch.js';
import { boxAt } from '../../pipeline/sealer.js';
import type { PipelineTools } from '../../pipeline/tools.js';
import { dateOf } from '../../store/rows.js';
import { expectedMessage } from '../pipeline/expected-message.js';
import type { StoredPayment } from '../pipeline/stored.js';
import { isOpen } from '../rules/payment.js';
import { saveWindows } from '../windows/window-rows.js';
import { saveAliases, saveClaims, saveCredits, saveDisagreements, saveListings } from './save-credits.js';

type Write = RawBuilder<unknown> | undefined;

/** What has to stand before everything else is written: timers, and fees that are free again for another payment. */
export async function freeFeesAndSetTimers(tx: Tx, { money }: Batch): Promise<void> {
  const closed = money
    .changed()
    .filter((payment) => !isOpen(payment) && isOpen(money.loadedPayments.get(payment.id) ?? payment))
    .map(({ id }) => ({ id }));
  if (closed.length > 0) {
    await sql`
      update gateway.payment_fee f set open = false from ${recordset(closed, { id: 'uuid' })}
      where f.payment = r.id`.execute(tx);
  }
  // One subject may be both in one batch: opened, and closed again.
  const ended = new Set(money.endedTimers.map(({ subject }) => subject));
  const timers = money.timers.filter(({ subject }) => !ended.has(subject));
  await scheduleTimers(tx, 'gateway', timers);
  await cancelTimers(tx, 'gateway', money.endedTimers);
}

/** Everything about money that a batch has gathered; adds what the connectors are to expect to its messages. */
export function saveMoney(batch: Batch, tools: PipelineTools): Readonly<Record<string, Write>> {
  const payments = batch.money.changed().map((payment) => ({ ...payment, version: payment.version + 1 }));
  for (const payment of payments) batch.messages.push(expectedMessage(payment, batch.at));
  return {
    admission_windows: saveWindows(batch),
    payments: savePayments(payments, batch, tools),
    payment_fees: saveFees(payments, batch),
    settled_fees: saveSettledFees(payments, batch),
    credits: saveCredits(batch),
    credit_aliases: saveAliases(batch),
    claims: saveClaims(batch),
    account_listings: saveListings(batch),
    refunds: saveRefunds(batch),
    money_disagreements: saveDisagreements(batch),
  };
}

function savePayments(payments: readonly StoredPayment[], batch: Batch, { sealer }: PipelineTools): Write {
  if (payments.length === 0) return undefined;
  const rows = payments.map((payment) => {
    const subject = paymentSubject(payment.id);
    return {
      id: payment.id,
      dossier: payment.dossier,
      client: payment.client,
      method: payment.method,
      account: payment.account,
      provider: payment.provider,
      qr: payment.qr,
      bank_bin: payment.bankBin ?? null,
      account_number: payment.accountNumber ?? null,
      account_name: payment.accountName ?? null,
      virtual_account: payment.virtualAccount ?? null,
      reference: payment.reference,
      amount: payment.amount,
      fees: JSON.stringify(payment.fees),
      state: payment.state,
      received: payment.received,
      refunded: payment.refunded,
      late: payment.late,
      cancelled_why: payment.cancelledWhy ?? null,
      continued_by: payment.continuedBy ?? null,
      exchange: payment.exchange ?? null,
      order_amount: payment.orderAmount ?? null,
      order_facts: payment.newFacts
        ? sealer.seal(batch.subjects.get(subject)!.key, JSON.stringify(payment.newFacts), boxAt.order(payment.id))
        : null,
      disagreements: payment.disagreements,
      version: payment.version,
      created_at: dateOf(payment.createdAt),
      expires_at: dateOf(payment.expiresAt),
      closed_at: dateOf(payment.closedAt),
      settled_at: dateOf(payment.settledAt),
      changed_at: dateOf(batch.at),
      admission: payment.admission?.window ?? null,
      admission_number: payment.admission?.number ?? null,
      release_at: dateOf(payment.admission?.releaseAt),
      released_at: dateOf(payment.admission?.releasedAt),
      queued: payment.queued ?? null,
    };
  });
  return sql`
    insert into gateway.payment as p (id, dossier, client, method, account, provider, qr, bank_bin, account_number, account_name,
      virtual_account, reference, amount, fees, state, received, refunded, late, cancelled_why, continued_by, exchange,
      order_amount, order_facts, disagreements, version, created_at, expires_at, closed_at, settled_at, changed_at,
      admission, admission_number, release_at, released_at, queued)
    select r.id, r.dossier, r.client, r.method, r.account, r.provider, r.qr, r.bank_bin, r.account_number, r.account_name,
      r.virtual_account, r.reference, r.amount, r.fees, r.state, r.received, r.refunded, r.late, r.cancelled_why, r.continued_by,
      r.exchange, r.order_amount, r.order_facts, r.disagreements, r.version, r.created_at, r.expires_at, r.closed_at, r.settled_at, r.changed_at,
      r.admission, r.admission_number, r.release_at, r.released_at, r.queued
    from ${recordset(rows, {
      ...{ id: 'uuid', dossier: 'text', client: 'text', method: 'text', account: 'text', provider: 'text', qr: 'text' },
      ...{ bank_bin: 'text', account_number: 'text', account_name: 'text', virtual_account: 'text', reference: 'text' },
      ...{ amount: 'int8', fees: 'text', state: 'text', received: 'int8', refunded: 'int8', late: 'bool' },
      ...{ cancelled_why: 'text', continued_by: 'uuid', exchange: 'uuid', order_amount: 'int8', order_facts: 'bytea' },
      ...{
        disagreements: 'int4',
        version: 'int4',
        created_at: 'timestamptz',
        expires_at: 'timestamptz',
        closed_at: 'timestamptz',
      },
      ...{ settled_at: 'timestamptz', changed_at: 'timestamptz', admission: 'uuid', admission_number: 'int8' },
      ...{ release_at: 'timestamptz', released_at: 'timestamptz', queued: 'bytea' },
    })}
    on conflict (id) do update set virtual_account = excluded.virtual_account, state = excluded.state, received = excluded.received,
      refunded = excluded.refunded, late = excluded.late, cancelled_why = excluded.cancelled_why,
      continued_by = excluded.continued_by, exchange = excluded.exchange, order_amount = excluded.order_amount, order_facts = coalesce(excluded.order_facts, p.order_facts),
      disagreements = excluded.disagreements, version = excluded.version, closed_at = excluded.closed_at,
      settled_at = excluded.settled_at, changed_at = excluded.changed_at, expires_at = excluded.expires_at,
      released_at = excluded.released_at`;
}

function saveFees(payments: readonly StoredPayment[], { money }: Batch): Write {
  const rows = payments
    .filter(({ id }) => !money.loadedPayments.has(id))
    .flatMap((payment) =>
      payment.fees.map(({ code, amount }) => ({
        ...{ payment: payment.id, dossier: payment.dossier, code, amount, open: isOpen(payment) },
      })),
    );
  if (rows.length === 0) return undefined;
  return sql`
    insert into gateway.payment_fee (payment, code, dossier, amount, open)
    select r.payment, r.code, r.dossier, r.amount, r.open
    from ${recordset(rows, { payment: 'uuid', code: 'text', dossier: 'text', amount: 'int8', open: 'bool' })}`;
}

/** Fails where another payment has settled one of these fees: then nothing of this transaction is kept. */
function saveSettledFees(payments: readonly StoredPayment[], { money }: Batch): Write {
  const rows = payments
    .filter(({ id, state }) => state === 'settled' && money.loadedPayments.get(id)?.state !== 'settled')
    .flatMap(({ id, dossier, fees }) => fees.map(({ code }) => ({ payment: id, dossier, code })));
  if (rows.length === 0) return undefined;
  return sql`
    insert into gateway.settled_fee (dossier, code, payment)
    select r.dossier, r.code, r.payment from ${recordset(rows, { dossier: 'text', code: 'text', payment: 'uuid' })}`;
}

function saveRefunds({ money }: Batch): Write {
  const rows = [...money.changedRefunds].map((id) => {
    const refund = money.refunds.get(id)!;
    return {
      ...{ id, payment: refund.payment ?? null, credit: refund.credit ?? null, account: refund.account },
      ...{ amount: refund.amount, why: refund.why, state: refund.state },
      requested_by: refund.requestedBy ?? null,
      approved_by: refund.approvedBy ?? null,
      called_off: refund.calledOff ?? null,
      called_off_by: refund.calledOffBy ?? null,
      bank_reference: refund.bankReference ?? null,
      shown_by: refund.shownBy ?? null,
      created_at: dateOf(refund.createdAt),
      changed_at: dateOf(refund.changedAt),
    };
  });
  if (rows.length === 0) return undefined;
  return sql`
    insert into gateway.refund (id, payment, credit, account, amount, why, state, requested_by, approved_by, called_off,
      called_off_by, bank_reference, shown_by, created_at, changed_at)
    select r.id, r.payment, r.credit, r.account, r.amount, r.why, r.state, r.requested_by, r.approved_by, r.called_off,
      r.called_off_by, r.bank_reference, r.shown_by, r.created_at, r.changed_at
    from ${recordset(rows, {
      ...{ id: 'uuid', payment: 'uuid', credit: 'uuid', account: 'text', amount: 'int8', why: 'text', state: 'text' },
      ...{ requested_by: 'text', approved_by: 'text', called_off: 'text', called_off_by: 'text' },
      ...{ bank_reference: 'text', shown_by: 'uuid' },
      ...{ created_at: 'timestamptz', changed_at: 'timestamptz' },
    })}
    on conflict (id) do update set state = excluded.state, requested_by = excluded.requested_by,
      approved_by = excluded.approved_by, called_off = excluded.called_off, called_off_by = excluded.called_off_by,
      bank_reference = excluded.bank_reference, shown_by = excluded.shown_by,
      changed_at = excluded.changed_at`;
}
