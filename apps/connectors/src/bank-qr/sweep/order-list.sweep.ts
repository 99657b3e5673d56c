import type { ConnectorJob } from '@lienthong/connector-kit';
import { orderListJob } from '../../sweeps/order-list.js';
import type { Accounts } from '../bank-qr.account.js';
import type { BankQrConfig } from '../bank-qr.config.js';
import { askOrder, asksOrders } from './order.sweep.js';
import { namesOf } from './windows.js';

export const orderListKind = 'bank-qr.orderList';

/** The books of payOS and VNPAY, who have no list. */
export const orderListSweep = ({ sweep }: Pick<BankQrConfig, 'sweep'>, accounts: Accounts): ConnectorJob =>
  orderListJob({
    kind: orderListKind,
    accounts: [...accounts.values()].filter(asksOrders).map(({ name }) => name),
    ...{ at: sweep.ordersAt, graceHours: sweep.graceHours },
    namesOf: (name) => namesOf(accounts.get(name)!),
    ask: async (name, expected, call) =>
      (await askOrder(accounts.get(name)!, expected, call)) ?? { ok: false, cause: 'bank.noQuery', unasked: true },
  });
