import { marked, sameAs, stretchBytes } from './body-marks.js';
import type { BodyMarks } from './bulk-upload.js';

async function* inChunks(bytes: Buffer, most: number): AsyncGenerator<Buffer> {
  for (let from = 0; from < bytes.length; from += most) yield await Promise.resolve(bytes.subarray(from, from + most));
}

async function collect(body: AsyncIterable<Buffer>): Promise<{ readonly bytes: Buffer; readonly fault?: unknown }> {
  const came: Buffer[] = [];
  try {
    for await (const bytes of body) came.push(bytes);
  } catch (fault) {
    return { bytes: Buffer.concat(came), fault };
  }
  return { bytes: Buffer.concat(came) };
}

async function marksOf(bytes: Buffer, key = 'k', most = 1000): Promise<BodyMarks> {
  let marks: BodyMarks | undefined;
  const { bytes: same } = await collect(marked(inChunks(bytes, most), key, (known) => (marks = known)));
  expect(same.equals(bytes)).toBe(true);
  return marks!;
}

const ofLength = (length: number): Buffer =>
  Buffer.from(Array.from({ length }, (_, at) => (at * 31 + (at >> 8)) % 251));

describe('marks of a body', () => {
  it.each([0, 1, stretchBytes - 1, stretchBytes, stretchBytes + 1, 3 * stretchBytes])(
    'let the same %d bytes through, however they are cut',
    async (length) => {
      const bytes = ofLength(length);
      const marks = await marksOf(bytes);
      expect(marks.stretches).toHaveLength(8 * Math.floor(length / stretchBytes));
      for (const most of [777, 5 * stretchBytes]) {
        expect(await collect(sameAs(marks, inChunks(bytes, most), 'k'))).toEqual({ bytes });
      }
    },
  );

  const first = ofLength(3 * stretchBytes + 5);
  const changedAt = (at: number): Buffer => {
    const other = Buffer.from(first);
    other[at] = other[at]! ^ 1;
    return other;
  };
  it.each<[string, Buffer, number]>([
    ['the first byte', changedAt(0), 0],
    ['the last byte of a stretch', changedAt(2 * stretchBytes - 1), 1],
    ['the first byte of a stretch', changedAt(2 * stretchBytes), 2],
    ['the last byte', changedAt(first.length - 1), 3],
    ['a byte more', Buffer.concat([first, Buffer.from('x')]), 3],
    ['a stretch more', Buffer.concat([first, first.subarray(0, stretchBytes)]), 3],
    ['a byte less', first.subarray(0, -1), 3],
    ['its end at that of a stretch', first.subarray(0, 2 * stretchBytes), 2],
    ['nothing at all', Buffer.alloc(0), 0],
  ])('stop another body before the stretch in which it differs: %s', async (_, other, stretches) => {
    const marks = await marksOf(first);
    const { bytes, fault } = await collect(sameAs(marks, inChunks(other, 1000), 'k'));
    expect(fault).toMatchObject({ code: 'idempotency.mismatch' });
    expect(bytes.length).toBe(stretches * stretchBytes);
  });

  it('say nothing of a body without its key', async () => {
    const [one, other] = [await marksOf(first, 'k'), await marksOf(first, 'l')];
    expect(one.whole).not.toBe(other.whole);
    expect(one.stretches.equals(other.stretches)).toBe(false);
  });
});
