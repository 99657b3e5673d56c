import { isRawNumber, isRawObject, type RawObject } from '@lienthong/connector-kit';
import { vietnamDay } from '@lienthong/contracts';
import { isAccount, virtualAccountIn, type BankAccount, type CassoSettings } from '../bank-qr.account.js';
import { textOf, unreadable } from '../../reading/fields.js';
import { ask, factsOf, listIn, type Queried, type QueryHttp } from '../bank-qr.query.js';
import { creditOf } from './casso.notification.js';

/** Casso's list of transactions since a day, in pages, oldest first (recalled: §3.5 names the API, not its envelope). */
export async function listCasso(
  account: BankAccount,
  settings: CassoSettings,
  http: QueryHttp,
  { since, page = 1, pageSize = 100 }: { readonly since: Date; readonly page?: number; readonly pageSize?: number },
): Promise<Queried> {
  const { path, apiKey } = settings.api;
  if (apiKey === undefined) return { ok: false, cause: 'casso.noApiKey' };
  const fromDate = vietnamDay(since.getTime());
  const query = new URLSearchParams({ fromDate, page: String(page), pageSize: String(pageSize), sort: 'ASC' });
  const headers = { authorization: `Apikey ${apiKey}` };
  const answer = await ask('casso', account, http, { method: 'GET', path: `${path}?${query.toString()}`, headers });
  if ('cause' in answer) return { ok: false, cause: answer.cause };
  const data = isRawObject(answer.value) ? answer.value.get('data') : undefined;
  const records = listIn(data, 'records');
  if (!records) return { ok: false, cause: 'casso.brokenContract' };
  // One key may list several accounts; what is another's is not ours to tell.
  const ours = records.filter((row) => isRawObject(row) && isAccount(account, accountIn(row)));
  const found = factsOf('casso', ours, readCassoRow(account, settings));
  const next = isRawObject(data) ? data.get('nextPage') : undefined;
  const more = isRawNumber(next) ? { next: Number(next.token) } : {};
  return { ok: true, ...found, evidence: answer.evidence, ...more };
}

/** A row of the list that is of this account. @throws {Refusal} */
export const readCassoRow =
  (account: BankAccount, settings: CassoSettings) =>
  (row: RawObject): ReturnType<typeof creditOf> => {
    if (row.get('id') === undefined) throw unreadable('idMissing');
    return creditOf(settings, row, false, virtualAccountIn(account, accountIn(row)));
  };

/** The account that a row says it is of. */
export const accountIn = (row: RawObject): string => textOf(row.get('accountNumber')) ?? '';
