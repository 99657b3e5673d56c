import { isRawObject } from '@lienthong/connector-kit';
import type { BankAccount, PayosSettings } from '../bank-qr.account.js';
import { textOf } from '../../reading/fields.js';
import { ask, factsOf, listIn, type Queried, type QueryHttp } from '../bank-qr.query.js';
import { orderCodeOf } from './payos.order-code.js';
import { transferOf } from './payos.transfer.js';
import { payosOk, payosOrderUnknown } from './payos.wire.js';

/** What payOS says was paid on the link of a reference (§3.6: a link has `transactions[]`); none while nobody paid. */
export async function queryPayos(
  account: BankAccount,
  settings: PayosSettings,
  http: QueryHttp,
  { reference }: { readonly reference: string },
): Promise<Queried> {
  const orderCode = orderCodeOf(settings.referencePrefix, reference);
  if (orderCode === undefined) return { ok: false, cause: 'payos.referenceNotOurs', unasked: true };
  const headers = { 'x-client-id': settings.clientId, 'x-api-key': settings.apiKey };
  const path = `${settings.api.path}/${orderCode}`;
  const answer = await ask('payos', account, http, { method: 'GET', path, headers });
  if ('cause' in answer) return { ok: false, cause: answer.cause };
  const { value, evidence } = answer;
  const code = isRawObject(value) ? textOf(value.get('code')) : undefined;
  if (code === payosOrderUnknown) return { ok: true, facts: [], unreadable: [], evidence };
  const data = isRawObject(value) ? value.get('data') : undefined;
  const rows = listIn(data, 'transactions');
  if (code !== payosOk || !isRawObject(data) || !rows) return { ok: false, cause: 'payos.brokenContract' };
  if (textOf(data.get('orderCode')) !== String(orderCode)) return { ok: false, cause: 'payos.otherOrder' };
  const link = { id: data.get('id'), field: 'id' } as const;
  return { ok: true, ...factsOf('payos', rows, (row) => transferOf(row, link, reference)), evidence };
}
