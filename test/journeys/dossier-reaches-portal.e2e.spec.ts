import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { DossierSnapshot } from '@lienthong/contracts';
import { aDossier, aStep } from '../support/dossier.js';
import { progress, sync } from '../support/portal-control.js';
import { startProduct, type Product } from '../support/product.js';
import { until } from '../support/until.js';

const goldenFolder = resolve(__dirname, '../contract/dvc-portal');
const readGolden = <T>(file: string): T => JSON.parse(readFileSync(join(goldenFolder, file), 'utf8')) as T;

/** Golden records that follow from what the agency says alone: facts are the gateway's, no PUT can state them. */
const goldens = readdirSync(goldenFolder)
  .filter((file) => file.endsWith('.input.json') && file.startsWith('sync-'))
  .map((file) => ({ name: file.replace('.input.json', ''), input: readGolden<DossierSnapshot>(file) }))
  .filter(({ input }) => Object.keys(input.facts).length === 0);

/** From the agency's PUT to the record at the portal, through sockets, store and bus. */
describe('a dossier reaches the portal', () => {
  let product: Product;
  beforeAll(async () => {
    product = await startProduct();
  }, 60_000);
  afterEach(() => product.portal.clear());
  afterAll(() => product.dispose());

  it('has golden records to be held to', () => expect(goldens.length).toBeGreaterThanOrEqual(11));

  it.each(goldens)('$name: exactly the record of the contract', async ({ name, input }) => {
    const { status, headers, json } = await product.client.putAndWait(input.code, input.dossier);

    expect([status, headers.get('preference-applied')]).toEqual([200, 'wait=20']);
    expect(json).toMatchObject({ result: 'accepted', created: true, pending: [] });
    expect(json.settled).toMatchObject([{ operation: 'syncDossier', number: 1, state: 'settled', outcome: 'done' }]);
    const { data } = readGolden<{ data: [unknown] }>(`${name}.request.json`);
    const held = await product.portal.held(input.code);
    expect(held?.record).toEqual(data[0]);
    expect(held?.counts).toMatchObject({ created: 1, updated: 0 });
  });

  it('holds the newest revision after several, created once', async () => {
    const code = 'H44.01-261120-0100';
    for (const revision of [1, 2, 5]) {
      const { status } = await product.client.put(code, aDossier({ revision, summary: `bản số ${revision}` }));
      expect(status).toBe(202);
    }
    const exchanges = await product.client.allEnded(code);

    expect(exchanges.map(({ number }) => number).sort()).toEqual([1, 2, 3]);
    expect(exchanges.find(({ number }) => number === 3)).toMatchObject({ state: 'settled', outcome: 'done' });
    const held = await product.portal.held(code);
    expect(held?.record).toMatchObject({ TrichYeuHoSo: 'bản số 5' });
    expect(held?.counts.created).toBe(1);
  });

  it('says the newest revision alone when the portal was away meanwhile; the older ones are superseded by it', async () => {
    const code = 'H44.01-261120-0101';
    await product.portal.put({ situation: 'down', all: true });
    for (const revision of [1, 2, 3])
      await product.client.put(code, aDossier({ revision, summary: `bản ${revision}` }));
    await until('the newest one tried', async () =>
      (await product.client.exchangesOf(code)).some(({ number, attempts }) => number === 3 && attempts > 0),
    );
    const behind = await product.client.get(`/v1/dossiers/${code}`);
    await product.portal.clear();
    const exchanges = await product.client.allEnded(code);

    expect(behind.json.partners.portal.state).toBe('behind');
    const newest = exchanges.find(({ number }) => number === 3);
    expect(newest).toMatchObject({ state: 'settled', outcome: 'done' });
    const numberOf = new Map(exchanges.map(({ id, number }) => [id, number]));
    for (const older of exchanges.filter(({ number }) => number < 3)) {
      const { json } = await product.client.get(`/v1/exchanges/${older.id}`);
      expect(json.state).toBe('superseded');
      expect(numberOf.get(json.supersededBy)).toBeGreaterThan(older.number);
    }
    expect(await product.portal.held(code)).toMatchObject({
      record: { TrichYeuHoSo: 'bản 3' },
      counts: { created: 1, updated: 0 },
    });
    expect((await product.client.get(`/v1/dossiers/${code}`)).json.partners.portal.state).toBe('inStep');
  });

  it('brings steps after the dossier, in their order, ten in a call', async () => {
    const code = 'H44.01-261120-0102';
    await product.portal.put({ situation: 'down', all: true });
    await product.client.put(code, aDossier());
    const keys = Array.from({ length: 23 }, (_, at) => `b${at + 1}`);
    for (const key of keys) expect((await product.client.step(code, aStep(key))).status).toBe(202);
    const [firstStep] = (await product.client.exchangesOf(code)).filter(({ operation }) => operation === 'addProgress');
    expect((await product.portal.held(code))?.progress ?? []).toEqual([]);
    const [sync1] = (await product.client.exchangesOf(code)).filter(({ operation }) => operation === 'syncDossier');
    expect(firstStep).toMatchObject({ state: 'waiting', blockedBy: sync1.id });
    await product.portal.clear();
    await product.client.allEnded(code);

    const held = await product.portal.held(code);
    expect(held?.progress.map((row) => row['NoiDungXuLy'])).toEqual(keys.map((key) => `thẩm định ${key}`));
    expect(held?.counts).toMatchObject({ created: 1, repeatedProgress: 0 });
    const rows = (await product.portal.calls(code, progress)).map(
      ({ request }) => (JSON.parse(request.body ?? '{}') as { data: unknown[] }).data.length,
    );
    expect(rows).toEqual([10, 10, 3]);
  });

  it('lets one bad step of ten stop only itself and those behind it', async () => {
    const code = 'H44.01-261120-0103';
    await product.client.putAndWait(code, aDossier());
    await product.portal.put({ situation: 'refuses', count: 2 }, progress);
    const steps = await Promise.all(['b1', 'b2', 'b3'].map((key) => product.client.step(code, aStep(key))));
    expect(steps.map(({ status }) => status)).toEqual([202, 202, 202]);

    const parked = await until('a parked step', async () =>
      (await product.client.exchangesOf(code)).find(({ state }) => state === 'parked'),
    );
    expect(parked).toMatchObject({ operation: 'addProgress', number: 1, outcome: 'refused', cause: 'portal.refused' });
    // Waiting for it is of no use: whoever would is told at once where it stands.
    const key = `b${steps.findIndex((step) => step.json.exchanges[0] === parked.id) + 1}`;
    const asked = Date.now();
    const again = await product.client.step(code, aStep(key), { prefer: 'wait=30' });
    const standing = { id: parked.id, state: 'parked', outcome: 'refused', cause: 'portal.refused', whoActs: 'agency' };
    expect([again.status, again.json.settled, again.json.pending]).toEqual([202, [], [standing]]);
    expect(Date.now() - asked).toBeLessThan(10_000);
    expect((await product.client.step(code, aStep(key))).status).toBe(200);
    const { json } = await product.client.get(`/v1/dossiers/${code}`);
    expect(json).toMatchObject({ partners: { portal: { state: 'parked', exchange: parked.id } } });
    expect(json.waitingOn).toMatchObject({ who: 'agency', name: 'H44.01', why: expect.any(String) });
    // What the parked one holds back is said to be held by it.
    await until('the steps behind it blocked by it', async () => {
      const behind = (await product.client.exchangesOf(code)).filter(({ state }) => state === 'waiting');
      return behind.length === 2 && behind.every(({ blockedBy }) => blockedBy === parked.id);
    });

    const retried = await product.operator.act('retry', parked.id);
    expect(retried.status).toBe(202);
    await until('all three steps settled', async () =>
      (await product.client.exchangesOf(code)).every(({ state }) => state === 'settled'),
    );
    expect((await product.portal.held(code))?.progress).toHaveLength(3);
  });

  it('tells pointer and agency where the portal needs a field that is missing; the next revision mends it', async () => {
    const code = 'H44.01-261120-0104';
    const refused = await product.client.putAndWait(code, aDossier({ receivedAt: null }));

    expect(refused.status).toBe(200);
    expect(refused.json.settled).toMatchObject([
      { state: 'settled', outcome: 'refused', cause: 'portal.fieldMissing', whoActs: 'agency' },
    ]);
    const { json } = await product.client.get(`/v1/exchanges/${refused.json.exchanges[0]}`);
    expect(json.fields).toEqual([{ pointer: '/receivedAt', code: 'portal.required' }]);
    expect(await product.portal.calls(code, sync)).toEqual([]);
    expect((await product.client.get(`/v1/dossiers/${code}`)).json.waitingOn).toMatchObject({ who: 'agency' });

    const mended = await product.client.putAndWait(code, aDossier({ revision: 2 }));
    expect(mended.json.settled).toMatchObject([{ number: 2, outcome: 'done' }]);
    const after = await product.client.get(`/v1/dossiers/${code}`);
    expect(after.json.partners.portal.state).toBe('inStep');
  });

  it('answers 202 with what is pending when the wait ends first, and what settled when asked again', async () => {
    const code = 'H44.01-261120-0105';
    await product.portal.put({ situation: 'down', all: true });
    const started = Date.now();
    const { status, headers, json } = await product.client.putAndWait(code, aDossier(), 1);

    expect([status, headers.get('location')]).toEqual([202, `/v1/dossiers/${code}`]);
    expect(json).toMatchObject({ settled: [], pending: [{ id: json.exchanges[0] }] });
    expect(await product.client.put(code, aDossier())).toMatchObject({ status: 200, json: { result: 'same' } });
    expect(Date.now() - started).toBeLessThan(5_000);
    await product.portal.clear();
    const again = await product.client.putAndWait(code, aDossier());
    expect([again.status, again.json.result]).toEqual([200, 'same']);
    expect(again.json).toMatchObject({ exchanges: json.exchanges, settled: [{ outcome: 'done' }], pending: [] });
  });

  it.each(['cutAfterEffect', 'timeoutAfterEffect', 'garbage', 'serverErrorAfterEffect'])(
    '%s: not known for a time, then stated again as an update, created once',
    async (situation) => {
      const code = `H44.01-261120-${situation}`;
      await product.portal.put({ situation, count: 1 }, sync);
      const put = await product.client.put(code, aDossier());
      const [id] = put.json.exchanges as [string];
      await product.client.exchangeIn(id, 'unknown');
      const retry = await product.operator.act('retry', id);
      const settled = await product.client.exchangeIn(id, 'settled');

      expect([retry.status, retry.json.code]).toEqual([409, 'exchange.unresolved']);
      expect(settled.attemptList.map(({ outcome }: { outcome: string }) => outcome)).toEqual(['unknown', 'done']);
      expect((await product.portal.held(code))?.counts).toMatchObject({ created: 1 });
    },
  );

  it('writes everything into the timeline, in order, in Vietnamese', async () => {
    const code = 'H44.01-261120-0106';
    await product.portal.put({ situation: 'cutBeforeEffect', count: 1 }, sync);
    const put = await product.client.putAndWait(code, aDossier());
    await product.client.step(code, aStep('b1'), { prefer: 'wait=20' });
    await product.client.putAndWait(code, aDossier({ revision: 2, status: 'processing' }));
    const items = await product.client.timeline(code);

    expect(items.map(({ kind, outcome }) => (outcome ? `${kind} ${outcome}` : kind))).toEqual([
      'dossier.accepted',
      'exchange.unknown unknown',
      'exchange.settled done',
      'step.accepted',
      'exchange.settled done',
      'dossier.accepted',
      'exchange.settled done',
    ]);
    expect(items.map(({ by }) => by)).toEqual([
      'demo',
      ...Array(2).fill('dvc-portal'),
      'demo',
      'dvc-portal',
      'demo',
      'dvc-portal',
    ]);
    expect(items[1]).toMatchObject({ exchange: put.json.exchanges[0], attempt: 1 });
    expect(items[2]).toMatchObject({ exchange: put.json.exchanges[0], attempt: 2 });
    const times = items.map(({ at }) => Date.parse(at));
    expect(times).toEqual([...times].sort((a, b) => a - b));
    expect(items.every(({ at, text }) => /\+07:00$/.test(at) && /[ăâđêôơưàáảãạ]/.test(text))).toBe(true);
  });
});
