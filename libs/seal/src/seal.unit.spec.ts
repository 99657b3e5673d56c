import { createCipheriv, randomBytes } from 'node:crypto';
import { deflateRawSync } from 'node:zlib';
import fc from 'fast-check';
import { SealBroken } from './errors.js';
import { maxContentBytes, open, seal } from './seal.js';
import { DataKey } from './secret.js';

const key = new DataKey(randomBytes(32));
const bytes = fc.oneof(
  fc.uint8Array({ maxLength: 600 }),
  fc
    .tuple(fc.uint8Array({ maxLength: 20 }), fc.nat(200))
    .map(([piece, times]) => Buffer.concat(Array<Uint8Array>(times).fill(piece))),
);
const broken = (reason: string) => expect.objectContaining({ name: 'SealBroken', reason }) as Error;
const opening =
  (box: Uint8Array, context = 'here', by = key) =>
  () =>
    open(by, box, context);

test('what was sealed opens, with its key and in its place', () => {
  fc.assert(
    fc.property(bytes, fc.string({ unit: 'binary' }), (content, context) => {
      expect(open(key, seal(key, content, context), context).equals(content)).toBe(true);
    }),
  );
});

test('any changed byte, any cut, another key and another place are refused', () => {
  fc.assert(
    fc.property(bytes, fc.nat(), fc.integer({ min: 1, max: 255 }), (content, at, flip) => {
      const box = seal(key, content, 'here');
      const changed = Buffer.from(box);
      changed[at % box.length]! ^= flip;
      expect(opening(changed)).toThrow(SealBroken);
      expect(opening(box.subarray(0, at % box.length))).toThrow(SealBroken);
      expect(opening(box, 'elsewhere')).toThrow(broken('notAuthentic'));
      expect(opening(box, 'here', new DataKey(randomBytes(32)))).toThrow(broken('notAuthentic'));
    }),
  );
});

test('the reasons say what is wrong', () => {
  expect(opening(Buffer.alloc(0))).toThrow(broken('short'));
  expect(opening(Buffer.of(1, 2, 3))).toThrow(broken('short'));
  expect(opening(Buffer.alloc(100, 9))).toThrow(broken('version'));
});

test('two boxes of one content differ', () => {
  expect(seal(key, Buffer.from('a'), 'x').equals(seal(key, Buffer.from('a'), 'x'))).toBe(false);
});

test('large contents that repeat are packed, small and random ones are not', () => {
  expect(seal(key, Buffer.alloc(10_000, 'nguyễn'), 'x').byteLength).toBeLessThan(500);
  expect(seal(key, randomBytes(10_000), 'x').byteLength).toBe(10_029);
  expect(seal(key, Buffer.alloc(63, 'a'), 'x').byteLength).toBe(63 + 29);
});

test('a bomb does not unpack, and too much is refused before it is sealed', () => {
  expect(() => seal(key, Buffer.alloc(maxContentBytes + 1), 'x')).toThrow(RangeError);
  const bomb = deflateRawSync(Buffer.alloc(maxContentBytes + 1));
  expect(opening(forged(2, bomb))).toThrow(broken('tooLarge'));
  expect(opening(forged(2, Buffer.from('no deflate')))).toThrow(broken('inflate'));
});

test('what was packed without our common words still opens', () => {
  const content = Buffer.from('{"name":"NGUYEN VAN MAU","name":"NGUYEN VAN MAU"}'.repeat(20));
  expect(open(key, forged(2, deflateRawSync(content)), 'here').equals(content)).toBe(true);
});

test('a short record of ours takes half of what it did', () => {
  const step = {
    key: 'b1',
    by: 'LE VAN MAU',
    content: 'đã nhận',
    status: 'processing',
    at: '2026-11-21T09:00:00+07:00',
  };
  const record = Buffer.from(JSON.stringify({ code: 'H44.01-20261120-0001', step }));
  expect(seal(key, record, 'here').length).toBeLessThan(record.length * 0.7);
});

/** A box with a content of our choice behind the version byte, as only somebody with the key can make it. */
function forged(version: number, content: Uint8Array): Buffer {
  const nonce = randomBytes(12);
  const cipher = createCipheriv('aes-256-gcm', key.reveal(), nonce);
  cipher.setAAD(Buffer.from(`${version}|here`));
  const body = Buffer.concat([cipher.update(content), cipher.final()]);
  return Buffer.concat([Buffer.of(version), nonce, cipher.getAuthTag(), body]);
}
