import fc from 'fast-check';
import { isRawNumber, isRawObject, strictJson, type RawJson } from './strict-json.js';

const readText = (text: string) => strictJson(Buffer.from(text, 'utf8'));
const causeOf = (text: string) => {
  const read = readText(text);
  return read.ok ? 'ok' : read.cause;
};
const parses = (text: string): boolean => {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
};
/** What JSON.parse would have given. */
function plain(value: RawJson): unknown {
  if (isRawNumber(value)) return Number(value.token);
  if (isRawObject(value)) return Object.fromEntries([...value].map(([name, inner]) => [name, plain(inner)]));
  return Array.isArray(value) ? (value as readonly RawJson[]).map(plain) : value;
}

it('reads whatever JSON.stringify writes', () => {
  const ownKeys = (value: unknown): boolean => !JSON.stringify(value)?.includes('__proto__');
  fc.assert(
    fc.property(fc.jsonValue({ maxDepth: 5 }).filter(ownKeys), fc.nat(3), (value, indent) => {
      const text = JSON.stringify(value, null, indent);
      const read = readText(text);
      expect(read.ok && plain(read.value)).toEqual(JSON.parse(text));
    }),
    { numRuns: 500 },
  );
});

it('takes no text that JSON.parse does not take, and all that it takes but for keys that come twice', () => {
  const text = fc.string({ unit: fc.constantFrom(...'{}[]",:\\u01.-eE truefalsn'), maxLength: 12 });
  fc.assert(
    fc.property(text, (candidate) => {
      const cause = causeOf(candidate);
      if (cause !== 'json.duplicateKey') expect([candidate, cause === 'ok']).toEqual([candidate, parses(candidate)]);
      else expect(parses(candidate)).toBe(true);
    }),
    { numRuns: 5_000 },
  );
});

it.each([
  ['{"a":1,"a":2}', 'json.duplicateKey'],
  ['{"a":{"b":1,"\\u0062":2}}', 'json.duplicateKey'],
  ['{"__proto__":1,"__proto__":2}', 'json.duplicateKey'],
  ['['.repeat(17) + ']'.repeat(17), 'json.tooDeep'],
  ['['.repeat(100_000), 'json.tooDeep'],
  ['\ufeff{}', 'json.broken'],
  ['', 'json.broken'],
  ['{} {}', 'json.broken'],
])('%s', (text, cause) => expect(causeOf(text)).toBe(cause));

it('bytes that are no UTF-8', () => {
  expect(strictJson(Buffer.from([0x22, 0xff, 0x22]))).toEqual({ ok: false, cause: 'json.notUtf8' });
  expect(strictJson(Buffer.from([0x22, 0xc0, 0x80, 0x22]))).toEqual({ ok: false, cause: 'json.notUtf8' });
});

it('numbers stay as they were sent, and names reach no prototype', () => {
  const read = readText('{"a":5.0,"b":9007199254740993,"constructor":1}');
  if (!read.ok || !isRawObject(read.value)) throw new Error('not read');
  expect(['a', 'b'].map((name) => (read.value as ReadonlyMap<string, RawJson>).get(name))).toEqual([
    ...[{ token: '5.0' }, { token: '9007199254740993' }],
  ]);
  expect(read.value.get('toString')).toBeUndefined();
});

it('takes a text as long as a file in base64, escaped at its ends', () => {
  const long = 'QUJD'.repeat(4_000_000);
  const read = readText(`{"file":"\\u0041${long}\\n"}`);
  if (!read.ok || !isRawObject(read.value)) throw new Error('not read');
  expect(read.value.get('file') === `A${long}\n`).toBe(true);
});
