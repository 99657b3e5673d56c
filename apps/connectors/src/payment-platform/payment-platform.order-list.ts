import type { ClaimFact, ConnectorJob } from '@lienthong/connector-kit';
import { orderListJob, type OrderSaid } from '../sweeps/order-list.js';
import type { PlatformAccount } from './payment-platform.account.js';
import type { PlatformConfig } from './payment-platform.config.js';
import { queryOrder, type PlatformAnswer } from './payment-platform.query.js';

const partner = 'payment-platform';
export const orderListKind = `${partner}.orderList`;

/** The platform's book: it has no list, so every order for which money may have come is asked about, by QUERY, once a day. */
export const platformOrderList = (
  config: PlatformConfig,
  accounts: ReadonlyMap<string, PlatformAccount>,
): ConnectorJob =>
  orderListJob({
    kind: orderListKind,
    accounts: [...accounts.keys()],
    ...{ at: config.sweep.ordersAt, graceHours: config.sweep.graceHours },
    namesOf: (account) => ({ partner, provider: partner, account }),
    ask: async (account, { reference, createdAt }, { http, now }) =>
      createdAt === undefined
        ? { ok: false, cause: 'payment-platform.orderTimeUnknown', unasked: true }
        : saidOf(reference, await queryOrder(config, accounts.get(account)!, http, { reference, createdAt }), now),
  });

/** Money only: how an order ends otherwise is told by its own questions. */
function saidOf(reference: string, answer: PlatformAnswer, now: Date): OrderSaid {
  if (answer.kind === 'none') return { ok: false, cause: answer.cause };
  const { evidence } = answer;
  if (answer.kind === 'absent' || answer.state !== 'paid') return { ok: true, facts: [], unreadable: [], evidence };
  const { amount, transaction, paidAt = now.toISOString() } = answer;
  const fact: ClaimFact = {
    kind: 'claim',
    // However often it is listed, it is one word.
    statementId: `list/${reference}/${transaction ?? ''}/${amount ?? ''}`,
    ...{ reference, state: 'paid', at: paidAt },
    ...(amount === undefined ? {} : { amount }),
    ...(transaction === undefined ? {} : { providerId: transaction }),
  };
  return { ok: true, facts: [fact], unreadable: [], evidence };
}
