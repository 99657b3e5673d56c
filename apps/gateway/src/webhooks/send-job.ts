import { atOnce, type Job, type JobEnd } from '@lienthong/store';
import type { FeedEvent } from '../feed/store/read-feed.js';
import { readOn } from '../feed/read-on.js';
import { tellClient } from '../feed/store/save-feed.js';
import { feedItem } from '../feed/views/feed-item.js';
import type { FeedItem } from '../feed/core.js';
import { endpointOf, endpointSubject, type EndpointTools } from './endpoint-tools.js';
import { isGivenUp, isRefusedForGood, isTaken, outcomeText, retryMillis, type SendOutcome } from './rules/sending.js';
import { openSender, type Sender } from './send.js';
import { readEndpoints, writeEndpoint, type StoredEndpoint } from './store/endpoint-rows.js';

/** For the log of the operating centre. */
export interface WebhookEvent {
  readonly kind: 'webhook.disabled';
  readonly endpoint: string;
  readonly client: string;
  /** What came of the last sending. */
  readonly fault: string;
}

/** Where nothing is to be sent an endpoint is looked at so often all the same; {@link WebhookWaker} wakes it before. */
const idleMillis = 600_000;
/** A run leaves its place to others after that. */
const runMillis = 20_000;
/** Events that are sent before it is written down. */
const portion = 50;

interface Sent {
  readonly endpoint: StoredEndpoint;
  readonly failed: boolean;
  /** Somebody has changed the endpoint: nothing was sent by what was known of it. */
  readonly changed?: true;
  /** Nothing more is there. */
  readonly isEnd: boolean;
}

/**
 * Sends the feed to an endpoint, event after event in its order; the next one when the one before has been taken. What was taken before
 * a kill, and is not written down, is sent again, under the same id.
 */
export function sendJob(tools: EndpointTools, onEvent: (event: WebhookEvent) => void): Job {
  const { db, sealer, clock, rules, chance } = tools;
  return async ({ subject, signal }): Promise<JobEnd> => {
    const [found] = await readEndpoints(db, sealer, { id: endpointOf(subject) });
    if (found?.state !== 'active') return undefined;
    const units = rules.unitsOf(found.client);
    if (!units) return { next: new Date(clock() + idleMillis) };
    const sender = openSender(found.url, rules);
    const until = clock() + runMillis;
    try {
      let endpoint = await testSent(found, sender, tools, signal);
      for (;;) {
        const sent = await portionSent(endpoint, units, sender, tools, signal, until);
        if (sent.changed) return { next: atOnce };
        const disabled = sent.failed && isOver(sent.endpoint, tools);
        const after: StoredEndpoint = disabled ? { ...sent.endpoint, state: 'disabled' } : sent.endpoint;
        // Somebody has changed it meanwhile: it is looked at anew.
        if (!(await written(after, tools))) return { next: atOnce };
        if (disabled) {
          const { id, client, lastOutcome = '' } = after;
          onEvent({ kind: 'webhook.disabled', endpoint: id, client, fault: lastOutcome });
          return undefined;
        }
        endpoint = { ...after, version: after.version + 1 };
        if (sent.failed) return { next: new Date(clock() + retryMillis(endpoint.failures, chance(), rules)) };
        if (sent.isEnd) return { next: new Date(clock() + idleMillis) };
        if (signal.aborted || clock() >= until) return { next: atOnce };
      }
    } finally {
      await sender.close();
    }
  };
}

/** With the notice to its client where it has been given up. */
async function written(endpoint: StoredEndpoint, { db, sealer }: EndpointTools): Promise<boolean> {
  if (endpoint.state === 'active') return writeEndpoint(db, sealer, endpoint);
  const { id, client, changedAt: at, lastOutcome = '' } = endpoint;
  return db.transaction().execute(async (tx) => {
    if (!(await writeEndpoint(tx, sealer, endpoint))) return false;
    const data = { endpoint: id, lastOutcome };
    await tellClient(client, { type: 'webhook.disabled', at, subject: endpointSubject(id), data }).execute(tx);
    return true;
  });
}

const isOver = ({ failingSince, lastOutcome }: StoredEndpoint, { clock, rules }: EndpointTools): boolean =>
  isRefusedForGood({ status: Number(lastOutcome) }) ||
  (failingSince !== undefined && isGivenUp(failingSince, clock(), rules));

async function portionSent(
  endpoint: StoredEndpoint,
  units: ReadonlySet<string>,
  sender: Sender,
  tools: EndpointTools,
  signal: AbortSignal,
  until: number,
): Promise<Sent> {
  const { db, sealer, clock } = tools;
  const found = await readOn(db, { client: endpoint.client, units }, endpoint.place, portion);
  // Asked after the events were read: what happened after a secret was changed is not signed with the one before alone.
  if (found.events.length > 0) {
    const [now] = await readEndpoints(db, sealer, { id: endpoint.id });
    if (now?.version !== endpoint.version) return { endpoint, failed: false, changed: true, isEnd: false };
  }
  let after = endpoint;
  for (const event of found.events) {
    if (signal.aborted || clock() >= until) return { endpoint: after, failed: false, isEnd: false };
    const outcome = await sendOne(feedItem(event), after, sender, tools, signal);
    if (signal.aborted && !isTaken(outcome)) return { endpoint: after, failed: false, isEnd: false };
    after = afterSending(after, outcome, new Date(clock()).toISOString(), event);
    if (!isTaken(outcome)) return { endpoint: after, failed: true, isEnd: false };
  }
  return { endpoint: { ...after, place: found.place }, failed: false, isEnd: found.isEnd };
}

function sendOne(
  event: FeedItem,
  { secret, previous, previousUntil }: StoredEndpoint,
  sender: Sender,
  { clock }: EndpointTools,
  signal: AbortSignal,
): Promise<SendOutcome> {
  const at = new Date(clock());
  const before =
    previous !== undefined && previousUntil !== undefined && at < new Date(previousUntil) ? [previous] : [];
  return sender.send(event, [secret, ...before], at, signal);
}

function afterSending(
  endpoint: StoredEndpoint,
  outcome: SendOutcome,
  at: string,
  event: Pick<FeedEvent, 'place'>,
): StoredEndpoint {
  const told = { lastOutcome: outcomeText(outcome), lastSentAt: at, changedAt: at };
  if (!isTaken(outcome)) {
    const { failures, failingSince = at } = endpoint;
    return { ...endpoint, ...told, failures: failures + 1, failingSince };
  }
  const { failingSince: _over, ...rest } = endpoint;
  return { ...rest, ...told, failures: 0, place: event.place };
}

/** Whatever comes of a test: it is told, and nothing follows from it. */
async function testSent(
  endpoint: StoredEndpoint,
  sender: Sender,
  tools: EndpointTools,
  signal: AbortSignal,
): Promise<StoredEndpoint> {
  const { test, ...rest } = endpoint;
  if (test === undefined) return endpoint;
  const at = new Date(tools.clock()).toISOString();
  const outcome = await sendOne(testEvent(test, endpoint.id, at), endpoint, sender, tools, signal);
  if (signal.aborted) return endpoint;
  return { ...rest, lastOutcome: outcomeText(outcome), lastSentAt: at, changedAt: at };
}

const testEvent = (id: string, endpoint: string, time: string): FeedItem => ({
  ...{ specversion: '1.0', id, type: 'vn.lienthong.webhook.test', source: 'urn:lienthong:gateway', time },
  ...{ subject: endpointSubject(endpoint), datacontenttype: 'application/json' },
  dataschema: 'urn:lienthong:schema:webhook.test:1',
  data: { endpoint, href: `/v1/webhook-endpoints/${endpoint}` },
});
