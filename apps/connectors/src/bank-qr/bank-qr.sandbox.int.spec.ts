import { randomBytes, randomUUID } from 'node:crypto';
import {
  openConnectorsSide,
  type Connector,
  type ConnectorsSide,
  type Outcome,
  type Resolution,
  type ResolvableOperation,
  type Transport,
} from '@lienthong/connector-kit';
import { eventually, type Served } from '@lienthong/connector-kit/testing';
import { openEnvelope, type CreditReceived, type PaymentOrder } from '@lienthong/contracts';
import { Keyring, MasterKey } from '@lienthong/seal';
import { startSandbox, type Sandbox } from '@lienthong/sandbox';
import type { OutboxMessage } from '@lienthong/store';
import { pgliteTestStore, tempFolder, type TestStore } from '@lienthong/store/testing';
import { bankConfigOf } from '../testing/bank-qr/accounts.js';
import { sandboxBankAccounts } from '../testing/bank-qr/sandbox-accounts.js';
import { httpOver } from '../testing/http-over.js';
import { serveCallbacks } from '../testing/callbacks/callbacks-server.module.js';
import type { BankAccount } from './bank-qr.account.js';
import { createBankQrConnector } from './bank-qr.connector.js';
import type { Queried } from './bank-qr.query.js';
import { accountTransport } from './bank-qr.transport.js';
import { listCasso } from './casso/casso.query.js';
import { queryPayos } from './payos/payos.query.js';
import { listSepay } from './sepay/sepay.query.js';
import { queryVietqrVn } from './vietqr-vn/vietqr-vn.query.js';
import { queryVnpay } from './vnpay/vnpay.query.js';

const factsOf = (outcome: Outcome): Record<string, unknown> =>
  outcome.outcome === 'done' ? (outcome.facts ?? {}) : {};

/** Against the sandbox's bank, whose dialects were written from the same description by other hands. */
describe('bank-qr and the sandbox', () => {
  const folder = tempFolder('bank-qr');
  const published: OutboxMessage[] = [];
  let sandbox: Sandbox;
  let database: TestStore;
  let transport: Transport;
  let connector: Connector;
  let side: ConnectorsSide;
  let served: Served;
  let accounts: ReadonlyMap<string, BankAccount>;
  const http = httpOver(() => transport);

  beforeAll(async () => {
    sandbox = await startSandbox({ port: 0, dataDir: folder.path });
    database = await pgliteTestStore();
    const config = bankConfigOf(sandboxBankAccounts(sandbox.url), { transport: { allowPrivateAddresses: true } });
    accounts = new Map(config.accounts.map((account) => [account.name, account]));
    transport = accountTransport(config);
    connector = createBankQrConnector(config, { transport });
    side = await openConnectorsSide({
      store: database.store,
      bus: { publish: (messages) => Promise.resolve(void published.push(...messages)) },
      keyring: new Keyring(new MasterKey(randomBytes(32))),
      connectors: [connector],
      owner: `sandbox-${randomUUID()}`,
    });
    served = await serveCallbacks(side.inbound, { requestTimeoutMs: 5_000 });
    await drive('PUT', '/bank/settings', { callbackBase: served.url, speed: 600 });
  });
  afterAll(async () => {
    await sandbox?.close();
    await served?.close();
    await side?.stop();
    await database?.dispose();
    folder.remove();
  });
  beforeEach(() => {
    published.length = 0;
  });

  const drive = async (method: string, path: string, body: object): Promise<unknown> => {
    const headers = { 'content-type': 'application/json' };
    const answer = await fetch(sandbox.url + path, { method, headers, body: JSON.stringify(body) });
    if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${await answer.text()}`);
    return answer.json();
  };
  const credits = (count: number, account: string) =>
    eventually(
      `${count} credits of ${account}`,
      () =>
        published
          .map(openEnvelope)
          .filter(({ type }) => type === 'credit.received')
          .map(({ data }) => data as CreditReceived)
          // What a list tells once more of another account may come late.
          .filter((credit) => credit.account === account),
      (all) => all.length >= count,
    );
  const found = async (name: string, queried: Queried) => {
    if (!queried.ok) throw new Error(queried.cause);
    const { provider } = accounts.get(name)!;
    const [first, ...rest] = queried.facts;
    const names = { partner: 'bank-qr', provider, account: name, evidence: queried.evidence };
    return first ? side.inbound.found({ ...names, facts: [first, ...rest] }) : [];
  };
  const orderOf = (account: string, amount: number, tail: string): PaymentOrder => ({
    ...{ payment: randomUUID(), reference: `HSDVC${tail}`, account, amount, description: `HSDVC${tail}` },
    expiresAt: new Date(Date.now() + 3_600_000).toISOString(),
    dossier: { code: 'H44.1', procedure: { code: '1', name: 'x' }, unit: 'H44', unitName: 'x' },
    fees: [],
  });
  const createOrder = () => connector.operations['createOrder'] as ResolvableOperation<PaymentOrder, 'both'>;
  const item = (payload: PaymentOrder) => ({
    exchange: randomUUID(),
    subject: 'payment:1',
    number: 1,
    attempt: 1,
    payload,
  });
  const signal = new AbortController().signal;
  const order = (payload: PaymentOrder): Promise<Outcome> =>
    createOrder().send({ items: [item(payload)], http, signal, now: new Date() });
  const resolve = (payload: PaymentOrder): Promise<Resolution<'both'>> =>
    createOrder().resolve({ item: item(payload), http, signal, now: new Date(), attemptedAt: new Date() });

  it('SePay: a transfer is told within a moment; its list tells the same credit', async () => {
    await drive('POST', '/bank/transfers', { account: 'kho-bac-1', amount: 50_000, text: 'HSDVC7K2QF9XA' });
    const [credit] = await credits(1, 'kho-bac-1');
    expect(credit).toMatchObject({ account: 'kho-bac-1', amount: 50_000, confirmed: true, source: 'notification' });
    const account = accounts.get('kho-bac-1')!;
    const again = await found(
      'kho-bac-1',
      await listSepay(account, account.sepay!, http, { since: new Date(Date.now() - 60_000) }),
    );
    expect(again).toMatchObject([{ id: credit!.credit, repeated: true }]);
  });

  it('Casso: the same', async () => {
    await drive('POST', '/bank/transfers', { account: 'kho-bac-4', amount: 60_000, text: 'lệ phí HSDVC7K2QF9XA' });
    const [credit] = await credits(1, 'kho-bac-4');
    expect(credit).toMatchObject({ account: 'kho-bac-4', amount: 60_000, confirmed: true });
    const account = accounts.get('kho-bac-4')!;
    const again = await found(
      'kho-bac-4',
      await listCasso(account, account.casso!, http, { since: new Date(Date.now() - 60_000) }),
    );
    expect(again).toContainEqual(expect.objectContaining({ id: credit!.credit, repeated: true }));
  });

  it('VietQR.vn: fetches a token here, is not believed alone, and its check-order confirms', async () => {
    await drive('POST', '/bank/transfers', { account: 'kho-bac-5', amount: 70_000, text: 'HSDVC7K2QF9XA' });
    const [credit] = await credits(1, 'kho-bac-5');
    expect(credit).toMatchObject({ account: 'kho-bac-5', amount: 70_000, confirmed: false });
    const account = accounts.get('kho-bac-5')!;
    await found('kho-bac-5', await queryVietqrVn(account, account.vietqrVn!, http, credit!.bankReference!));
    expect((await credits(2, 'kho-bac-5'))[1]).toMatchObject({
      credit: credit!.credit,
      confirmed: true,
      source: 'query',
    });
    const nothing = await queryVietqrVn(account, account.vietqrVn!, http, 'FT0');
    expect(nothing).toMatchObject({ ok: true, facts: [] });
  });

  it('payOS: a link, absent before and found after; its money comes with our reference', async () => {
    const payload = orderOf('kho-bac-2', 80_000, '7K2QF9XAC');
    expect(await resolve(payload)).toEqual({ found: 'absent' });
    const done = await order(payload);
    expect(done).toMatchObject({
      outcome: 'done',
      facts: { redirectUrl: expect.stringContaining('http'), qrPayload: expect.stringContaining('A000000727') },
    });
    expect(await order(payload)).toMatchObject({ outcome: 'unknown', cause: 'payos.orderExists' });
    expect(await resolve(payload)).toMatchObject({
      ...{
        found: 'done',
        facts: { providerOrder: factsOf(done)['providerOrder'] },
      },
    });
    await drive('POST', '/bank/transfers', { account: 'kho-bac-2', amount: 80_000, text: payload.reference });
    const [credit] = await credits(1, 'kho-bac-2');
    expect(credit).toMatchObject({ amount: 80_000, reference: payload.reference, confirmed: true });
    const account = accounts.get('kho-bac-2')!;
    const again = await found('kho-bac-2', await queryPayos(account, account.payos!, http, payload));
    expect(again).toMatchObject([{ id: credit!.credit, repeated: true }]);
  });

  it('VNPAY: an address that we sign; the payment behind it comes with our reference, querydr tells the same', async () => {
    const payload = orderOf('kho-bac-3', 90_000, '7K2QF9XAD');
    const facts = factsOf(await order(payload)) as { redirectUrl: string; providerOrder: string };
    const page = await fetch(facts.redirectUrl);
    expect([page.status, (await page.text()).includes(payload.reference)]).toEqual([200, true]);
    await drive('POST', `/vnpay/orders/SANDBOX1/${payload.reference}/pay`, {});
    const [credit] = await credits(1, 'kho-bac-3');
    expect(credit).toMatchObject({ amount: 90_000, reference: payload.reference, confirmed: true });
    const account = accounts.get('kho-bac-3')!;
    const asked = { reference: payload.reference, createDate: facts.providerOrder, now: new Date() };
    const queried = await queryVnpay(account, account.vnpay!, http, { ...asked, requestId: 'q1' });
    expect(await found('kho-bac-3', queried)).toMatchObject([{ id: credit!.credit, repeated: true }]);
    const unknown = await queryVnpay(account, account.vnpay!, http, { ...asked, reference: 'NOBODY', requestId: 'q2' });
    expect(unknown).toMatchObject({ ok: true, facts: [] });
  });
});
