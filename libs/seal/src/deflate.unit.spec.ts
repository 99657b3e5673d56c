import { deflateRawSync } from 'node:zlib';
import { randomBytes } from 'node:crypto';
import fc from 'fast-check';
import { Packer, Unpacker } from './deflate.js';

const dictionary = Buffer.from('{"name":"NGUYEN VAN ","address":{"provinceCode":"');
const small = { level: 1, windowBits: 12, memLevel: 5, dictionary };
const packer = new Packer(small);
const unpacker = new Unpacker({ dictionary });
const text = fc.array(fc.constantFrom('{"name":"NGUYEN VAN A"', 'x', '{}', ' đường Mẫu ', '"provinceCode"'), {
  maxLength: 300,
});
const content = fc.oneof(
  text.map((parts) => Buffer.from(parts.join(''))),
  fc.uint8Array({ maxLength: 500 }).map((bytes) => Buffer.from(bytes)),
  fc.integer({ min: 60_000, max: 70_000 }).map((length) => Buffer.alloc(length, 'ab')),
);

test('packs as node:zlib does, one after the other, and unpacks what it packed', () => {
  fc.assert(
    fc.property(content, (bytes) => {
      const ordinary = deflateRawSync(bytes, small);
      const packed = packer.pack(bytes);
      expect(packed && Buffer.from(packed)).toEqual(ordinary.byteLength < bytes.byteLength ? ordinary : undefined);
      expect(unpacker.unpack(ordinary).equals(bytes)).toBe(true);
    }),
  );
});

test('the Node.js that comes with the install holds its native state as we know it', () => {
  expect([packer.isQuick, unpacker.isQuick]).toEqual([true, true]);
});

test('what does not unpack is refused as by node:zlib, and the next one unpacks all the same', () => {
  const good = deflateRawSync(Buffer.from('abc'), { dictionary });
  for (const bad of [Buffer.from('no deflate'), good.subarray(0, -1), randomBytes(200)]) {
    const fresh = new Unpacker({ dictionary });
    expect(() => fresh.unpack(bad)).toThrow();
    expect(fresh.unpack(good).toString()).toBe('abc');
  }
});

test('one that is used for what it unpacked keeps its bytes', () => {
  const first = unpacker.unpack(deflateRawSync(Buffer.from('first'), { dictionary }));
  unpacker.unpack(deflateRawSync(Buffer.from('other'), { dictionary }));
  expect(first.toString()).toBe('first');
});
