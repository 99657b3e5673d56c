import fc from 'fast-check';
import { requests } from 'kafkajs/src/protocol/requests/index.js';
import { crc32c } from './crc32c.js';
import { encodeProduce, type Produce } from './encode-produce.js';

const now = Date.UTC(2026, 10, 22, 8, 30);
beforeAll(() => void jest.useFakeTimers({ now }));
afterAll(() => void jest.useRealTimers());

const text = fc.oneof(fc.string({ maxLength: 200 }), fc.string({ unit: 'binary', maxLength: 80 }));
const headers = fc.dictionary(
  fc.string({ unit: 'grapheme', minLength: 1, maxLength: 20 }).filter((name) => name !== '__proto__'),
  text,
  { maxKeys: 12, noNullPrototype: true },
);
const value = fc.oneof(
  fc.uint8Array({ maxLength: 300 }),
  fc.nat(20_000).map((length) => new Uint8Array(length)),
);
const record = fc.record({ key: text, headers, value: value.map((bytes) => Buffer.from(bytes)) });
const partition = fc.record({ partition: fc.nat(200), messages: fc.array(record, { minLength: 1, maxLength: 80 }) });
const topic = fc.record({
  topic: fc.string({ minLength: 1, maxLength: 40 }),
  partitions: fc.array(partition, { maxLength: 4 }),
});
const produce = fc.record({
  acks: fc.constantFrom(-1, 0, 1),
  timeout: fc.nat(60_000),
  topicData: fc.array(topic, { maxLength: 3 }),
});

/** What the client library would send. */
async function theirs(wanted: Produce, version: number): Promise<Buffer> {
  const topicData = wanted.topicData.map(({ topic: name, partitions }) => ({
    topic: name,
    partitions: partitions.map((part) => ({ ...part, firstSequence: 0 })),
  }));
  const options = { ...wanted, topicData, producerId: -1, compression: 0 };
  return (await requests.Produce.protocol({ version })(options).request.encode()).buffer;
}

test.each([3, 7])('is byte for byte what the client library would send in version %i', (version) =>
  fc.assert(
    fc.asyncProperty(produce, async (wanted) => {
      expect(encodeProduce(wanted, now).equals(await theirs(wanted, version))).toBe(true);
    }),
  ),
);

test('the checksum is the one of the standard, of any part', () => {
  expect(crc32c(Buffer.from('123456789'), 0, 9)).toBe(0xe3069283);
  expect(crc32c(Buffer.alloc(32, 0xff), 0, 32)).toBe(0x62a8ab43);
  expect(crc32c(Buffer.from('xx123456789y'), 2, 11)).toBe(0xe3069283);
  expect(crc32c(Buffer.alloc(0), 0, 0)).toBe(0);
});
