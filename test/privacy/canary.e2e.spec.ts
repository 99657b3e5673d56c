import { sql } from 'kysely';
import { topics } from '@lienthong/contracts';
import { openStore, type Store } from '@lienthong/store';
import { sandboxPartners } from '@lienthong/embedded';
import { accepted, type Answer, type ApiClient } from '../support/api-client.js';
import { progress, sync } from '../support/portal-control.js';
import { startProduct, type Product } from '../support/product.js';
import { until } from '../support/until.js';
import { keys } from '../support/test-config.js';
import { Canaries, stems } from './canaries.js';
import { searchTables } from './dump.js';
import { personalFields, WatchedClient, Witness, type ApiDocument } from './personal-fields.js';
import { Search } from './search.js';

const canaries = new Canaries();
const search = new Search(Object.values(stems));
const witness = new Witness(Object.values(stems));

/** Personal, and yet no word of anybody can stand there. */
const cannotCarry = new Set(['POST /v1/citizen-checks /birthDate']);

/** Values that nobody could write by chance, driven through every end that an exchange can have. */
describe('personal values', () => {
  let product: Product;
  let fields: readonly string[];
  let client: WatchedClient;
  let operator: WatchedClient;
  let secondOperator: WatchedClient;
  let outputs: { logs: string; metrics: string; errors: readonly string[] };
  const states = new Set<string>();

  beforeAll(async () => {
    product = await startProduct({
      portal: { progress: { onDoubt: 'park' } },
      partners: collecting,
      runnerSettings: { stopWaitMs: 200 },
    });
    client = new WatchedClient(product.url, keys.demo, witness);
    operator = new WatchedClient(product.url, keys.first, witness);
    secondOperator = new WatchedClient(product.url, keys.second, witness);
    fields = personalFields((await product.stranger.get('/openapi.json')).json as ApiDocument);
    await driveThrough();
    await collect();
    await goByPost();
    await checkCitizens();
    await handOver();
    await dismissParcel();
    await until('the monitor was told', async () => {
      const { items } = (await product.operator.get('/v1/exchanges?partner=emc&state=settled')).json;
      return items.length > 0;
    });
    const metrics = (await product.stranger.get('/metrics')).text;
    const errors = await provokeErrors(product.client);
    for (const { state, outcome } of (await product.operator.get('/v1/exchanges?limit=200')).json.items) {
      states.add(outcome && state === 'settled' ? outcome : state);
    }
    await product.stop();
    outputs = { logs: product.logLines(), metrics, errors: errors.map(({ text }) => text) };
  }, 120_000);
  afterAll(() => product.dispose());

  async function driveThrough(): Promise<void> {
    const { portal } = product;
    const code = (name: string): string => `H44.01-${name}`;

    accepted(await client.putAndWait(code('done'), canaries.dossier()));
    accepted(
      await client.step(code('done'), canaries.step('b1'), { 'idempotency-key': canaries.plain(), prefer: 'wait=20' }),
    );
    accepted(await client.putAndWait(code('done'), canaries.dossier({ revision: 2 })));

    // What a partner says may hold anything.
    await portal.put({ situation: 'refuses', count: 1, message: canaries.marked() }, sync);
    accepted(await client.putAndWait(code('refused'), canaries.dossier()));

    for (const situation of ['cutAfterEffect', 'garbage', 'html', 'halfAnswer']) {
      accepted(await client.putAndWait(code(situation), canaries.dossier()));
      await portal.put({ situation, count: 1 }, progress);
      const step = accepted(await client.step(code(situation), canaries.step('b1')));
      const [id] = step.json.exchanges as [string];
      await client.exchangeIn(id, 'parked');
      if (situation === 'cutAfterEffect') {
        const [found] = (await operator.get('/v1/failure-classes')).json.items;
        const asked = { class: found.class, mode: 'dryRun', why: canaries.marked() };
        accepted(await operator.ask('POST', '/v1/replays', { body: asked }));
      }
      const said = { finding: 'done', evidence: canaries.marked() };
      if (situation === 'garbage') {
        accepted(await operator.act('resolve', id, said, { 'idempotency-key': canaries.plain() }));
        accepted(await secondOperator.act('resolve', id, said));
        await client.exchangeIn(id, 'settled');
      }
      if (situation === 'html') {
        accepted(await operator.act('abandon', id, { reason: canaries.marked() }));
        await client.exchangeIn(id, 'abandoned');
      }
    }
    await quarantine(code('done'));

    await portal.put({ situation: 'timeoutAfterEffect', all: true }, sync);
    const { json } = accepted(await client.put(code('unknown'), canaries.dossier()));
    // It does not stay so: the second revision may take its place before the rest has been looked at.
    states.add((await client.exchangeIn(json.exchanges[0] as string, 'unknown')).state);
    accepted(await client.put(code('unknown'), canaries.dossier({ revision: 2 })));
  }

  /** The post has told of a parcel that nobody here has ordered, long enough ago. */
  async function dismissParcel(): Promise<void> {
    const { store, core } = product.embedded;
    await sql`
      insert into gateway.stray_parcel (delivery, at) values (gen_random_uuid(), now() - interval '2 days')`.execute(
      store.db('gateway'),
    );
    await core.compareNow();
    const { items } = (await operator.get('/v1/disagreements?kind=unknownToUs')).json;
    const parcel = items.find(({ about }: { readonly about: string }) => about.startsWith('parcel/'));
    accepted(
      await operator.ask('POST', `/v1/disagreements/${parcel.id}/dismissal`, {
        body: { why: canaries.marked() },
        headers: { 'if-match': `"${parcel.etag}"` },
      }),
    );
  }

  /** Accounts of the sandbox's bank; the one of the second unit has its orders made by a provider. */
  function collecting(sandboxUrl: string): Readonly<Record<string, unknown>> {
    const { 'bank-qr': bankQr, 'post-office': post } = sandboxPartners(sandboxUrl);
    const { accounts, ...rest } = bankQr as { accounts: { name: string }[] };
    const units: Readonly<Record<string, readonly string[]>> = { 'kho-bac-1': ['H44.01'], 'kho-bac-2': ['H44.02'] };
    return {
      population: sandboxPartners(sandboxUrl)['population'],
      emc: { baseUrl: `${sandboxUrl}/emc`, siteId: 1, transport: { allowPrivateAddresses: true } },
      telecom: {
        ...{ assumedContract: true, baseUrl: `${sandboxUrl}/telecom`, token: 'sandbox-telecom-token' },
        transport: { allowPrivateAddresses: true },
      },
      'post-office': { ...(post as object), feed: { everySeconds: 0.2 } },
      'bank-qr': { ...rest, accounts: accounts.map((one) => ({ ...one, units: units[one.name] ?? [] })) },
    };
  }

  /** Payers' names, accounts and texts through every end that money can have. */
  async function collect(): Promise<void> {
    const bank = async (method: string, path: string, body: object): Promise<void> => {
      const headers = { 'content-type': 'application/json' };
      const answer = await fetch(product.sandboxUrl + path, { method, headers, body: JSON.stringify(body) });
      if (!answer.ok) throw new Error(`${path}: ${answer.status}`);
    };
    const transfer = (text: string, amount: number): Promise<void> =>
      bank('POST', '/bank/transfers', {
        ...{ account: 'kho-bac-1', amount, text: `${text} ${canaries.plain()} ${canaries.digits(12)}` },
        payer: { name: canaries.plain(), account: canaries.digits(12), bankBin: '970415' },
      });
    const open = async (code: string, unit: string) => {
      const fees = [{ code: 'LP01', name: 'Lệ phí', amount: 50_000, kind: 'charge', collectAt: 'reception' } as const];
      accepted(await client.put(code, canaries.dossier({ unit, fees })));
      const headers = { 'idempotency-key': canaries.plain(), prefer: 'wait=20' };
      const body = { dossier: code, fees: ['LP01'], method: 'bankQr' };
      return accepted(await client.ask('POST', '/v1/payments', { body, headers })).json;
    };
    const payment = async (id: string) => (await client.get(`/v1/payments/${id}`)).json;
    const creditOf = (amount: number) =>
      until(`a credit of ${amount}`, async () => {
        const { json } = await operator.get('/v1/credits?limit=200');
        return json.items.find((credit: { amount: number }) => credit.amount === amount);
      });

    await bank('PUT', '/bank/settings', { callbackBase: product.url, speed: 600 });
    const paid = await open('H44.01-paid', 'H44.01');
    await transfer(paid.reference, 60_000);
    await until('the payment is settled', async () => (await payment(paid.id)).state === 'settled');
    await giveBack(`/v1/payments/${paid.id}/refunds`);

    const owed = await open('H44.01-owed', 'H44.01');
    await transfer('nop tien', 50_001);
    const { id } = await creditOf(50_001);
    for (const person of [operator, secondOperator]) {
      const body = { payment: owed.id, reason: canaries.marked() };
      accepted(
        await person.ask('POST', `/v1/credits/${id}/assignment`, {
          ...{ body, headers: { 'idempotency-key': canaries.plain() } },
        }),
      );
    }
    await until('the assigned payment is settled', async () => (await payment(owed.id)).state === 'settled');
    await transfer('khong cua ai', 50_003);
    await giveBack(`/v1/credits/${(await creditOf(50_003)).id}/refunds`);

    await bank('PUT', '/situations/sepay', { situation: 'tampered', count: 1 });
    await transfer('bi sua', 50_002);
    const order = await open('H44.02-order', 'H44.02');
    expect(order.state).toBe('open');
  }

  /** Asked for and refused, taken back, agreed to and not arrived, agreed to and done: each with a reason. */
  async function giveBack(path: string): Promise<void> {
    const act = async (person: ApiClient, to: string, body: object): Promise<Answer['json']> => {
      const headers = { 'idempotency-key': canaries.plain() };
      return accepted(await person.ask('POST', to, { body, headers })).json;
    };
    const asked = async (): Promise<string> => {
      const { refund } = await act(operator, path, { reason: canaries.marked() });
      return `/v1/refunds/${refund}`;
    };
    await act(secondOperator, `${await asked()}/rejection`, { reason: canaries.marked() });
    await act(operator, `${await asked()}/withdrawal`, { reason: canaries.marked() });
    const sent = async (bankReference: string): Promise<string> => {
      const agreed = await asked();
      await act(secondOperator, `${agreed}/confirmation`, {});
      await act(operator, `${agreed}/sent`, { bankReference });
      return agreed;
    };
    await act(operator, `${await sent(`FT1-${path.length}`)}/failure`, { reason: canaries.marked() });
    await act(operator, `${await sent(`FT2-${path.length}`)}/done`, { evidence: canaries.marked() });
  }

  /** Officers, names and claims: of somebody who is found and differs, of somebody who is not, and asked again. */
  async function checkCitizens(): Promise<void> {
    const dossier = 'H44.01-checked';
    accepted(await client.put(dossier, canaries.dossier()));
    const procedure = canaries.dossier().procedure.code;
    const officer = () => ({
      ...{ id: canaries.plain(), unit: canaries.marked(), account: canaries.plain(), phone: canaries.digits(10) },
    });
    const relative = () => ({ name: canaries.marked(), personalNumber: canaries.digits(12) });
    const claims = () => ({
      ...{ oldNumber: canaries.digits(9), gender: 'female', phone: canaries.phone() },
      ...{ ethnicity: canaries.plain(), religion: canaries.plain() },
      ...{ nationality: canaries.plain(), maritalStatus: canaries.plain() },
      ...{ birthRegistrationPlace: canaries.address(), hometown: canaries.address() },
      ...{ permanentAddress: canaries.address(), currentAddress: canaries.address() },
      ...{ father: relative(), mother: relative(), spouse: relative(), householdHead: relative() },
    });
    const ask = async (change: object): Promise<Answer> => {
      const body = { dossier, procedure, officer: officer(), fullName: canaries.marked(), birthDate: '1999-01-01' };
      const headers = { 'idempotency-key': canaries.plain(), prefer: 'wait=20' };
      return client.ask('POST', '/v1/citizen-checks', { body: { ...body, claims: claims(), ...change }, headers });
    };
    await fetch(`${product.sandboxUrl}/situations/population/TraCuuThongTinCongDan`, {
      ...{ method: 'PUT', headers: { 'content-type': 'application/json' } },
      body: JSON.stringify({ situation: 'otherWords', variant: 'loose', count: 1 }),
    });
    const found = accepted(await ask({ personalNumber: '000099000000', fields: ['fullName', 'permanentAddress'] }));
    expect(found.json).toMatchObject({ state: 'done', verdict: 'differs' });
    const nobody = accepted(await ask({ personalNumber: canaries.digits(12) }));
    expect(nobody.json).toMatchObject({ state: 'done', verdict: 'noMatch' });
    expect((await ask({ personalNumber: canaries.marked() })).status).toBe(400);
  }

  /** What agencies ask of each other, with papers: answered, refused, and never looked at. */
  async function handOver(): Promise<void> {
    const code = 'H44.01-handed';
    accepted(await client.put(code, canaries.dossier()));
    const receiver = new WatchedClient(product.url, keys.other, witness);
    const once = () => ({ 'idempotency-key': canaries.plain() });
    const documents = () => [{ id: 'd1', name: canaries.marked(), url: canaries.url() }];
    const hand = async (): Promise<string> => {
      const body = { toUnit: 'H30', kind: 'request', request: canaries.marked(), documents: documents() };
      return accepted(await client.ask('POST', `/v1/dossiers/${code}/handovers`, { body, headers: once() })).json.id;
    };
    const act = (id: string, what: string, body: object): Promise<Answer> =>
      receiver.ask('POST', `/v1/inbox/${id}/${what}`, { body, headers: once() });
    const answered = await hand();
    accepted(await act(answered, 'accept', {}));
    accepted(await act(answered, 'report', { text: canaries.marked(), documents: documents() }));
    accepted(await act(answered, 'answer', { text: canaries.marked(), documents: documents() }));
    accepted(await act(await hand(), 'refuse', { reason: canaries.marked() }));
    await hand();
    expect((await receiver.get(`/v1/dossiers/${code}`)).status).toBe(200);
    expect((await act(answered, 'answer', { text: canaries.marked() })).status).toBe(409);
    const body = { toUnit: canaries.marked(), kind: canaries.marked(), request: canaries.marked() };
    expect((await client.ask('POST', `/v1/dossiers/${code}/handovers`, { body })).status).toBe(400);
  }

  /** Whom parcels go to, and where: ordered, refused, in doubt, and as the post's feed speaks of them. */
  async function goByPost(): Promise<void> {
    const party = (astray: boolean) => ({
      ...{ name: canaries.marked(), phone: canaries.digits(10), email: `${canaries.plain()}@example.test` },
      address: astray ? canaries.address() : { provinceCode: '25', communeCode: '08707', line: canaries.marked() },
    });
    const order = async (code: string, astray: boolean): Promise<Answer> => {
      accepted(await client.put(code, canaries.dossier()));
      const body = {
        dossier: code,
        direction: 'return',
        ...{ sender: party(astray), receiver: party(astray) },
        description: canaries.marked(),
      };
      const headers = { 'idempotency-key': canaries.plain(), prefer: 'wait=20' };
      return accepted(await client.ask('POST', '/v1/deliveries', { body, headers }));
    };
    const state = async (id: string) => (await client.get(`/v1/deliveries/${id}`)).json;
    accepted(await client.putAndWait('H44.01-completed', canaries.dossier({ status: 'completed', returnBy: 'post' })));
    expect((await order('H44.01-astray', true)).json.state).toBe('refused');
    await fetch(`${product.sandboxUrl}/situations/post-office/order`, {
      ...{ method: 'PUT', headers: { 'content-type': 'application/json' } },
      body: JSON.stringify({ situation: 'cutAfterEffect', count: 1 }),
    });
    const { id } = (await order('H44.01-posted', false)).json;
    await until('the feed speaks of it', async () => (await state(id)).events.length > 0);
    const body = {
      dossier: 'H44.01-posted',
      direction: 'collect',
      sender: { ...party(false), phone: canaries.marked() },
    };
    expect((await client.ask('POST', '/v1/deliveries', { body })).status).toBe(400);
  }

  /** One record by way of the bus, unreadable but sealed; one straight, with a personal value in its bytes. */
  async function quarantine(key: string): Promise<void> {
    const { bus, core, side, store } = product.embedded;
    const count = async (): Promise<number> => {
      const { rows } = await sql<{ n: number }>`
        select (select count(*) from gateway.quarantine)::int4 + (select count(*) from connectors.quarantine)::int4 as n`.execute(
        store.db('gateway'),
      );
      return rows[0]?.n ?? 0;
    };
    const headers = { ce_type: 'vn.lienthong.nobody.knows' };
    await bus.publish(Object.values(topics).map((topic) => ({ topic, key, headers, value: Buffer.from('{}') })));
    await until('two records in quarantine', async () => (await count()) === 2);
    for (const [topic, handler] of [[topics.outcomes, core] as const, [topics.exchanges, side] as const]) {
      const value = Buffer.from(`{"name":"${canaries.marked()}"`);
      const place = { partition: 0, offset: '999999', appendedAt: new Date() };
      await handler.quarantine({ topic, key, headers, value, ...place }, 'message.notJson');
    }
    expect(await count()).toBe(4);
  }

  async function provokeErrors(client: ApiClient): Promise<Answer[]> {
    const code = 'H44.01-done';
    const { applicant } = canaries.dossier();
    const [name, digits] = [canaries.marked(), canaries.digits(11)];
    const answers = [
      await client.put(code, canaries.dossier({ revision: 1 })),
      await client.put(code, canaries.dossier({ revision: 2 })),
      await client.put(code, {
        ...canaries.dossier({ revision: 3 }),
        applicant: { ...applicant, personalNumber: digits },
      }),
      await client.put(code, {
        ...canaries.dossier({ revision: 3 }),
        applicant: { ...applicant, email: name, phone: name },
      }),
      await client.put(code, {
        ...canaries.dossier({ revision: 3 }),
        status: name,
        unit: name,
        dueAt: name,
        channel: name,
      }),
      await client.put(code, JSON.stringify(canaries.dossier({ revision: 3 })).slice(0, -5)),
      await client.put(code, `{"name":"${name}","name":"${name}"}`),
      await client.step(code, { ...canaries.step('b1'), by: { name } }),
      await client.step(code, canaries.step('b1')),
      await client.step(code, canaries.step('b2'), { 'idempotency-key': `${canaries.plain()}\u00e9` }),
      await client.get(`/v1/dossiers?name=${encodeURIComponent(name)}`),
      await client.get(`/v1/dossiers?cursor=${canaries.plain()}`),
      await client.get(`/v1/dossiers/${encodeURIComponent(name)}`),
      await client.get(`/v1/people/${digits}`),
      await product.operator.act('abandon', 'none', { reason: canaries.marked() }),
      await product.operator.act('resolve', 'none', { evidence: canaries.marked() }),
    ];
    expect(answers.map(({ status }) => status).filter((status) => status < 400 || status >= 500)).toEqual([]);
    return answers;
  }

  async function withStore<T>(work: (store: Store) => Promise<T>): Promise<T> {
    const store = await openStore({ dataDir: product.dataDir });
    try {
      return await work(store);
    } finally {
      await store.close();
    }
  }

  it('were many, and every end was reached', () => {
    expect(new Set(canaries.values).size).toBeGreaterThanOrEqual(50);
    expect([...states].sort()).toEqual(expect.arrayContaining(['abandoned', 'done', 'parked', 'refused', 'unknown']));
  });

  it('stood in every field that the API marks personal, in a request that was accepted', () => {
    expect(fields.length).toBeGreaterThanOrEqual(50);
    expect(fields).toEqual(expect.arrayContaining([...cannotCarry]));
    expect(witness.missing(fields)).toEqual([...cannotCarry]);
  });

  it('did reach the partner: its own folder holds them', () => {
    const found = search.inFolder(product.sandboxDir);
    expect(new Set(found.map(({ stem }) => stem))).toEqual(new Set(Object.values(stems)));
  });

  it('stand in no file of the data folder, write-ahead log and keys included', () => {
    expect(search.inFolder(product.dataDir)).toEqual([]);
  });

  it('stand in no cell of any table, and in no record of the bus', async () => {
    const { found, rows } = await withStore((store) => searchTables(store, search));

    const filled = [
      'bus.record',
      'gateway.idempotency',
      'gateway.quarantine',
      'connectors.quarantine',
      'connectors.attempt',
      'connectors.received',
      'gateway.payment',
      'gateway.credit',
      'gateway.refund',
      'gateway.delivery',
      'gateway.delivery_row',
      'gateway.citizen_check',
      'gateway.handover',
      'gateway.feed_event',
    ];
    expect(filled.filter((table) => !rows.get(table))).toEqual([]);
    expect(found).toEqual([]);
  });

  it('stand in no log line, no metric and no error', () => {
    expect(outputs.logs.split('\n').length).toBeGreaterThan(50);
    expect(search.in('logs', outputs.logs)).toEqual([]);
    expect(search.in('metrics', outputs.metrics)).toEqual([]);
    expect(outputs.errors.flatMap((text, at) => search.in(`error ${at}`, text))).toEqual([]);
  });

  it.each([
    ['a clear column', sql`update gateway.dossier set procedure = ${canaries.marked()} where code = 'H44.01-done'`],
    [
      'a header on the bus',
      sql`update bus.record set headers = ${JSON.stringify({ x: canaries.plain() })} where "offset" = 0`,
    ],
    [
      'a number in a value on the bus',
      sql`update bus.record set value = ${Buffer.from(Buffer.from(`<${canaries.digits(12)}>`).toString('base64'))} where "offset" = 1`,
    ],
  ])('are found when they are planted in %s', async (_, plant) => {
    const { found } = await withStore(async (store) => {
      await plant.execute(store.db('bus'));
      return searchTables(store, search);
    });
    expect(found.length).toBeGreaterThan(0);
    expect(search.inFolder(product.dataDir).length).toBeGreaterThan(0);
  });

  it.each(Object.values(stems).flatMap((stem) => ['NFC', 'NFD'].map((form) => [stem.normalize(form), stem] as const)))(
    '%s would be found in each of the encodings',
    (text, stem) => {
      const value = `${text} 4711`;
      const json = JSON.stringify(value).replace(/[^\x20-\x7e]/g, (char) => {
        return `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`;
      });
      const hidden = {
        utf8: value,
        utf16le: Buffer.from(value, 'utf16le'),
        base64: Buffer.from(value).toString('base64'),
        base64At1: Buffer.from(`1${value}`).toString('base64'),
        base64At2: Buffer.from(`12${value}`).toString('base64url'),
        hex: Buffer.from(value).toString('hex'),
        percent: encodeURIComponent(value),
        json,
      };
      const missed = Object.entries(hidden).filter(([, hay]) => search.in('', hay).every((hit) => hit.stem !== stem));
      expect(missed).toEqual([]);
    },
  );
});
