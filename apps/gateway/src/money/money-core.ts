import { sql, type Kysely } from 'kysely';
import { creditSubject } from '@lienthong/contracts';
import type { IdempotencyClash } from '../core.js';
import type { Sealer } from '../pipeline/sealer.js';
import type { AnswerOf, UnitOf } from '../pipeline/unit.js';
import { isId } from '../ids.js';
import type { MoneyCore, RefundAnswer } from './core.js';
import type { MoneyUnit, RefundCommand } from './pipeline/money-unit.js';
import type { PaymentReferences } from './payment-references.js';
import { readBooks } from './views/books.js';
import { listCredits, readCredit } from './views/credits.js';
import { listDisagreements } from './views/disagreements.js';
import { listPayments, paymentReader } from './views/payments.js';
import { listRefunds, readRefund } from './views/refunds.js';

export interface MoneyCoreOptions {
  readonly db: Kysely<unknown>;
  readonly sealer: Sealer;
  readonly references: PaymentReferences;
  readonly newId: () => string;
  readonly submit: <K extends MoneyUnit['kind']>(unit: UnitOf<K>) => Promise<AnswerOf[K] | IdempotencyClash>;
}

/** Payments, credits and refunds of one process, over its commit line and its store. */
export function moneyCore({ db, sealer, references, newId, submit }: MoneyCoreOptions): MoneyCore {
  const dossierOf = async (payment: string): Promise<string | undefined> => {
    if (!isId(payment)) return undefined;
    const found = await sql<{ dossier: string }>`
      select p.dossier from gateway.payment p where p.id = ${payment}::uuid`.execute(db);
    return found.rows[0]?.dossier;
  };
  const stepRefund = async (command: RefundCommand): Promise<RefundAnswer> => {
    if (!isId(command.refund)) return { kind: 'notFound' };
    const found = await sql<{ dossier: string | null; credit: string | null }>`
      select p.dossier, f.credit from gateway.refund f left join gateway.payment p on p.id = f.payment
      where f.id = ${command.refund}::uuid`.execute(db);
    const row = found.rows[0];
    const subject = row?.dossier ?? (row?.credit ? creditSubject(row.credit) : undefined);
    if (subject === undefined) return { kind: 'notFound' };
    return submit({ kind: 'refund', subject, command: { ...command, refund: command.refund.toLowerCase() } });
  };
  const views = { db, sealer, references };
  const readPayment = paymentReader(views);

  return {
    openPayment: (command) => submit({ kind: 'openPayment', subject: command.dossier, payment: newId(), command }),
    async cancelPayment(command) {
      const subject = await dossierOf(command.payment);
      if (subject === undefined) return { kind: 'notFound' };
      const payment = command.payment.toLowerCase();
      return submit({ kind: 'cancelPayment', subject, command: { ...command, payment } });
    },
    async assignCredit(command) {
      if (!isId(command.credit)) return { kind: 'notFound' };
      const subject = await dossierOf(command.payment);
      if (subject === undefined) return { kind: 'paymentNotFound' };
      const ids = { credit: command.credit.toLowerCase(), payment: command.payment.toLowerCase() };
      return submit({ kind: 'assign', subject, command: { ...command, ...ids } });
    },
    async requestRefund(command) {
      const { payment, credit } = command;
      const subject =
        payment === undefined
          ? credit !== undefined && isId(credit)
            ? creditSubject(credit.toLowerCase())
            : undefined
          : await dossierOf(payment);
      if (subject === undefined) return { kind: 'notFound' };
      const ids = payment === undefined ? { credit: credit!.toLowerCase() } : { payment: payment.toLowerCase() };
      return submit({ kind: 'requestRefund', subject, command: { ...command, ...ids } });
    },
    confirmRefund: ({ operator, ...command }) =>
      stepRefund({ ...command, operator, act: { kind: 'approve', operator } }),
    withdrawRefund: ({ operator, reason, ...command }) =>
      stepRefund({ ...command, ...stated(reason), operator, act: { kind: 'withdraw', operator } }),
    rejectRefund: ({ operator, reason, ...command }) =>
      stepRefund({ ...command, ...stated(reason), operator, act: { kind: 'reject', operator } }),
    markRefundSent: ({ bankReference, ...command }) => stepRefund({ ...command, act: { kind: 'sent', bankReference } }),
    markRefundDone: ({ evidence, ...command }) => stepRefund({ ...command, act: { kind: 'done' }, stated: evidence }),

    markRefundFailed: ({ operator, reason, credit, ...command }) => {
      if (credit !== undefined && !isId(credit)) return Promise.resolve({ kind: 'creditUnfit' });
      const back = credit === undefined ? {} : { back: credit.toLowerCase() };
      return stepRefund({ ...command, ...stated(reason), operator, act: { kind: 'failed', operator, ...back } });
    },

    payment: async (id) => (isId(id) ? readPayment(id) : undefined),
    listPayments: (filter, page) => listPayments(views, filter, page),
    credit: async (id) => (isId(id) ? readCredit(views, id) : undefined),
    listCredits: (filter, page) => listCredits(views, filter, page),
    refund: async (id) => (isId(id) ? readRefund(db, id) : undefined),
    listRefunds: (filter, page) => listRefunds(db, filter, page),
    listMoneyDisagreements: (filter, page) => listDisagreements(db, filter, page),
    books: (account) => readBooks(db, account),
  };
}

const stated = (reason: string | undefined): { readonly stated?: string } =>
  reason === undefined ? {} : { stated: reason };
