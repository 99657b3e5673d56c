import { randomBytes } from 'node:crypto';
import { performance } from 'node:perf_hooks';
import { createTransport } from '@lienthong/connector-kit';
import { eventually, FeedBench, type FeedHarness } from '@lienthong/connector-kit/testing';
import { Keyring, MasterKey } from '@lienthong/seal';
import { startSandbox } from '@lienthong/sandbox';
import { pgliteTestStore, tempFolder } from '@lienthong/store/testing';
import { postFeed } from '../testing/post-office/feed.js';
import { postConfigOf } from '../testing/post-office/post.js';
import { createPostOfficeConnector } from './post-office.connector.js';
import { transportSettingsOf } from '../slice-transport.js';

/** A part of the measured 50,000 in every run of the tests; the whole with `ROWS=50000`. */
const rows = Number(process.env['ROWS'] ?? 2_000);

const sandboxFeed: FeedHarness = {
  ...postFeed,
  connector: ({ baseUrl, pageRows }) => {
    const config = postConfigOf({
      ...{ baseUrl: `${baseUrl}/post-office`, feed: { pageRows } },
      auth: { key: 'sandbox-post-key', secret: 'sandbox-post-secret' },
      transport: { allowPrivateAddresses: true },
    });
    return createPostOfficeConnector(config, { transport: createTransport(transportSettingsOf(config)) });
  },
};

it(`${rows} rows of the sandbox's feed are stored and told in time`, async () => {
  const folder = tempFolder('post-volume');
  const sandbox = await startSandbox({ port: 0, dataDir: folder.path });
  const database = await pgliteTestStore();
  const from = new Date(Date.now() - 30 * 24 * 3_600_000).toISOString();
  const body = JSON.stringify({
    customerCode: 'HCC-H99',
    prefix: 'LOAD-',
    count: rows,
    life: 'registered',
    from,
    everySeconds: 1,
  });
  const headers = { 'content-type': 'application/json' };
  await fetch(`${sandbox.url}/post-office/orders`, { method: 'POST', headers, body });
  const keyring = new Keyring(new MasterKey(randomBytes(32)));
  const began = performance.now();
  const bench = await FeedBench.open(sandboxFeed, {
    ...{ store: database.store, keyring, baseUrl: sandbox.url, pageRows: 1_000 },
  });
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
    await database.dispose();
    await sandbox.close();
    folder.remove();
  }
}, 120_000);
