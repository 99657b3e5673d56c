import fc from 'fast-check';
import { readJson } from './read-json.js';
import { pointerTo, scanJson } from './scan.js';

const limits = { maxDepth: 64, maxFaults: 50 };
const faultsOf = (text: string) => {
  const read = readJson(Buffer.from(text));
  return read.kind === 'faults' ? read.faults.map(({ pointer, code }) => `${code} ${pointer}`) : read.kind;
};
const parses = (text: string): boolean => {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
};

describe('the scanner and JSON.parse', () => {
  it('both accept whatever JSON.stringify writes', () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 5 }), fc.nat(3), (value, indent) => {
        expect(scanJson(JSON.stringify(value, null, indent), limits)).not.toHaveProperty('brokenAt');
      }),
      { numRuns: 500 },
    );
  });

  it('agree on every text with one character taken out, put in or changed', () => {
    const characters = [...'{}[]",:\\/u0eE+-.1tfn \n\t\u0001\u00a0'];
    fc.assert(
      fc.property(
        fc.jsonValue({ maxDepth: 4 }),
        fc.nat(),
        fc.nat(2),
        fc.constantFrom(...characters),
        (value, place, removed, character) => {
          const text = JSON.stringify(value);
          const at = place % (text.length + 1);
          for (const put of ['', character]) {
            const changed = text.slice(0, at) + put + text.slice(at + removed);
            expect({ changed, broken: 'brokenAt' in scanJson(changed, limits) }).toEqual({
              changed,
              broken: !parses(changed),
            });
          }
        },
      ),
      { numRuns: 3000 },
    );
  });

  it('agree on arbitrary texts of JSON characters', () => {
    const text = fc.string({ unit: fc.constantFrom(...'{}[]",:\\u01.-eE truefalsn'), maxLength: 12 });
    fc.assert(
      fc.property(text, (candidate) => {
        expect({ candidate, broken: 'brokenAt' in scanJson(candidate, limits) }).toEqual({
          candidate,
          broken: !parses(candidate),
        });
      }),
      { numRuns: 5000 },
    );
  });
});

describe('what JSON.parse would let through', () => {
  it.each([
    ['{"a":1,"a":2}', ['json.duplicateKey /a']],
    ['{"a":{"b":[{"c":1,"\\u0063":2}]}}', ['json.duplicateKey /a/b/0/c']],
    ['{"__proto__":{"admin":true}}', ['field.unknown /__proto__']],
    ['{"a":{"constructor":1}}', ['field.unknown /a/constructor']],
    ['{"a":"\\u0000"}', ['text.nul /a']],
    ['{"a":["\\ud800"]}', ['text.loneSurrogate /a/0']],
    ['{"a":"\\udc00\\ud800"}', ['text.loneSurrogate /a']],
    ['{"a":5.0}', ['number.notInteger /a']],
    ['{"a":5e4}', ['number.notInteger /a']],
    ['{"a":-0}', ['number.notInteger /a']],
    ['{"a":9007199254740992}', ['number.tooLarge /a']],
    ['{"a":-9007199254740993}', ['number.tooLarge /a']],
    ['{"a":9007199254740991,"b":"\\ud83d\\ude00"}', 'value'],
  ])('%s', (text, expected) => expect(faultsOf(text)).toEqual(expected));

  it('depth, without overflowing on a hundred thousand levels', () => {
    expect(faultsOf('['.repeat(16) + ']'.repeat(16))).toBe('value');
    expect(faultsOf('['.repeat(100_000))).toEqual([expect.stringMatching(/^json\.tooDeep (\/0)+$/)]);
    expect(faultsOf('{"a":'.repeat(17) + '1' + '}'.repeat(17))).toEqual([
      expect.stringMatching(/^json\.tooDeep (\/a)+$/),
    ]);
  });

  it('names at most fifty faults', () => {
    expect(faultsOf(`[${Array(200).fill('1.5').join(',')}]`)).toHaveLength(50);
  });
});

describe('texts that are no JSON', () => {
  it('says line and column', () => {
    expect(readJson(Buffer.from('{\n  "a": 1,\n  oops\n}'))).toEqual({ kind: 'broken', line: 3, column: 3 });
    expect(readJson(Buffer.from('{"a":1'))).toEqual({ kind: 'broken', line: 1, column: 7 });
  });
  it.each(['', '  \n'])('empty: %j', (text) => expect(readJson(Buffer.from(text))).toEqual({ kind: 'empty' }));
  it('bytes that are no UTF-8', () => expect(readJson(Buffer.from([0x22, 0xff, 0x22]))).toEqual({ kind: 'notUtf8' }));
  it('a byte order mark is allowed', () =>
    expect(readJson(Buffer.from('\ufeff{}'))).toEqual({ kind: 'value', value: {} }));
});

it('a pointer ends before a key that may be a personal value', () => {
  expect(pointerTo(['applicant', 'NGUYEN VAN A', 'x'])).toBe('/applicant');
  expect(pointerTo(['fees', 0, '000099000000'])).toBe('/fees/0');
  expect(pointerTo(['fees', 0, 'amount'])).toBe('/fees/0/amount');
});
