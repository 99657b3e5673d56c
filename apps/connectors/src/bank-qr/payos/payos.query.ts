import { isRawObject, type CreditFact, type RawObject } from '@lienthong/connector-kit';
import type { BankAccount, PayosSettings } from '../bank-qr.account.js';
import { amountOf, bankNumber, idOf, needVietnamTime, present, textOf } from '../../reading/fields.js';
import { ask, factsOf, listIn, type Queried, type QueryHttp } from '../bank-qr.query.js';
import { payosMovement } from './payos.notification.js';
import { orderCodeOf } from './payos.order-code.js';
import { payosOk, payosOrderUnknown } from './payos.wire.js';

/** What payOS says was paid on the link of a reference (§3.6: a link has `transactions[]`); none while nobody paid. */
export async function queryPayos(
  account: BankAccount,
  settings: PayosSettings,
  http: QueryHttp,
  { reference }: { readonly reference: string },
): Promise<Queried> {
  const orderCode = orderCodeOf(settings.referencePrefix, reference);
  if (orderCode === undefined) return { ok: false, cause: 'payos.referenceNotOurs' };
  const headers = { 'x-client-id': settings.clientId, 'x-api-key': settings.apiKey };
  const path = `${settings.api.path}/${orderCode}`;
  const answer = await ask('payos', account, http, { method: 'GET', path, headers });
  if ('cause' in answer) return { ok: false, cause: answer.cause };
  const { value, evidence } = answer;
  const code = isRawObject(value) ? textOf(value.get('code')) : undefined;
  if (code === payosOrderUnknown) return { ok: true, facts: [], skipped: 0, evidence };
  const data = isRawObject(value) ? value.get('data') : undefined;
  const rows = listIn(data, 'transactions');
  if (code !== payosOk || !isRawObject(data) || !rows) return { ok: false, cause: 'payos.brokenContract' };
  if (textOf(data.get('orderCode')) !== String(orderCode)) return { ok: false, cause: 'payos.otherOrder' };
  return { ok: true, ...factsOf(rows, (row) => factOf(data, row, reference)), evidence };
}

function factOf(link: RawObject, row: RawObject, reference: string): CreditFact {
  const bankReference = idOf(row.get('reference'), 'reference');
  return {
    kind: 'credit',
    providerId: payosMovement(idOf(link.get('id'), 'id'), bankReference),
    direction: 'in',
    amount: amountOf(row.get('amount')),
    bankTime: needVietnamTime(row, 'transactionDateTime'),
    late: false,
    confirmed: true,
    ...{ reference, bankReference },
    ...present({ virtualAccount: bankNumber(textOf(row.get('virtualAccountNumber'))) }),
    detail: present({
      text: textOf(row.get('description')),
      payerName: textOf(row.get('counterAccountName')),
      payerAccount: textOf(row.get('counterAccountNumber')),
      payerBank: textOf(row.get('counterAccountBankName')),
    }),
  };
}
