import type { CreditFact, RawJson, RawObject } from '@lienthong/connector-kit';
import { amountOf, bankNumber, idOf, needVietnamTime, present, textOf } from '../../reading/fields.js';
import { payerDetail } from '../bank-qr.notification.js';

/** One transfer on a link, as a notification and the link's own list tell of it: the same money is the same credit. */
export function transferOf(
  row: RawObject,
  link: { readonly id: RawJson | undefined; readonly field: 'paymentLinkId' | 'id' },
  reference: string | undefined,
): CreditFact {
  const bankReference = idOf(row.get('reference'), 'reference');
  return {
    kind: 'credit',
    // A link may be paid in several transfers; each has the bank's own number.
    providerId: `${idOf(link.id, link.field)}/${bankReference}`,
    direction: 'in',
    amount: amountOf(row.get('amount')),
    bankTime: needVietnamTime(row, 'transactionDateTime'),
    late: false,
    confirmed: true,
    bankReference,
    ...present({ reference, virtualAccount: bankNumber(textOf(row.get('virtualAccountNumber'))) }),
    detail: payerDetail(row),
  };
}
