import { resolvable, type Connector, type Transport } from '@lienthong/connector-kit';
import { operations, type PaymentOrder } from '@lienthong/contracts';
import { parseOrder } from '../reading/payment-order.js';
import { ordersPerRun } from '../sweeps/order-list.js';
import { Pace, paced } from '../sweeps/pace.js';
import type { PlatformConfig } from './payment-platform.config.js';
import { confirmRoute } from './payment-platform.confirm.js';
import { askHealth } from './payment-platform.health.js';
import { resolveInit, sendInit } from './payment-platform.init.js';
import { isOfConfirmation, platformFollow, platformJob } from './payment-platform.job.js';
import { platformOrderList } from './payment-platform.order-list.js';
import { platformPersonalFields } from './payment-platform.wire.js';

export interface PlatformParts {
  readonly transport: Transport;
}

/** The national payment platform: orders, confirmations, questions (README.md beside this file). */
export function createPlatformConnector(config: PlatformConfig, { transport }: PlatformParts): Connector {
  const accounts = new Map(config.accounts.map((account) => [account.name, account]));
  return {
    partner: 'payment-platform',
    owner: config.owner,
    contractVersion: config.version,
    operations: {
      init: resolvable<PaymentOrder, 'both'>({
        lane: operations['payment-platform'].init.lane,
        proves: 'both',
        parse: parseOrder,
        hardDeadlineMs: config.deadlines.hardMs,
        settlingMs: config.deadlines.settlingMs,
        maxQuestions: 10,
        send: (call) => sendInit(config, accounts.get(call.items[0].payload.account), call),
        resolve: (call) => resolveInit(config, accounts.get(call.item.payload.account), call),
      }),
    },
    limits: config.limits,
    transport,
    personalFields: platformPersonalFields,
    inbound: config.accounts.map((account) => confirmRoute(config, account)),
    jobs: [
      paced(platformJob(config, accounts), new Pace(config.sweep.perSecond), isOfConfirmation),
      paced(platformOrderList(config, accounts), new Pace(config.sweep.perSecond / ordersPerRun)),
    ],
    follow: platformFollow(config, accounts),
    health: (http) => askHealth(config, http),
  };
}
