import { createHash, randomBytes } from 'node:crypto';
import fc from 'fast-check';
import {
  DataKey,
  openStream,
  openStreamRange,
  SealBroken,
  sealedStreamBytes,
  sealStream,
  type StreamRange,
} from './index.js';

const key = new DataKey(randomBytes(32));
const context = 'attachment/1/content';
const chunk = 64 * 1024;
const head = 8;
const tag = 16;

async function gathered(pieces: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const found: Uint8Array[] = [];
  for await (const piece of pieces) found.push(Buffer.from(piece));
  return Buffer.concat(found);
}
async function* cut(bytes: Uint8Array, lengths: readonly number[] = []): AsyncGenerator<Uint8Array> {
  let at = 0;
  for (const length of lengths) yield bytes.subarray(at, (at += length));
  yield bytes.subarray(at);
}
const sealed = (content: Uint8Array): Promise<Buffer> => gathered(sealStream(key, cut(content), context));
const opened = (box: Uint8Array, lengths?: readonly number[], under = key, where = context): Promise<Buffer> =>
  gathered(openStream(under, cut(box, lengths), where));
const swapped = (box: Buffer, one: number, other: number): Buffer => {
  const at = (n: number) => head + n * (chunk + tag);
  const piece = (n: number) => box.subarray(at(n), at(n + 1));
  const chunks = [0, 1, 2].map(piece);
  [chunks[one], chunks[other]] = [chunks[other]!, chunks[one]!];
  return Buffer.concat([box.subarray(0, head), ...chunks, box.subarray(at(3))]);
};

describe('a sealed stream', () => {
  const length = fc.oneof(
    fc.constantFrom(0, 1, chunk - 1, chunk, chunk + 1, 2 * chunk, 3 * chunk + 5),
    fc.nat(200_000),
  );
  const cuts = fc.array(fc.nat(90_000), { maxLength: 6 });

  it('opens to what went in, however it was cut on the way, and has the length that was foretold', async () => {
    await fc.assert(
      fc.asyncProperty(length, cuts, cuts, async (bytes, before, after) => {
        const content = Buffer.alloc(bytes, 'abcdefg');
        const box = await gathered(sealStream(key, cut(content, before), context));
        expect(box.byteLength).toBe(sealedStreamBytes(bytes));
        expect((await opened(box, after)).equals(content)).toBe(true);
      }),
      { numRuns: 60 },
    );
  });

  it('does not open where anything of it was changed, cut off, moved or put behind', async () => {
    const content = randomBytes(3 * chunk + 100);
    const box = await sealed(content);
    const hash = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');
    expect(hash(await opened(box))).toBe(hash(content));
    for (const at of [0, 1, 7, 8, head + chunk, head + chunk + tag, box.length - 1]) {
      const changed = Buffer.from(box);
      changed[at]! ^= 1;
      await expect(opened(changed)).rejects.toThrow(SealBroken);
    }
    // At the end of a chunk, where all that is left is authentic, too.
    for (const to of [0, 3, head, head + 5, head + chunk + tag, head + 3 * (chunk + tag), box.length - 1]) {
      await expect(opened(box.subarray(0, to))).rejects.toThrow(SealBroken);
    }
    await expect(opened(swapped(box, 0, 1))).rejects.toThrow(SealBroken);
    await expect(opened(swapped(box, 1, 2))).rejects.toThrow(SealBroken);
    await expect(opened(Buffer.concat([box, Buffer.of(0)]))).rejects.toThrow(SealBroken);
    await expect(opened(Buffer.concat([box, box.subarray(head)]))).rejects.toThrow(SealBroken);
  });

  it('not in another place, and not with another key; the same content is another stream each time', async () => {
    const box = await sealed(Buffer.from('abc'));
    await expect(opened(box, [], key, 'attachment/2/content')).rejects.toThrow(SealBroken);
    await expect(opened(box, [], new DataKey(randomBytes(32)))).rejects.toThrow(SealBroken);
    expect(box.equals(await sealed(Buffer.from('abc')))).toBe(false);
  });

  it('gives the chunks before a fault, and none from it on', async () => {
    const box = await sealed(randomBytes(3 * chunk));
    box[head + chunk + tag + 5]! ^= 1;
    let given = 0;
    const read = async (): Promise<void> => {
      for await (const piece of openStream(key, cut(box), context)) given += piece.byteLength;
    };
    await expect(read()).rejects.toThrow(SealBroken);
    expect(given).toBe(chunk);
  });

  it('whoever stops reading it stops its source', async () => {
    let ended = false;
    async function* endless(): AsyncGenerator<Uint8Array> {
      try {
        for (;;) yield Buffer.alloc(1000);
      } finally {
        ended = true;
      }
    }
    for await (const piece of sealStream(key, endless(), context)) if (piece.byteLength > 100) break;
    expect(ended).toBe(true);
  });
});

describe('a part of a sealed stream', () => {
  const part = async (box: Buffer, bytes: number, range: StreamRange, where = context) => {
    let read = 0;
    const pieces = ({ start, end }: StreamRange) => {
      read += end + 1 - start;
      return Promise.resolve(cut(box.subarray(start, end + 1), [3, 70_000]));
    };
    const content = await gathered(openStreamRange(key, { bytes, context: where, read: pieces }, range));
    return { content, read };
  };

  it('is what stands there, and costs its own chunks and no others', async () => {
    const contents = await Promise.all(
      [1, chunk - 1, chunk, chunk + 1, 3 * chunk, 5 * chunk + 7].map(async (bytes) => {
        const content = randomBytes(bytes);
        return { content, box: await sealed(content) };
      }),
    );
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...contents), fc.nat(), fc.nat(), async ({ content, box }, one, other) => {
        const [start, end] = [one % content.length, other % content.length].sort((a, b) => a - b) as [number, number];
        const { content: found, read } = await part(box, content.length, { start, end });
        expect(found.equals(content.subarray(start, end + 1))).toBe(true);
        const chunks = Math.floor(end / chunk) - Math.floor(start / chunk) + 1;
        expect(read).toBeLessThanOrEqual(head + chunks * (chunk + tag));
      }),
      { numRuns: 80 },
    );
  });

  it('does not open where it was changed, cut, moved, of another length, or in another place', async () => {
    const content = randomBytes(3 * chunk);
    const box = await sealed(content);
    const range = { start: chunk + 5, end: 2 * chunk + 5 };
    expect((await part(box, content.length, range)).content.length).toBe(chunk + 1);
    const changed = Buffer.from(box);
    changed[head + chunk + tag]! ^= 1;
    const prefix = Buffer.from(box);
    prefix[3]! ^= 1;
    const old = Buffer.from(box);
    old[0] = 9;
    const cutAt = box.subarray(0, head + 2 * (chunk + tag));
    for (const broken of [changed, prefix, old, cutAt, swapped(box, 1, 2), box.subarray(0, 5)]) {
      await expect(part(broken, content.length, range)).rejects.toThrow(SealBroken);
    }
    await expect(part(box, content.length, range, 'attachment/2/content')).rejects.toThrow(SealBroken);
    // Whoever says that it is longer, or ends before, does not get its last chunk.
    const last = { start: 3 * chunk - 5, end: 3 * chunk - 1 };
    await expect(part(box, content.length + 1, last)).rejects.toThrow(SealBroken);
    await expect(part(box, 2 * chunk, { start: chunk, end: chunk + 5 })).rejects.toThrow(SealBroken);
  });
});
