import { randomUUID } from 'node:crypto';
import type { ConnectorJob, ConnectorJobCall, Expectation } from '@lienthong/connector-kit';
import { toCompactTime } from '../../mapping/compact-time.js';
import { nextGap } from '../../sweeps/gap.js';
import { paymentOfSubject } from '../../sweeps/subjects.js';
import type { Accounts, BankAccount } from '../bank-qr.account.js';
import type { BankQrConfig } from '../bank-qr.config.js';
import type { Queried } from '../bank-qr.query.js';
import { queryPayos } from '../payos/payos.query.js';
import { queryVnpay } from '../vnpay/vnpay.query.js';
import { namesOf, windowOf } from './windows.js';

export const orderJob = 'bank-qr.order';

/** Whether the provider can be asked about an order: it has made those that we asked it for, and no other. */
export const asksOrders = ({ qr, payos, vnpay }: BankAccount): boolean =>
  qr === 'provider' && (payos ?? vnpay) !== undefined;

/** What is expected and has not been told: the provider is asked about the order, less and less often, also long after its end. */
export const orderSweep = ({ sweep }: BankQrConfig, accounts: Accounts): ConnectorJob => ({
  kind: orderJob,
  run: async (call) => {
    const expected = await call.expected(paymentOfSubject(call.subject));
    const account = expected && accounts.get(expected.account);
    if (!account || expected.createdAt === undefined || expected.state === 'settled') return undefined;
    const said = await askOrder(account, expected, call);
    if (!said) return undefined;
    if (said.ok) {
      const { facts, unreadable, evidence } = said;
      await call.found({ ...namesOf(account), facts, unreadable, evidence });
    }
    const { createdAt, expiresAt = createdAt } = expected;
    const now = call.now.getTime();
    const gap = nextGap({ ...sweep, afterSeconds: windowOf(sweep, account) }, { createdAt, expiresAt }, now);
    return gap === undefined ? undefined : { next: new Date(now + gap) };
  },
});

/** One question about one order. */
export async function askOrder(
  account: BankAccount,
  { reference, createdAt }: Expectation,
  { http, now }: Pick<ConnectorJobCall, 'http' | 'now'>,
): Promise<Queried | undefined> {
  const { payos, vnpay } = account;
  if (payos) return queryPayos(account, payos, http, { reference });
  if (vnpay) {
    if (createdAt === undefined) return { ok: false, cause: 'vnpay.orderTimeUnknown', unasked: true };
    const createDate = toCompactTime(createdAt);
    const requestId = randomUUID().replaceAll('-', '');
    return queryVnpay(account, vnpay, http, { reference, createDate, requestId, now });
  }
  return undefined;
}
