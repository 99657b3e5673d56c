import type { AttemptHttp, Health } from '@lienthong/connector-kit';
import type { BankAccount } from './bank-qr.account.js';
import { ofAccount } from './bank-qr.transport.js';

/** Whether the providers that make our orders answer at all; who only notifies is not asked. */
export async function askHealth(accounts: readonly BankAccount[], http: Pick<AttemptHttp, 'read'>): Promise<Health> {
  const asked = accounts.flatMap((account) => (account.payos ? [{ account, path: account.payos.api.path }] : []));
  for (const { account, path } of asked) {
    const result = await http.read(ofAccount(account, { method: 'GET', path: `${path}/0` }));
    if (!result.ok) return { state: 'down', cause: result.cause };
    if (result.status >= 500) return { state: 'down', cause: 'bank.serverError' };
  }
  return { state: 'up' };
}
