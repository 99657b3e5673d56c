import { sql, type Kysely } from 'kysely';
import { atOnce, hastenTimers, type Tx } from '@lienthong/store';
import { endOfFeed, placeBefore } from '../feed/store/feed-ends.js';
import { isId } from '../ids.js';
import { cutPage, decodeCursor } from '../views/cursor.js';
import type { IdempotencyClash } from '../core-words.js';
import type { CreateEndpoint, EndpointView, OfEndpoint, WebhookCore } from './core.js';
import { endpointSubject, sendTimer, type EndpointTools } from './endpoint-tools.js';
import { answeredOnce } from './once.js';
import { secretText } from './rules/sign.js';
import { unfitness } from './rules/url-fitness.js';
import { readEndpoints, viewOf, writeEndpoint, type StoredEndpoint } from './store/endpoint-rows.js';

/** Endpoints of one client: each is served on its own. */
const most = 20;

/** Webhook endpoints of one process, over its store. `onChange`: one is to be looked at soon. */
export function webhookCore(tools: EndpointTools, onChange: () => void): WebhookCore {
  const { db, sealer, rules } = tools;
  const noticed = <Answer extends { readonly kind: string }>(answer: Answer): Answer => {
    if (answer.kind === 'accepted') onChange();
    return answer;
  };
  return {
    createEndpoint: async (command) => noticed(await create(tools, command)),
    rotateSecret: async (command) => {
      const secret = secretText(tools.newSecret());
      const changed = await change(
        tools,
        command,
        (endpoint, tx, at) => {
          const previousUntil = new Date(Date.parse(at) + rules.overlapMillis).toISOString();
          return Promise.resolve({ ...endpoint, secret, previous: endpoint.secret, previousUntil });
        },
        { secret },
      );
      return noticed(changed);
    },
    testEndpoint: async (command) =>
      noticed(await change(tools, command, (endpoint) => Promise.resolve({ ...endpoint, test: tools.newId() }), {})),
    recoverEndpoint: async ({ since, ...command }) =>
      noticed(await change(tools, command, (endpoint, tx) => recovered(endpoint, tx, new Date(since)), {})),
    removeEndpoint: async (client, id) => {
      const { numAffectedRows } = await sql`
        delete from gateway.webhook_endpoint w where w.id = ${id}::uuid and w.client = ${client}`.execute(db);
      return numAffectedRows === 1n;
    },
    endpoint: async (client, id) => (await readEndpoints(db, sealer, { client, id })).map(viewOf)[0],
    listEndpoints: async (client, page) => {
      const scope = { list: 'webhookEndpoints', client };
      const after = decodeCursor(scope, page.cursor, 'string');
      const from = after !== undefined && isId(after) ? after : undefined;
      const found = await readEndpoints(db, sealer, { client, after: from, limit: page.limit + 1 });
      const shown = cutPage(found, page, scope, ({ id }) => id);
      return { ...shown, items: shown.items.map(viewOf) };
    },
  };
}

function create(
  tools: EndpointTools,
  { client, url, idempotency }: CreateEndpoint,
): ReturnType<WebhookCore['createEndpoint']> {
  const { sealer, rules, newId, newSecret } = tools;
  type Answer = CreatedEndpoint | { readonly kind: 'tooMany'; readonly most: number };
  const why = unfitness(url, rules);
  if (why) return Promise.resolve({ kind: 'urlUnfit', why });
  return answeredOnce<Answer>(tools, client, idempotency, async (tx, at) => {
    // One after the other: two that count at the same time would both find room.
    await sql`select pg_advisory_xact_lock(hashtextextended(${`webhook-endpoints/${client}`}, 0))`.execute(tx);
    const { rows } = await sql<{ have: number }>`
      select count(*)::int4 as have from gateway.webhook_endpoint w where w.client = ${client}`.execute(tx);
    if (rows[0]!.have >= most) return { answer: { kind: 'tooMany', most } };
    const endpoint: StoredEndpoint = {
      ...{ id: newId(), client, url, secret: secretText(newSecret()), wrappedKey: sealer.newWrappedKey() },
      ...{ state: 'active', version: 0, place: await endOfFeed(tx), failures: 0, createdAt: at, changedAt: at },
    };
    await writeEndpoint(tx, sealer, endpoint);
    await wake(tx, endpoint.id);
    const answer: Answer = { kind: 'accepted', endpoint: viewOf(endpoint), secret: endpoint.secret, replayed: false };
    return { answer, endpoint };
  });
}

/** It begins anew from there, whatever it had been given up for. */
async function recovered(endpoint: StoredEndpoint, tx: Kysely<unknown>, since: Date): Promise<StoredEndpoint> {
  const { failingSince: _over, ...rest } = endpoint;
  return { ...rest, state: 'active', failures: 0, place: await placeBefore(tx, since) };
}

type Changed = (endpoint: StoredEndpoint, tx: Kysely<unknown>, at: string) => Promise<StoredEndpoint>;

type CreatedEndpoint = Accepted & { readonly secret: string };

interface Accepted {
  readonly kind: 'accepted';
  readonly endpoint: EndpointView;
  readonly replayed: boolean;
}

/** Changes an endpoint of the client's, under its lock, and has it looked at; `more` is told with it. */
function change<More extends object>(
  tools: EndpointTools,
  { client, id, idempotency }: OfEndpoint,
  changed: Changed,
  more: More,
): Promise<(Accepted & More) | { readonly kind: 'notFound' } | IdempotencyClash> {
  const { sealer } = tools;
  type Answer = (Accepted & More) | { readonly kind: 'notFound' };
  return answeredOnce<Answer>(tools, client, idempotency, async (tx, at) => {
    const [endpoint] = await readEndpoints(tx, sealer, { client, id }, true);
    if (!endpoint) return { answer: { kind: 'notFound' } };
    const after = { ...(await changed(endpoint, tx, at)), changedAt: at };
    await writeEndpoint(tx, sealer, after);
    await wake(tx, id);
    return { answer: { kind: 'accepted', endpoint: viewOf(after), replayed: false, ...more }, endpoint };
  });
}

const wake = (tx: Kysely<unknown>, id: string): Promise<void> =>
  hastenTimers(tx as unknown as Tx, 'gateway', [{ subject: endpointSubject(id), kind: sendTimer, due: atOnce }]);
