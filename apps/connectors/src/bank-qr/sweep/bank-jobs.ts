import type { ConnectorFollow, ConnectorJob } from '@lienthong/connector-kit';
import { accountSubject, creditSubject, paymentSubject } from '@lienthong/contracts';
import { ordersPerRun } from '../../sweeps/order-list.js';
import { Pace, paced } from '../../sweeps/pace.js';
import type { Accounts } from '../bank-qr.account.js';
import type { BankQrConfig } from '../bank-qr.config.js';
import { asksToConfirm, confirmJob, confirmSweep, type Doubted } from './confirm.sweep.js';
import { hasList, listJob, listSweep } from './list.sweep.js';
import { orderListSweep } from './order-list.sweep.js';
import { asksOrders, orderJob, orderSweep } from './order.sweep.js';
import { windowOf } from './windows.js';

/** What this connector does by the clock. Orders may be many: lists and what nobody signed do not wait behind them. */
export function bankJobs(config: BankQrConfig, accounts: Accounts): readonly ConnectorJob[] {
  const { perSecond } = config.sweep;
  const jobs = [listSweep(config, accounts), orderSweep(config, accounts), confirmSweep(config, accounts)];
  return [
    ...jobs.map((job) => paced(job, new Pace(perSecond))),
    paced(orderListSweep(config, accounts), new Pace(perSecond / ordersPerRun)),
  ];
}

/** A moment, so that several notifications of one kind are asked about together. */
const soonMs = 2_000;

/** Orders are asked about after their provider's window; what nobody signed, at once. */
export const bankFollow = ({ sweep }: BankQrConfig, accounts: Accounts): ConnectorFollow => ({
  expected: ({ payment, method, account: name, state, createdAt }) => {
    const account = accounts.get(name);
    const waits = state === 'initiating' || state === 'open';
    if (method !== 'bankQr' || !account || !asksOrders(account) || !waits || createdAt === undefined) return [];
    const due = new Date(Date.parse(createdAt) + windowOf(sweep, account) * 1000);
    return [{ kind: orderJob, subject: paymentSubject(payment), due }];
  },
  told: ({ source, fact, id, account: name }, now) => {
    const account = accounts.get(name);
    if (!account || source !== 'notification' || fact.kind !== 'credit' || fact.confirmed) return [];
    if (account.vietqrVn) {
      if (!asksToConfirm(account)) return [];
      const payload: Doubted = { account: name, number: fact.bankReference ?? fact.providerId };
      return [{ kind: confirmJob, subject: creditSubject(id), due: now, payload }];
    }
    if (!hasList(account)) return [];
    return [{ kind: listJob, subject: accountSubject(name), due: new Date(now.getTime() + soonMs) }];
  },
});
