import { randomBytes, randomUUID } from 'node:crypto';
import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { sql, type Kysely, type KyselyPlugin } from 'kysely';
import { Webhook } from 'standardwebhooks';
import type { JobCall } from '@lienthong/store';
import { describeEachStore } from '@lienthong/store/testing';
import type { CoreEvent, OpenGatewayCore } from '../core-options.js';
import type { FeedItem } from '../feed/core.js';
import { keyringSealer } from '../pipeline/keyring-sealer.js';
import { aPut, CoreHarness } from '../testing/core-harness.js';
import { clientOf, finance, handoverRules, HandoverStage, justice } from '../testing/handover-stage.js';
import { sampleDossier } from '../testing/sample-dossier.js';
import { endpointSubject } from './endpoint-tools.js';
import { sendJob } from './send-job.js';
import { readEndpoints, writeEndpoint } from './store/endpoint-rows.js';
import { WebhookWaker } from './waker.js';
import type { EndpointView } from './core.js';
import type { WebhookRules } from './rules/sending.js';

const hour = 3_600_000;
const client = 'client-justice';
const units = new Map([
  [client, new Set([justice])],
  ['client-finance', new Set([finance])],
]);

interface Received {
  readonly event: FeedItem;
  readonly body: string;
  readonly headers: IncomingHttpHeaders;
  readonly path: string;
}

/** What receives webhooks in these tests. */
class Receiver {
  readonly received: Received[] = [];
  /** Status of each answer; none: it never answers. */
  answers: (event: FeedItem) => number | undefined = () => 204;
  location: string | undefined;
  answer = '';
  #server!: Server;

  async start(): Promise<void> {
    this.#server = createServer((request, response) => {
      const parts: Buffer[] = [];
      request.on('data', (part: Buffer) => parts.push(part));
      request.on('end', () => {
        const body = Buffer.concat(parts).toString('utf8');
        const event = JSON.parse(body) as FeedItem;
        this.received.push({ event, body, headers: request.headers, path: request.url ?? '' });
        const status = this.answers(event);
        if (status === undefined) return;
        response.writeHead(status, this.location === undefined ? {} : { location: this.location }).end(this.answer);
      });
    }).listen(0, '127.0.0.1');
    await once(this.#server, 'listening');
  }
  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}/events?key=k`;
  }
  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    this.#server.close();
    await once(this.#server, 'close');
  }
}

describeEachStore('webhooks', (openStore) => {
  let h: CoreHarness;
  let s: HandoverStage;
  let db: Kysely<unknown>;
  let receiver: Receiver;
  const events: CoreEvent[] = [];
  const cores: OpenGatewayCore[] = [];
  const rules: WebhookRules = {
    ...{ allowHttp: true, allowPrivateAddresses: true, overlapMillis: 24 * hour, giveUpMillis: 72 * hour },
    firstRetryMillis: 20,
    unitsOf: (name) => units.get(name),
  };
  const options = {
    handovers: handoverRules,
    webhooks: rules,
    settings: { webhookEveryMillis: 30 },
    onEvent: (event: CoreEvent) => void events.push(event),
  };

  beforeEach(async () => {
    events.length = 0;
    receiver = new Receiver();
    await receiver.start();
    h = await CoreHarness.open((await openStore()).store, options);
    cores.push(h.core);
    s = new HandoverStage(h);
    db = h.store.db('gateway');
  });
  afterEach(async () => {
    for (const core of cores.splice(0)) await core.close();
    await receiver.stop();
  });

  const until = async (met: () => boolean | Promise<boolean>): Promise<void> => {
    for (const end = Date.now() + 15_000; !(await met()); await sleep(10))
      if (Date.now() > end)
        throw new Error(
          `it has not come to that: ${receiver.received.map(({ event }) => `${event.type} ${event.subject}`).join(', ')}`,
        );
  };
  const made = async (url = receiver.url) => {
    const answer = await h.core.createEndpoint({ client, url });
    if (answer.kind !== 'accepted') throw new Error(answer.kind);
    return answer;
  };
  const subjects = (): string[] => receiver.received.map(({ event }) => event.subject);
  const view = async (id: string): Promise<EndpointView> => (await h.core.endpoint(client, id))!;
  const isSignedBy = (secret: string, { body, headers }: Received): boolean => {
    try {
      new Webhook(secret).verify(body, headers as Record<string, string>);
      return true;
    } catch {
      return false;
    }
  };
  it('sends what the feed shows from then on, in order, once, signed', async () => {
    await s.state('D-0');
    const { secret, endpoint } = await made();
    for (let n = 1; n < 6; n += 1) await s.state(`D-${n}`);
    await until(() => receiver.received.length >= 5);
    await sleep(200);
    expect(subjects()).toEqual(['D-1', 'D-2', 'D-3', 'D-4', 'D-5']);
    const [first] = receiver.received as [Received];
    expect(isSignedBy(secret, first)).toBe(true);
    expect(first.headers['webhook-id']).toBe(first.event.id);
    expect(first.path).toBe('/events?key=k');
    const feed = await h.core.events({ client, units: new Set([justice]) }, { limit: 9, waitMillis: 0 });
    expect('items' in feed && feed.items.slice(1)).toEqual(receiver.received.map(({ event }) => event));
    await until(async () => (await view(endpoint.id)).lastOutcome === '204');
  });

  it('sends nothing of others, and nothing to an endpoint that has been removed', async () => {
    const { endpoint } = await made();
    const other = await h.core.createEndpoint({ client: 'client-finance', url: receiver.url });
    expect(other.kind).toBe('accepted');
    await s.state('D-1');
    await until(() => receiver.received.length === 1);
    expect(await h.core.removeEndpoint('client-finance', endpoint.id)).toBe(false);
    expect(await h.core.removeEndpoint(client, endpoint.id)).toBe(true);
    await s.state('D-2');
    await s.handed('D-2', { toUnit: finance });
    await until(() => receiver.received.length === 2);
    expect(subjects()).toEqual(['D-1', 'D-2']);
    expect(receiver.received[1]!.event.type).toBe('vn.lienthong.handover.received');
  });

  it('what is not taken is sent again, later and later, and what follows waits for it', async () => {
    const { endpoint } = await made();
    let refusals = 2;
    receiver.answers = () => (refusals-- > 0 ? 500 : 200);
    await s.state('D-1');
    await s.state('D-2');
    await until(() => receiver.received.length === 1);
    await until(async () => (await view(endpoint.id)).failingSince !== undefined);
    expect(await view(endpoint.id)).toMatchObject({ state: 'active', lastOutcome: '500' });
    await until(async () => {
      return receiver.received.length >= 4;
    });
    expect(subjects()).toEqual(['D-1', 'D-1', 'D-1', 'D-2']);
    expect(new Set(receiver.received.slice(0, 3).map(({ headers }) => headers['webhook-id'])).size).toBe(1);
    await until(async () => (await view(endpoint.id)).failingSince === undefined);
  });

  it('who takes nothing for three days is given up: its client and the operators are told; it begins anew where it is asked to', async () => {
    const { endpoint } = await made();
    receiver.answers = () => 503;
    const begun = new Date(h.now() - 1_000).toISOString();
    await s.state('D-1');
    await until(async () => (await view(endpoint.id)).failingSince !== undefined);
    h.offset = 73 * hour;
    await until(async () => {
      return (await view(endpoint.id)).state === 'disabled';
    });
    expect(events.filter(({ kind }) => kind === 'webhook.disabled')).toEqual([
      { kind: 'webhook.disabled', endpoint: endpoint.id, client, fault: '503' },
    ]);
    const feed = await h.core.events({ client, units: new Set([justice]) }, { limit: 9, waitMillis: 0 });
    expect('items' in feed && feed.items.at(-1)).toMatchObject({
      ...{ type: 'vn.lienthong.webhook.disabled', subject: `webhookEndpoint:${endpoint.id}` },
      data: { endpoint: endpoint.id, lastOutcome: '503', href: `/v1/webhook-endpoints/${endpoint.id}` },
    });
    receiver.received.length = 0;
    receiver.answers = () => 200;
    await h.core.recoverEndpoint({ client, id: endpoint.id, since: begun });
    await until(() => receiver.received.length >= 2);
    expect(receiver.received.map(({ event }) => event.type)).toEqual([
      'vn.lienthong.dossier.submitted',
      'vn.lienthong.webhook.disabled',
    ]);
    expect((await view(endpoint.id)).state).toBe('active');
  });

  it('who waits after a failure is not woken by what happens meanwhile', async () => {
    // The first process would try again at once. It ends before the other begins, which has its shards from its start then: what is given
    // up later is taken over at the next renewal only, ten seconds on PGlite.
    await cores.shift()!.close();
    const patient = await h.another({ ...options, webhooks: { ...rules, firstRetryMillis: 600_000 } });
    cores.push(patient);
    const answer = await patient.createEndpoint({ client, url: receiver.url });
    receiver.answers = () => 500;
    const content = sampleDossier({ revision: 1, unit: justice });
    await patient.putDossier(aPut('D-1', 1, { content, ...clientOf(justice) }));
    await until(async () => {
      const found = 'endpoint' in answer && (await patient.endpoint(client, answer.endpoint.id));
      return found !== false && found?.failingSince !== undefined;
    });
    await patient.putDossier(aPut('D-2', 1, { content, ...clientOf(justice) }));
    await sleep(500);
    expect(subjects()).toEqual(['D-1']);
  });

  it('what is changed while endpoints are being listed is listed at the next look', async () => {
    await made();
    let lists = 0;
    const unitsOf = (name: string) => {
      // In the middle of the first list.
      if ((lists += 1) === 1) waker.changed();
      return units.get(name);
    };
    const waker: WebhookWaker = new WebhookWaker({ db: db as never, rules: { ...rules, unitsOf } }, 5, () => undefined);
    const began = performance.now();
    waker.start();
    await until(() => lists > 1);
    await waker.close();
    // Unasked it would be after ten seconds.
    expect(performance.now() - began).toBeLessThan(8_000);
  });

  it('of two that write over one version of an endpoint the second writes nothing', async () => {
    const { endpoint } = await made();
    const sealer = keyringSealer(h.keyring);
    await until(async () => (await readEndpoints(db, sealer, { id: endpoint.id }))[0]!.version > 1);
    const [read] = await readEndpoints(db, sealer, { id: endpoint.id });
    expect(await writeEndpoint(db, sealer, { ...read!, failures: 3 })).toBe(true);
    expect(await writeEndpoint(db, sealer, { ...read!, failures: 7 })).toBe(false);
    await h.core.removeEndpoint(client, endpoint.id);
    expect(await writeEndpoint(db, sealer, { ...read!, version: read!.version + 1 })).toBe(false);
    expect(await h.core.endpoint(client, endpoint.id)).toBeUndefined();
  });

  it('who says that it is gone is given up at once', async () => {
    const { endpoint } = await made();
    receiver.answers = () => 410;
    await s.state('D-1');
    await until(async () => (await view(endpoint.id)).state === 'disabled');
    expect(receiver.received).toHaveLength(1);
  });

  it('a new secret signs, for a time beside the one before; both are sealed, and shown once', async () => {
    const { secret, endpoint } = await made();
    const rotated = await h.core.rotateSecret({ client, id: endpoint.id });
    if (rotated.kind !== 'accepted') throw new Error(rotated.kind);
    await s.state('D-1');
    await until(() => receiver.received.length === 1);
    const [both] = receiver.received as [Received];
    expect([isSignedBy(secret, both), isSignedBy(rotated.secret, both)]).toEqual([true, true]);
    const { rows } = await sql<{ row: string }>`select w::text as row from gateway.webhook_endpoint w`.execute(db);
    for (const hidden of [secret, rotated.secret, Buffer.from(secret.slice(6), 'base64').toString('hex'), 'events?key'])
      expect(rows[0]!.row).not.toContain(hidden);
    expect(JSON.stringify(await view(endpoint.id))).not.toContain('whsec');
    // The sender's clock does not jump in the middle of a sending.
    await until(async () => (await view(endpoint.id)).lastOutcome === '204');
    h.offset = 25 * hour;
    await s.state('D-2');
    await until(() => receiver.received.length === 2);
    const signatures = receiver.received.map(({ headers }) => String(headers['webhook-signature']).split(' ').length);
    expect(signatures).toEqual([2, 1]);
  });

  it('what happens after a new secret was made is never signed with the one before alone', async () => {
    const { endpoint } = await made();
    const sealer = keyringSealer(h.keyring);
    // This process makes secrets and serves nobody; the test runs the sending itself.
    h.core = await h.another({ ...options, webhooks: { ...rules, unitsOf: () => undefined } });
    cores.push(h.core);
    await cores.shift()!.close();
    let rotated: Awaited<ReturnType<typeof h.core.rotateSecret>> | undefined;
    // The sending has just read its endpoint, with the secret before.
    const justRead: KyselyPlugin = {
      transformQuery: ({ node }) => node,
      transformResult: async ({ result }) => {
        if (rotated === undefined) {
          rotated = { kind: 'notFound' } as never;
          rotated = await h.core.rotateSecret({ client, id: endpoint.id });
          await s.state('D-1');
        }
        return result;
      },
    };
    const job = sendJob(
      {
        ...{ db: db.withPlugin(justRead), sealer, rules, clock: () => h.now(), chance: () => 0 },
        ...{ newId: randomUUID, newSecret: () => randomBytes(32), idempotencyMillis: hour },
      },
      () => undefined,
    );
    const call = { subject: endpointSubject(endpoint.id), signal: new AbortController().signal } as JobCall;
    for (let run = 0; run < 3 && receiver.received.length === 0; run += 1) await job(call);
    if (rotated?.kind !== 'accepted') throw new Error(rotated?.kind);
    const { secret } = rotated;
    expect(subjects()).toEqual(['D-1']);
    expect(receiver.received.map((one) => isSignedBy(secret, one))).toEqual([true]);
  });

  it('a test is sent before what waits, and tells what came of it', async () => {
    receiver.answers = ({ type }) => (type.endsWith('.test') ? 202 : 500);
    const { endpoint } = await made();
    await until(
      async () => (await sql`select from gateway.timer where kind = 'webhook.send'`.execute(db)).rows.length === 1,
    );
    expect(await h.core.testEndpoint({ client, id: endpoint.id })).toMatchObject({ kind: 'accepted' });
    await until(() => receiver.received.length === 1);
    expect(receiver.received[0]!.event).toMatchObject({ type: 'vn.lienthong.webhook.test' });
    await until(async () => (await view(endpoint.id)).lastOutcome === '202');
    expect((await view(endpoint.id)).failingSince).toBeUndefined();
  });

  it('follows no redirect, and reads no more of an answer than 64 KB', async () => {
    const { endpoint } = await made();
    receiver.answers = () => 302;
    receiver.location = receiver.url;
    await s.state('D-1');
    await until(async () => (await view(endpoint.id)).lastOutcome === '302');
    expect(receiver.received).toHaveLength(1);
    receiver.answers = () => 200;
    receiver.answer = 'x'.repeat(70_000);
    await until(async () => {
      return (await view(endpoint.id)).lastOutcome === 'transport.answerTooLarge';
    });
  });

  it('several processes send each event once', async () => {
    cores.push(await h.another(options), await h.another(options));
    await made();
    for (let n = 1; n <= 20; n += 1) await s.state(`D-${n}`);
    await until(() => receiver.received.length >= 20);
    await sleep(200);
    expect(subjects()).toEqual(Array.from({ length: 20 }, (_, n) => `D-${n + 1}`));
  });

  it('of one client there are twenty at most, also where many are asked for at once', async () => {
    const asked = Array.from({ length: 25 }, () => h.core.createEndpoint({ client: 'many', url: receiver.url }));
    const kinds = (await Promise.all(asked)).map(({ kind }) => kind);
    expect(kinds.filter((kind) => kind === 'accepted')).toHaveLength(20);
    expect(kinds.filter((kind) => kind === 'tooMany')).toHaveLength(5);
  });

  it('one key is one endpoint, and its secret is told again; with another body it is refused', async () => {
    const idempotency = { key: 'k-1', request: 'POST a' };
    const [one, again] = [
      await h.core.createEndpoint({ client, url: receiver.url, idempotency }),
      await h.core.createEndpoint({ client, url: receiver.url, idempotency }),
    ];
    expect(again).toEqual({ ...one, replayed: true });
    const other = await h.core.createEndpoint({
      client,
      url: receiver.url,
      idempotency: { key: 'k-1', request: 'POST b' },
    });
    expect(other).toEqual({ kind: 'idempotencyMismatch' });
    expect((await h.core.listEndpoints(client, { limit: 9 })).items).toHaveLength(1);
  });

  it('addresses of the own network and http are refused where the configuration does not allow them, also behind a name', async () => {
    const strict = await h.another({
      ...options,
      webhooks: { ...rules, allowHttp: true, allowPrivateAddresses: false },
    });
    cores.push(strict);
    for (const host of [
      '127.0.0.1',
      '10.1.2.3',
      '[::1]',
      '169.254.169.254',
      'localhost',
      '[::ffff:10.0.0.1]',
      '0x7f000001',
    ])
      expect(await strict.createEndpoint({ client, url: `http://${host}/x` })).toEqual({
        kind: 'urlUnfit',
        why: 'notPublic',
      });
    const secure = await h.another({ ...options, webhooks: { ...rules, allowHttp: false } });
    cores.push(secure);
    expect(await secure.createEndpoint({ client, url: receiver.url })).toEqual({ kind: 'urlUnfit', why: 'httpsOnly' });
  });
});
