import { randomBytes } from 'node:crypto';
import { sql } from 'kysely';
import { createTransport, type InboundRequest } from '@lienthong/connector-kit';
import { eventually, InboundBench } from '@lienthong/connector-kit/testing';
import { hubHandoverIdOf, sealContext, type HandoverTold } from '@lienthong/contracts';
import { Keyring, MasterKey, open } from '@lienthong/seal';
import { pgliteTestStore, severable, type Severable, type TestStore } from '@lienthong/store/testing';
import { serveCallbacks } from '../testing/callbacks/callbacks-server.module.js';
import { hubCall, hubConfigOf, hubGolden } from '../testing/lgsp-exchange/hub.js';
import { transportSettingsOf } from '../slice-transport.js';
import { createLgspExchangeConnector } from './lgsp-exchange.connector.js';

const config = hubConfigOf({ inbound: { secrets: ['hub-calls-with-this'], maxBytes: 4_096 } });
const connector = () =>
  createLgspExchangeConnector(config, { transport: createTransport(transportSettingsOf(config)) });
const said = (name: string, change: object = {}): InboundRequest =>
  hubCall(JSON.stringify({ ...(JSON.parse(hubGolden(`${name}.notification.json`)) as object), ...change }));

/** The hub's calls over a real store and a real server: kept before they are answered, told once, believed only with the secret. */
describe('what the hub brings', () => {
  const keyring = new Keyring(new MasterKey(randomBytes(32)));
  let database: TestStore;
  let cuttable: Severable;
  let bench: InboundBench;
  beforeAll(async () => {
    database = await pgliteTestStore();
    cuttable = severable(database.store);
    const harness = { connector, speakers: [], serve: serveCallbacks };
    bench = await InboundBench.open(harness, { store: cuttable.store, keyring, storeWaitMs: 1_000 });
  });
  afterEach(() => cuttable.heal());
  afterAll(async () => {
    await bench?.stop();
    await database?.dispose();
  });

  const told = (): readonly HandoverTold[] => bench.told('handover.told');
  const until = (count: number) => eventually(`${count} told`, told, (all) => all.length >= count);
  const rows = async () =>
    (
      await sql<{ id: string; what: string; cause: string | null; arrivals: number; record: Buffer }>`
        select c.id, c.what, c.cause, c.arrivals, c.record from connectors.received c order by c.received_at`.execute(
        database.store.db('connectors'),
      )
    ).rows;

  it('is answered in its own words once it is kept, and told once, however often it comes', async () => {
    const answers = [];
    for (let time = 0; time < 3; time += 1) answers.push(await bench.send(said('answered')));
    answers.push(...(await Promise.all(Array.from({ length: 10 }, () => bench.send(said('answered'))))));
    expect(new Set(answers.map(({ status, body }) => `${status} ${body}`))).toEqual(
      new Set([`200 ${hubGolden('notification.answer.json')}`]),
    );
    const [one, ...more] = await until(1);
    expect(more).toEqual([]);
    const reference = 'LT-00000000-0000-8000-8000-000000000001';
    expect(one).toMatchObject({
      ...{ act: 'answered', account: 'hub', reference, handover: hubHandoverIdOf('hub', reference) },
      subject: 'handover:00000000-0000-8000-8000-000000000001',
    });
    expect(await rows()).toMatchObject([{ what: 'handover', arrivals: 13 }]);
  });

  it('is sealed, in the store and on the bus, and its words open for whoever has the key', async () => {
    const words = ['Thông tin hộ tịch đúng', 'LE THI CAN BO', 'ket-qua.pdf'];
    const [one] = told();
    for (const word of words) expect(JSON.stringify(one)).not.toContain(word);
    for (const { record } of await rows()) for (const word of words) expect(record.includes(word)).toBe(false);
    const key = keyring.unwrap(Buffer.from(one!.detail.key, 'base64'));
    const opened = open(key, Buffer.from(one!.detail.box, 'base64'), sealContext.handoverTold(one!.event));
    expect(JSON.parse(opened.toString('utf8'))).toMatchObject({ text: words[0], officer: words[1] });
  });

  it('another word about the same is another event of the same handover', async () => {
    await bench.send(said('accepted'));
    const [first, second] = await until(2);
    expect(second!.subject).toBe(first!.subject);
    expect(second!.event).not.toBe(first!.event);
  });

  it('what is not believed, or cannot be read, is kept with its bytes; of the second operators are told, and have it read again', async () => {
    const before = told().length;
    const stranger = {
      ...said('refused'),
      headers: { ...said('refused').headers, lgspaccesstoken: ['not-the-secret'] },
    };
    expect(await bench.send(stranger)).toEqual({
      ...{ status: 401, body: '{"error_code":"1","message":"lgsp-exchange.secretWrong"}' },
    });
    expect((await bench.send(said('refused', { type: 'XOA' }))).status).toBe(400);
    expect((await bench.send(said('refused', { content: 'x'.repeat(5_000) }))).status).toBe(413);
    await bench.send(said('theirs'));
    const all = await until(before + 1);
    expect(all.slice(before)).toMatchObject([{ act: 'handOver', reference: 'G01-000001' }]);
    expect((await rows()).filter(({ what }) => what === 'refused').map(({ cause }) => cause)).toEqual([
      ...['lgsp-exchange.secretWrong', 'callback.lgsp-exchange.typeUnknown'],
    ]);
    const [row, ...more] = bench.rows();
    expect(more).toEqual([]);
    // Its secret is not kept, and yet it is not for want of it that it is doubted.
    expect(await bench.readAgain(row!.row)).toMatchObject({
      ...{ result: 'stillUnreadable', reason: 'callback.lgsp-exchange.typeUnknown' },
    });
  });

  it('while the store cannot take it the hub is told to come again', async () => {
    cuttable.sever();
    expect((await bench.send(said('theirs-withdrawn'))).status).toBe(503);
    cuttable.heal();
    const before = told().length;
    expect((await bench.send(said('theirs-withdrawn'))).status).toBe(200);
    expect((await until(before + 1)).at(-1)).toMatchObject({ act: 'withdrawn', reference: 'G01-000001' });
  });
});
