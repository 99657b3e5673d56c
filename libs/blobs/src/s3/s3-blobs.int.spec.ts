import { randomBytes, randomUUID } from 'node:crypto';
import { describeBlobsContract, bytesOf, startS3Server, type S3Server } from '../testing/index.js';
import { DataKey } from '@lienthong/seal';
import { receiveFile, S3Blobs, type IncomingFile, type S3Settings } from '../index.js';

const megabyte = 1024 * 1024;
let server: S3Server;
beforeAll(async () => {
  server = await startS3Server();
});
afterAll(() => server?.close());

const settingsOf = (bucket: string, over: Partial<S3Settings> = {}): S3Settings => {
  const { accessKeyId, secretAccessKey, region } = server.access;
  return {
    ...{ endpoint: server.endpoint, region, bucket, prefix: 'tỉnh/25/', pathStyle: true, accessKeyId },
    ...{ secretAccessKey: { reveal: () => secretAccessKey }, callMillis: 20_000, ...over },
  };
};
const newBucket = (): string => {
  const name = `b-${randomUUID()}`;
  server.newBucket(name);
  return name;
};
async function* pieces(...all: readonly Uint8Array[]): AsyncGenerator<Uint8Array> {
  for (const piece of all) yield await Promise.resolve(piece);
}

describeBlobsContract(
  'a bucket',
  async () => {
    const bucket = newBucket();
    return { blobs: await S3Blobs.open(settingsOf(bucket)), again: () => S3Blobs.open(settingsOf(bucket)) };
  },
  11 * megabyte,
);

describe('a store that does not do as it is asked', () => {
  let blobs: S3Blobs;
  const small = randomBytes(100_000);
  beforeEach(async () => {
    blobs = await S3Blobs.open(settingsOf(newBucket(), { callMillis: 1_500 }));
    server.asked.length = 0;
  });
  afterEach(() => {
    server.trouble = () => undefined;
  });
  const onceFor = (asked: string, trouble: 'busy' | 'cut') => {
    let left = 1;
    server.trouble = (method) => (method === asked && left-- > 0 ? trouble : undefined);
  };

  it.each(['busy', 'cut'] as const)('once %s: it is asked again, the same bytes', async (trouble) => {
    onceFor('PUT', trouble);
    const { address } = await blobs.put(pieces(small));
    onceFor('HEAD', trouble);
    expect((await bytesOf(await blobs.get(address)))?.equals(small)).toBe(true);
    expect(server.asked.filter((asked) => asked.startsWith('PUT'))).toHaveLength(2);
  });

  it('busy for long: it is said, after three tries, and nothing is left', async () => {
    server.trouble = (method) => (method === 'PUT' ? 'busy' : undefined);
    await expect(blobs.put(pieces(small))).rejects.toMatchObject({
      code: 'busy',
      named: 'HTTP 503 ServiceUnavailable',
    });
    expect(server.asked).toHaveLength(3);
    server.trouble = () => undefined;
    expect(await blobs.list(Date.now() + 60_000, 10)).toEqual([]);
  });

  it('a part that is not taken: nothing is left of the others', async () => {
    let parts = 0;
    server.trouble = (method) => (method === 'PUT' && ++parts > 1 ? 'busy' : undefined);
    const large = randomBytes(11 * megabyte);
    await expect(blobs.put(pieces(large))).rejects.toMatchObject({ code: 'busy' });
    server.trouble = () => undefined;
    expect(await blobs.list(Date.now() + 60_000, 10)).toEqual([]);
    expect(await blobs.removeUnfinished(Date.now() + 60_000)).toBe(0);
  });

  it.each(['cut', 'slow'] as const)('an answer that is %s in the middle is told while it is read', async (trouble) => {
    const { address } = await blobs.put(pieces(small));
    server.trouble = (method) => (method === 'GET' ? trouble : undefined);
    const content = await blobs.get(address);
    await expect(bytesOf(content)).rejects.toMatchObject({ name: 'S3Fault', code: 'away' });
  });

  it('other bytes than were put are told at their end', async () => {
    const { address } = await blobs.put(pieces(small));
    server.trouble = (method) => (method === 'GET' ? 'other' : undefined);
    await expect(bytesOf(await blobs.get(address))).rejects.toMatchObject({ name: 'BlobBroken' });
  });

  it('silent: every call ends in its time', async () => {
    server.trouble = () => 'silent';
    const began = performance.now();
    const calls = [blobs.put(pieces(small)), blobs.exists('0'.repeat(64)), blobs.owner(), blobs.list(0, 1)];
    for (const { status, reason } of (await Promise.allSettled(calls)) as PromiseRejectedResult[]) {
      expect([status, (reason as { code: string }).code]).toEqual(['rejected', 'away']);
    }
    expect(await blobs.fault()).toMatch(/does not answer in time/);
    expect(performance.now() - began).toBeLessThan(15_000);
  });
});

describe('a file that is refused on its way into a bucket leaves nothing', () => {
  const key = new DataKey(randomBytes(32));
  const block = Buffer.concat([Buffer.from('%PDF-1.7\n'), randomBytes(megabyte)]);
  it.each<[string, number, Partial<IncomingFile>, string]>([
    ['300 MB where 12 are allowed: at the limit, the rest unread', 300, {}, 'tooLarge'],
    ['of another hash, known at its end, when its parts have been sent', 11, { sha256: '0'.repeat(64) }, 'hashDiffers'],
    ['base64 with rubbish behind what was sent', 11, { base64: true }, 'base64Broken'],
  ])('%s', async (_, megabytes, more, code) => {
    const blobs = await S3Blobs.open(settingsOf(newBucket()));
    let given = 0;
    async function* content(): AsyncGenerator<Uint8Array> {
      for (let n = 0; n < megabytes; n += 1) {
        given += 1;
        yield await Promise.resolve(
          more.base64 ? Buffer.from(n < 10 ? block.toString('base64', 0, 786_432) : '*') : block,
        );
      }
    }
    const limits = {
      ...{ bytes: 12 * megabyte, contentTypes: ['application/pdf'] },
      archive: { bytes: megabyte, ratio: 2, smallBytes: 1 },
    };
    const file = { content: content(), contentType: 'application/pdf', key, context: 'c', ...more };
    const answer = await receiveFile(file, blobs, limits);
    expect(answer).toEqual({ kind: 'refused', fault: expect.objectContaining({ code }) as unknown });
    expect(given).toBeLessThanOrEqual(12);
    expect(await blobs.list(Date.now() + 60_000, 10)).toEqual([]);
    expect(await blobs.removeUnfinished(Date.now() + 60_000)).toBe(0);
  });
});

it('notes of what nobody knows are looked for where a page of them lies, not from the first to the last', async () => {
  const blobs = await S3Blobs.open(settingsOf(newBucket()));
  const addresses = Array.from({ length: 40 }, () => randomBytes(32).toString('hex')).sort();
  for (const address of addresses) await blobs.unknownSince(address, 1);
  server.asked.length = 0;
  await blobs.nowKnown(new Set(addresses.slice(20, 22)));
  // One listing, and what it found is removed.
  expect(server.asked.map((asked) => asked.split(' ')[0])).toEqual(['GET', 'DELETE', 'DELETE']);
  const since = await Promise.all(addresses.slice(18, 24).map((address) => blobs.unknownSince(address, 2)));
  expect(since).toEqual([1, 1, 2, 2, 1, 1]);
});

describe('what is wrong is said when it is opened, and without the secret', () => {
  const wrong = { reveal: () => 'not-the-secret' };
  it.each<[string, () => Partial<S3Settings>, string]>([
    ['no such bucket', () => ({ bucket: 'none' }), 'bucketMissing'],
    ['another secret', () => ({ secretAccessKey: wrong }), 'credentialsRefused'],
    ['another access key', () => ({ accessKeyId: 'AKIDOTHER' }), 'credentialsRefused'],
    ['nobody there', () => ({ endpoint: 'http://127.0.0.1:9' }), 'away'],
  ])('%s', async (_, over, code) => {
    const opening = S3Blobs.open(settingsOf(newBucket(), over()));
    const fault = (await opening.catch((error: unknown) => error)) as Error;
    expect(fault).toMatchObject({ name: 'S3Fault', code });
    expect(fault.message).not.toContain('secret');
  });
});
