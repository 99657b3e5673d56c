import { randomBytes } from 'node:crypto';
import { performance } from 'node:perf_hooks';
import { createTransport, type HttpRequest } from '@lienthong/connector-kit';
import type { DeliveryOrder } from '@lienthong/contracts';
import { eventually, FeedBench, type FeedHarness } from '@lienthong/connector-kit/testing';
import { Keyring, MasterKey } from '@lienthong/seal';
import { startSandbox, type Sandbox } from '@lienthong/sandbox';
import { pgliteTestStore, tempFolder, type TestStore } from '@lienthong/store/testing';
import { postFeed } from '../testing/post-office/feed.js';
import { attemptPost, postConfigOf, postGolden } from '../testing/post-office/post.js';
import { createPostOfficeConnector } from './post-office.connector.js';
import { transportSettingsOf } from '../slice-transport.js';

/** A part of the measured 50,000 in every run of the tests; the whole with `ROWS=50000`. */
const rows = Number(process.env['ROWS'] ?? 1_000);
const futureSeconds = 600;

const configOf = (sandboxUrl: string, changes: object) =>
  postConfigOf({
    baseUrl: `${sandboxUrl}/post-office`,
    auth: { key: 'sandbox-post-key', secret: 'sandbox-post-secret' },
    transport: { allowPrivateAddresses: true },
    ...changes,
  });

const sandboxFeed = ({ dialect = 'ngsp', ...feed }: { dialect?: string; everySeconds: number }): FeedHarness => ({
  ...postFeed,
  connector: ({ baseUrl, pageRows }) => {
    const config = configOf(baseUrl, { dialect, feed: { pageRows, futureSeconds, ...feed } });
    return createPostOfficeConnector(config, { transport: createTransport(transportSettingsOf(config)) });
  },
});

describe("the sandbox's post", () => {
  const folder = tempFolder('post-volume');
  const keyring = new Keyring(new MasterKey(randomBytes(32)));
  let sandbox: Sandbox;
  let database: TestStore;
  beforeAll(async () => {
    [sandbox, database] = await Promise.all([startSandbox({ port: 0, dataDir: folder.path }), pgliteTestStore()]);
  });
  afterAll(async () => {
    await database.dispose();
    await sandbox.close();
    folder.remove();
  });

  const drive = async (path: string, body: object): Promise<void> => {
    const headers = { 'content-type': 'application/json' };
    const sent = await fetch(`${sandbox.url}/post-office${path}`, {
      method: 'POST',
      headers,
      body: JSON.stringify(body),
    });
    if (!sent.ok) throw new Error(await sent.text());
  };
  const parcels = (prefix: string, count: number, from: Date, everySeconds = 1) =>
    drive('/orders', { customerCode: 'HCC-H99', life: 'registered', prefix, count, from, everySeconds });
  const read = (feed: Parameters<typeof sandboxFeed>[0] & { overlapSeconds?: number }) =>
    FeedBench.open(sandboxFeed(feed), { store: database.store, keyring, baseUrl: sandbox.url, pageRows: 1_000 });

  it(`${rows} rows are stored and told in time`, async () => {
    await parcels('LOAD-', rows, new Date(Date.now() - 30 * 24 * 3_600_000));
    const [began, before] = [performance.now(), process.cpuUsage()];
    const bench = await read({ everySeconds: 0.2 });
    try {
      await eventually(
        'all rows',
        () => bench.messages.length,
        (count) => count >= rows,
        100_000,
      );
      const seconds = (performance.now() - began) / 1000;
      const { user, system } = process.cpuUsage(before);
      const cpu = ((user + system) / 1e6).toFixed(1);
      console.log(
        `post-office feed: ${rows} rows stored and told in ${seconds.toFixed(1)} s, ${cpu} s of CPU in this process`,
      );
      expect(new Set(bench.tracked().map(({ event }) => event)).size).toBe(rows);
      expect(bench.messages).toHaveLength(rows);
      if (rows >= 50_000) expect(seconds).toBeLessThan(30);
    } finally {
      await bench.stop();
    }
  }, 120_000);

  it('a row that the feed has left behind in doubt is confirmed when its time has come', async () => {
    await parcels('DOUBT-', 1, new Date());
    const eventTime = new Date(Date.now() + futureSeconds * 1000 + 2_500);
    await drive('/orders/DOUBT-1/steps', { code: 4, eventTime });
    // No overlap: what is behind the cursor is not read again.
    await parcels('LATER-', 2, new Date(Date.now() + 600));
    const bench = await read({ everySeconds: 0.2, overlapSeconds: 0 });
    try {
      const doubtful = () => bench.tracked().filter(({ at }) => at === eventTime.toISOString());
      const told = await eventually('both words', doubtful, (words) => words.length >= 2, 20_000);
      expect(told.map(({ confirmed, state }) => [confirmed, state])).toEqual([
        [false, 'delivered'],
        [true, 'delivered'],
      ]);
      expect(new Set(told.map(({ event }) => event)).size).toBe(1);
    } finally {
      await bench.stop();
    }
  }, 30_000);

  it('speaks the dialect of a province too: ordered with and without a waybill number, taken back, read in the feed', async () => {
    const config = configOf(sandbox.url, { dialect: 'lgsp' });
    const transport = createTransport(transportSettingsOf(config));
    const request = (what: HttpRequest) =>
      transport.request(what, { deadlineMs: 5_000, signal: AbortSignal.timeout(10_000) });
    const http = { read: request, send: request };
    const golden = JSON.parse(postGolden('order.input.json')) as DeliveryOrder;
    const order = (reference: string, itemCode: string | null) =>
      attemptPost('order', { ...golden, reference, itemCode }, http, config);
    const held = async (reference: string): Promise<object> => {
      const { order, itemCode } = (await (await fetch(`${sandbox.url}/post-office/orders/${reference}`)).json()) as {
        order: object;
        itemCode: string;
      };
      return { ...order, itemCode };
    };
    try {
      expect(await order('LGSP-1', null)).toEqual({ outcome: 'done', facts: {} });
      expect(await order('LGSP-1', null)).toEqual({ outcome: 'done', facts: { existed: true } });
      expect(await order('LGSP-2', 'EB125966888VN')).toEqual({ outcome: 'done', facts: {} });
      const common = { CustomerCode: 'HCC-H99', FlagConfig: 2 };
      expect(await held('LGSP-1')).toMatchObject({ ...common, itemCode: expect.stringMatching(/^EZ/) as string });
      expect(await held('LGSP-2')).toMatchObject({ ...common, ItemCode: 'EB125966888VN', itemCode: 'EB125966888VN' });
      const taken = { delivery: 'd', account: 'h99', reference: 'LGSP-1' };
      expect(await attemptPost('cancel', taken, http, config)).toEqual({ outcome: 'done' });
      expect(await attemptPost('cancel', taken, http, config)).toMatchObject({ outcome: 'refused' });
    } finally {
      await transport.close();
    }
    const bench = await read({ dialect: 'lgsp', everySeconds: 0.2 });
    try {
      const statesOf = (reference: string) =>
        bench
          .tracked()
          .filter((row) => row.reference === reference)
          .map(({ state }) => state);
      await eventually(
        'the cancellation',
        () => statesOf('LGSP-1'),
        (states) => states.includes('cancelled'),
        20_000,
      );
      expect([statesOf('LGSP-1'), statesOf('LGSP-2')]).toEqual([['accepted', 'cancelled'], ['accepted']]);
    } finally {
      await bench.stop();
    }
  }, 30_000);
});
