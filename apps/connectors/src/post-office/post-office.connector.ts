import { idempotent, resolvable, type AnyOperation, type Connector, type Transport } from '@lienthong/connector-kit';
import { operations, type DeliveryCancellation, type DeliveryOrder } from '@lienthong/contracts';
import { ClientTokens } from '../tokens/client-tokens.js';
import { areasOfTable, type PostAreas } from './post-office.areas.js';
import { resolveCancel, sendCancel } from './post-office.cancel.js';
import type { PostOfficeConfig } from './post-office.config.js';
import { doubtFollow, readDoubtful } from './post-office.doubt.js';
import { readRowAgain } from './post-office.feed.js';
import { askHealth } from './post-office.health.js';
import { trackingJob } from './post-office.job.js';
import { KnownRows } from './post-office.known.js';
import { resolveOrder, sendOrder } from './post-office.order.js';
import { parseDeliveryCancellation, parseDeliveryOrder } from './post-office.payload.js';
import { tablesOf } from './post-office.page.js';
import type { PostOfficeParts } from './post-office.parts.js';
import { postPersonalFields } from './post-office.wire.js';

export interface PostOfficeDeps {
  readonly transport: Transport;
  /** The post's numbers of areas; by default the configured table. */
  readonly areas?: PostAreas;
}

/** The post: orders, cancellations, the tracking feed (README.md beside this file). */
export function createPostOfficeConnector(
  config: PostOfficeConfig,
  { transport, areas = areasOfTable(config.areas) }: PostOfficeDeps,
): Connector {
  const parts: PostOfficeParts = {
    ...{ config, areas, tokens: new ClientTokens('post-office', config.auth) },
    accounts: new Map(config.accounts.map((account) => [account.name, account])),
    customers: new Map(config.accounts.map((account) => [account.customerCode, account])),
  };
  const known = new KnownRows();
  return {
    partner: 'post-office',
    owner: config.owner,
    contractVersion: config.dialect,
    operations: { order: orderOperation(parts), cancel: cancelOperation(parts) },
    limits: config.limits,
    transport,
    personalFields: postPersonalFields,
    jobs: [trackingJob(parts, known), readDoubtful(parts, known)],
    follow: doubtFollow(parts),
    readAgain: ({ bytes }, now) => readRowAgain(bytes, tablesOf(parts, now)),
    health: (http) => askHealth(parts, http),
  };
}

const times = ({ config: { deadlines } }: PostOfficeParts) => ({
  hardDeadlineMs: deadlines.hardMs,
  settlingMs: deadlines.settlingMs,
});

/** By agreement the post recognises a copy; else an order of unknown fate is never sent again, and the feed is waited for. */
function orderOperation(parts: PostOfficeParts): AnyOperation {
  const { lane } = operations['post-office'].order;
  const common = { ...{ lane, parse: parseDeliveryOrder }, ...times(parts) };
  const send: Parameters<typeof idempotent<DeliveryOrder>>[0]['send'] = (call) => sendOrder(parts, call);
  if (parts.config.answers.recognisesCopies) {
    return idempotent<DeliveryOrder>({ ...common, send, recognisedBy: 'OrderNumber; answered with Status 101' });
  }
  return resolvable<DeliveryOrder, 'presence'>({
    ...{ ...common, send, proves: 'presence', maxQuestions: parts.config.maxQuestions },
    resolve: (call) => resolveOrder(parts, call),
  });
}

const cancelOperation = (parts: PostOfficeParts): AnyOperation =>
  resolvable<DeliveryCancellation, 'presence'>({
    ...{ lane: operations['post-office'].cancel.lane, parse: parseDeliveryCancellation, ...times(parts) },
    ...{ proves: 'presence', maxQuestions: parts.config.maxQuestions },
    send: (call) => sendCancel(parts, call),
    resolve: (call) => resolveCancel(parts, call),
  });
