import { inForce } from '@lienthong/areas';
import type { PaymentOrder } from '@lienthong/contracts';
import type { DossierState } from '../../journey/subject.js';
import type { Batch, HeldSubject } from '../../pipeline/batch.js';
import { carryOut } from '../../pipeline/carry-out.js';
import type { PipelineTools } from '../../pipeline/tools.js';
import { dueOf } from '../rules/payment.js';
import type { StoredPayment } from './stored.js';

/** Who asks for a payment, in which trace, and where its page leads back to. */
export interface OrderAsked {
  readonly client: string;
  readonly traceparent?: string | undefined;
  readonly returnUrl?: string | undefined;
}

/** Asks the provider; its timeline is that of the dossier. */
export function orderPayment(
  asked: OrderAsked,
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
    ...(asked.returnUrl === undefined ? {} : { returnUrl: asked.returnUrl }),
  };
  batch.logs.set(subject.subject, batch.subjects.get(payment.dossier)!);
  const { client, traceparent } = asked;
  const { method, expiresAt: due } = payment;
  const opened = { kind: 'paymentOpened', client, method, order: payload, due } as const;
  const exchanges = carryOut(opened, subject, batch, tools, { traceparent }).exchanges.map(({ id }) => id);
  batch.money.put({ ...payment, orderAmount: payload.amount, ...(exchanges[0] ? { exchange: exchanges[0] } : {}) });
  return exchanges;
}
