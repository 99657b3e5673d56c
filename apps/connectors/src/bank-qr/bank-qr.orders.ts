import type { Outcome, Resolution, ResolveCall, SendCall } from '@lienthong/connector-kit';
import type { PaymentOrder } from '@lienthong/contracts';
import type { Accounts } from './bank-qr.account.js';
import { resolvePayosOrder, sendPayosOrder } from './payos/payos.order.js';
import { makeVnpayOrder } from './vnpay/vnpay.order.js';

/** payOS is asked for a link; VNPAY's order is an address that we sign ourselves, nobody is called for it. */
export function sendOrder(accounts: Accounts, call: SendCall<PaymentOrder>): Promise<Outcome> {
  const [{ payload }] = call.items;
  const account = accounts.get(payload.account);
  if (account?.payos) return sendPayosOrder(account, account.payos, call);
  if (account?.vnpay) {
    return Promise.resolve({ outcome: 'done', facts: makeVnpayOrder(account.vnpay, payload, call.now) });
  }
  return Promise.resolve({ outcome: 'refused', cause: 'bank.noOrdersOnAccount', whoActs: 'operator' });
}

/** What nobody was called for is made again: whoever asked never saw the first one. */
export function resolveOrder(accounts: Accounts, call: ResolveCall<PaymentOrder>): Promise<Resolution<'both'>> {
  const { payload } = call.item;
  const account = accounts.get(payload.account);
  if (account?.payos) return resolvePayosOrder(account, account.payos, call);
  if (account?.vnpay) {
    const facts = makeVnpayOrder(account.vnpay, payload, call.attemptedAt);
    return Promise.resolve({ found: 'done', facts });
  }
  return Promise.resolve({ found: 'absent' });
}
