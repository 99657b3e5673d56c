import { randomBytes, randomUUID } from 'node:crypto';
import { request as httpRequest } from 'node:http';
import { connect } from 'node:net';
import { Module, type DynamicModule } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import {
  Callbacks,
  openConnectorsSide,
  type ConnectorsSide,
  type InboundRequest,
  type SideEvent,
} from '@lienthong/connector-kit';
import { openEnvelope, type CreditReceived } from '@lienthong/contracts';
import { Keyring, MasterKey } from '@lienthong/seal';
import type { OutboxMessage } from '@lienthong/store';
import { pgliteTestStore, type TestStore } from '@lienthong/store/testing';
import { createBankQrConnector } from '../bank-qr/bank-qr.connector.js';
import { accountTransport } from '../bank-qr/bank-qr.transport.js';
import { ConnectorsModule } from '../connectors.module.js';
import { portalOf } from '../testing/dvc-portal/portal.js';
import { inboundOf, pushOf } from '../testing/dvc-portal/submissions.js';
import { bankAccounts, bankConfigOf } from '../testing/bank-qr/accounts.js';
import { speakerNames, speakers } from '../testing/bank-qr/speakers.js';
import { installRawBodies } from './raw-bodies.js';

@Module({})
class Root {
  static with(side: DynamicModule): DynamicModule {
    return { module: Root, imports: [side] };
  }
}

/** Bytes of a body that counts as large. */
const large = 200_000;

interface Answer {
  readonly status: number;
  readonly body: string;
}

describe('partners call over HTTP', () => {
  let database: TestStore;
  let side: ConnectorsSide;
  let app: NestFastifyApplication;
  let port: number;
  const published: OutboxMessage[] = [];
  const events: SideEvent[] = [];

  beforeAll(async () => {
    database = await pgliteTestStore();
    const config = bankConfigOf(Object.values(bankAccounts), { maxBytes: 4096 });
    side = await openConnectorsSide({
      store: database.store,
      bus: { publish: (messages) => Promise.resolve(void published.push(...messages)) },
      keyring: new Keyring(new MasterKey(randomBytes(32))),
      connectors: [
        createBankQrConnector(config, { transport: accountTransport(config) }),
        portalOf({ inbound: inboundOf() }),
      ],
      owner: `callbacks-${randomUUID()}`,
      onEvent: (event) => events.push(event),
    });
    const adapter = new FastifyAdapter({
      bodyLimit: 65_536,
      requestTimeout: 1_000,
      http: { requestTimeout: 1_000, connectionsCheckingInterval: 100 },
    });
    const options = { logger: false, bodyParser: false } as const;
    app = await NestFactory.create<NestFastifyApplication>(
      Root.with(ConnectorsModule.register(side, { open: () => Promise.resolve(undefined) })),
      adapter,
      options,
    );
    installRawBodies(app.getHttpAdapter().getInstance(), new Callbacks(side.inbound));
    await app.listen(0, '127.0.0.1');
    ({ port } = app.getHttpServer().address() as { port: number });
  });
  afterAll(async () => {
    await app?.close();
    await side?.stop();
    await database?.dispose();
  });
  beforeEach(() => {
    published.length = 0;
  });

  const send = ({ method, path, query, headers, body }: InboundRequest, under = '/callbacks/'): Promise<Answer> =>
    new Promise((resolve, reject) => {
      const address = `${under}${path}${query === '' ? '' : `?${query}`}`;
      const all = { 'content-type': 'application/json', 'content-length': String(body.byteLength), ...headers };
      const sent = httpRequest(
        { port, method, path: address, headers: all as unknown as Record<string, string[]> },
        (answer) => {
          const chunks: Buffer[] = [];
          answer.on('data', (chunk: Buffer) => chunks.push(chunk));
          answer.on('end', () => resolve({ status: answer.statusCode!, body: Buffer.concat(chunks).toString() }));
        },
      );
      sent.on('error', reject);
      sent.end(body);
    });
  const credits = async (count: number): Promise<CreditReceived[]> => {
    while (published.length < count) await new Promise((resolve) => setTimeout(resolve, 5));
    return published.map((message) => openEnvelope(message).data as CreditReceived);
  };

  it.each(speakerNames)('%s: money is told to the gateway and answered in its own way', async (name) => {
    const good: Record<string, RegExp> = {
      vnpay: /^\{"RspCode":"01","Message":"Order not found"\}$/,
      'vietqr-vn': /^\{"error":false,.*"reftransactionid":"[0-9a-f-]{36}"/,
    };
    const speaker = speakers[name]();
    const answer = await send(speaker.say({ at: new Date() }));
    expect(answer).toEqual({ status: 200, body: expect.stringMatching(good[name] ?? /^\{"success":true\}$/) });
    const [credit] = await credits(1);
    expect(credit).toMatchObject({ account: speaker.route.account, amount: 150_000, provider: speaker.route.provider });
  });

  it('twenty repeats are one credit, each answered the same', async () => {
    const speaker = speakers.sepay();
    const request = speaker.say({ fields: { id: '777' } });
    const answers = await Promise.all(Array.from({ length: 20 }, () => send(request)));
    expect(new Set(answers.map(({ body }) => body))).toEqual(new Set(['{"success":true}']));
    expect(await credits(1)).toHaveLength(1);
  });

  it('a header that comes twice reaches the check as two', async () => {
    const request = speakers.sepay().say({ fields: { id: '778' } });
    const [signature] = request.headers['x-sepay-signature']!;
    const doubled = { ...request.headers, 'x-sepay-signature': [signature!, signature!] };
    expect(await send({ ...request, headers: doubled })).toMatchObject({ status: 401 });
    expect(published).toEqual([]);
  });

  it("addresses that are nobody's, methods that are not theirs", async () => {
    const request = speakers.sepay().say();
    expect(await send({ ...request, path: 'bank/sepay/nobody' })).toEqual({
      status: 404,
      body: '{"error":"unknownAddress"}',
    });
    expect(await send({ ...request, path: 'bank/sepay/sepay%2D1' })).toMatchObject({ status: 404 });
    expect(await send({ ...request, method: 'PUT' })).toMatchObject({ status: 405 });
    expect(await send({ ...request, method: 'GET' })).toMatchObject({ status: 405 });
  });

  it('too much is refused, unread', async () => {
    const request = speakers.sepay().say();
    expect(await send({ ...request, body: Buffer.alloc(5_000, 0x20) })).toMatchObject({ status: 413 });
    expect((await send({ ...request, body: Buffer.alloc(100_000, 0x20) })).status).toBe(413);
    expect(events).toContainEqual(expect.objectContaining({ event: 'inboundRefused', cause: 'inbound.tooLarge' }));
  });

  /** A push of which the head has come, and nothing of so large a body. */
  const begun = (headers: Readonly<Record<string, readonly string[]>>) => {
    const sent = httpRequest({
      ...{ port, method: 'POST', path: '/callbacks/portal/tinh/dossiers' },
      headers: { 'content-type': 'application/json', 'content-length': String(large), ...headers } as never,
    });
    const answered = new Promise<{ status: number; text: string }>((resolve, reject) => {
      sent.on('error', reject);
      sent.on('response', (answer) => {
        let text = '';
        answer.on('data', (chunk: Buffer) => (text += chunk.toString()));
        answer.on('end', () => resolve({ status: answer.statusCode!, text }));
      });
    });
    sent.flushHeaders();
    return { sent, answered };
  };
  const proof = pushOf({}).headers['authorization'] ?? [];

  it('a large body whose proof stands in the head and is wrong is refused before any of it has come', async () => {
    for (const shown of [['Bearer wrong'], [...proof, ...proof], []]) {
      const { sent, answered } = begun(shown.length === 0 ? {} : { authorization: shown });
      expect(await answered).toMatchObject({
        status: 401,
        text: expect.stringContaining('Không được phép') as unknown,
      });
      sent.destroy();
    }
  });

  it('a body that never ends is given up in time', async () => {
    const said = await new Promise<string>((resolve) => {
      let text = '';
      const socket = connect(port, '127.0.0.1', () => {
        socket.write('POST /callbacks/bank/sepay/sepay-1 HTTP/1.1\r\nhost: x\r\ncontent-length: 100\r\n\r\n{"id"');
      });
      socket.on('data', (chunk) => (text += chunk.toString()));
      socket.on('close', () => resolve(text));
    });
    expect(said).toMatch(/^HTTP\/1\.1 408 /);
  }, 10_000);
});
