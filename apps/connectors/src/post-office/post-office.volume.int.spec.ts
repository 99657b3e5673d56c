import { randomBytes } from 'node:crypto';
import { performance } from 'node:perf_hooks';
import { createTransport } from '@lienthong/connector-kit';
import { eventually, FeedBench, type FeedHarness } from '@lienthong/connector-kit/testing';
import { Keyring, MasterKey } from '@lienthong/seal';
import { startSandbox, type Sandbox } from '@lienthong/sandbox';
import { pgliteTestStore, tempFolder, type TestStore } from '@lienthong/store/testing';
import { postFeed } from '../testing/post-office/feed.js';
import { postConfigOf } from '../testing/post-office/post.js';
import { createPostOfficeConnector } from './post-office.connector.js';
import { transportSettingsOf } from '../slice-transport.js';

/** A part of the measured 50,000 in every run of the tests; the whole with `ROWS=50000`. */
const rows = Number(process.env['ROWS'] ?? 2_000);
const futureSeconds = 600;

const sandboxFeed = (feed: object = {}): FeedHarness => ({
  ...postFeed,
  connector: ({ baseUrl, pageRows }) => {
    const config = postConfigOf({
      ...{ baseUrl: `${baseUrl}/post-office`, feed: { pageRows, futureSeconds, ...feed } },
      auth: { key: 'sandbox-post-key', secret: 'sandbox-post-secret' },
      transport: { allowPrivateAddresses: true },
    });
    return createPostOfficeConnector(config, { transport: createTransport(transportSettingsOf(config)) });
  },
});

describe("the feed of the sandbox's post", () => {
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
  const read = (feed: object, pageRows: number) =>
    FeedBench.open(sandboxFeed(feed), { store: database.store, keyring, baseUrl: sandbox.url, pageRows });

  it(`${rows} rows are stored and told in time`, async () => {
    await parcels('LOAD-', rows, new Date(Date.now() - 30 * 24 * 3_600_000));
    const began = performance.now();
    const bench = await read({ everySeconds: 0.2 }, 1_000);
    try {
      await eventually(
        'all rows',
        () => bench.messages.length,
        (count) => count >= rows,
        60_000,
      );
      const seconds = (performance.now() - began) / 1000;
      console.log(`post-office feed: ${rows} rows stored and told in ${seconds.toFixed(1)} s`);
      expect(new Set(bench.tracked().map(({ event }) => event)).size).toBe(rows);
      expect(bench.messages).toHaveLength(rows);
      // 50,000 in 30 seconds; a part of them has the start in it, on a machine that is busy.
      expect(seconds).toBeLessThan(rows < 50_000 ? 15 : 30);
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
    const bench = await read({ everySeconds: 0.2, overlapSeconds: 0 }, 1_000);
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
});
