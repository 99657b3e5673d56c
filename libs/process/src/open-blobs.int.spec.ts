import { startS3Server, type S3Server } from '@lienthong/blobs/testing';
import { Secret, type S3StoreConfig } from '@lienthong/config';
import { pgliteTestStore } from '@lienthong/store/testing';
import { isOutage } from '@lienthong/store';
import { openBlobs } from './open-blobs.js';
import { readinessOf } from './readiness.js';

let server: S3Server;
beforeAll(async () => {
  server = await startS3Server();
  server.newBucket('files');
});
afterAll(() => server?.close());

const s3 = (over: Partial<S3StoreConfig> = {}): S3StoreConfig => {
  const { accessKeyId, secretAccessKey, region } = server.access;
  const [id, secret] = [new Secret(accessKeyId), new Secret(secretAccessKey)];
  return { endpoint: server.endpoint, region, bucket: 'files', accessKeyId: id, secretAccessKey: secret, ...over };
};
const refusal = async (over: Partial<S3StoreConfig>): Promise<string> =>
  openBlobs({ s3: s3(over) }).then(
    () => 'opened',
    (error: Error) => `${error.name}: ${error.message}`,
  );

it('a store that the configuration names is taken before any folder', async () => {
  const blobs = await openBlobs({ s3: s3() }, '/nowhere');
  expect(blobs!.place).toBe(`${server.endpoint}/files/`);
  expect(await blobs!.claim('one')).toBe('one');
});

it('while it is away callers are told to come again, not that we are broken', async () => {
  const blobs = await openBlobs({ s3: s3() });
  server.trouble = () => 'busy';
  const fault = await blobs!.exists('0'.repeat(64)).catch((error: unknown) => error);
  server.trouble = () => undefined;
  expect(isOutage(fault)).toBe(true);
});

it('one that cannot be used stops the start in one sentence, without any secret', async () => {
  const secret = 'not-the-secret-of-that-key';
  const sentences = await Promise.all([
    refusal({ bucket: 'none' }),
    refusal({ secretAccessKey: new Secret(secret) }),
    refusal({ endpoint: 'http://127.0.0.1:9' }),
  ]);
  for (const sentence of sentences)
    expect(sentence).toMatch(/^StartRefused: .*attachments\.s3: bucket (files|none) at /s);
  expect(sentences[0]).toContain('there is no such bucket');
  expect(sentences[1]).toContain('refuses our access key');
  expect(sentences[2]).toContain('cannot be reached');
  expect(sentences.join()).not.toContain(secret);
});

it('a process is not ready while its store is away, and says so', async () => {
  const database = await pgliteTestStore();
  const blobs = await openBlobs({ s3: s3() });
  const ready = () =>
    readinessOf({
      ...{ store: database.store, side: 'gateway', blobs, bus: { health: () => Promise.resolve({ state: 'up' }) } },
      ...{ trouble: () => undefined, lag: () => ({ rows: 0, oldestMillis: 0 }), lagLimitMillis: 1 },
    });
  try {
    expect(await ready()).toEqual([]);
    server.trouble = () => 'busy';
    expect(await ready()).toEqual([{ what: 'files', why: expect.stringContaining('too busy') }]);
    server.trouble = () => 'silent';
    expect(await ready()).toEqual([{ what: 'files', why: 'no answer within 1500 ms' }]);
  } finally {
    await database.dispose();
  }
});
