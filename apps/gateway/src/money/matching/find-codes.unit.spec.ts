import { numberOf } from '../reference/alphabet.js';
import { createReferences } from '../reference/references.js';
import { findCodes } from './find-codes.js';
import { normalise } from './normalise.js';
import { distortions, seeded } from './testing/distortions.js';

const prefixes = ['HSDVC'];
const references = createReferences({ prefix: 'HSDVC', key: Buffer.alloc(32, 3) });
const names = Object.keys(distortions);

describe('normalise', () => {
  it('leaves A to Z and 0 to 9', () => {
    expect(normalise('Lệ phí: đăng-ký Đất \u0111\u0110 số 1.2\r\n3')).toBe('LEPHIDANGKYDATDDSO123');
    expect(normalise('e\u0301 \uff21\uff11')).toBe('EA1');
    expect(normalise('')).toBe('');
  });
});

describe('codes in a transfer text', () => {
  // The whole million, all of them distorted, takes a minute: REFERENCES=1000000 DISTORT_EVERY=1.
  const count = Number(process.env['REFERENCES'] ?? 250_000);
  const distortEvery = Number(process.env['DISTORT_EVERY'] ?? 5);

  it(`${count} references: none is issued twice, and those distorted as banks do are found and no other`, () => {
    const chance = seeded(20_261_122);
    const wrong: string[] = [];
    const numbers = new Float64Array(count);
    for (let sequence = 0; sequence < numbers.length; sequence += 1) {
      const reference = references.at(sequence);
      numbers[sequence] = numberOf(reference.slice('HSDVC'.length, -1))!;
      if (sequence % distortEvery > 0) continue;
      const name = names[(sequence / distortEvery) % names.length]!;
      const text = distortions[name]!(reference, chance);
      const { codes } = findCodes(text, prefixes);
      if (codes.length !== 1 || codes[0] !== reference) wrong.push(`${reference} in "${text}": ${codes.join()}`);
    }
    expect(wrong).toEqual([]);
    numbers.sort();
    let twice = 0;
    for (let at = 1; at < numbers.length; at += 1) if (numbers[at] === numbers[at - 1]) twice += 1;
    expect(twice).toBe(0);
  }, 120_000);

  it.each(names)('survives two distortions, one of them: %s', (name) => {
    const chance = seeded(7);
    for (let sequence = 0; sequence < 300; sequence += 1) {
      const reference = references.at(sequence);
      const other = names[sequence % names.length]!;
      if (other === 'wide letters') continue; // it takes bare letters only, which the first one may have left
      const text = distortions[other]!(distortions[name]!(reference, chance), chance);
      expect(findCodes(text, prefixes)).toEqual({ kind: 'one', codes: [reference] });
    }
  });

  it('a text cut inside the code has none', () => {
    for (let sequence = 0; sequence < 500; sequence += 1) {
      const reference = references.at(sequence);
      for (let length = 0; length < reference.length; length += 1) {
        expect(findCodes(`LE PHI ${reference.slice(0, length)}`, prefixes).kind).toBe('none');
      }
    }
  });

  it('a code cut short takes its neighbours in: it is never another issued one', () => {
    const issued = new Set(Array.from({ length: 20_000 }, (_, sequence) => references.at(sequence)));
    const wrong: string[] = [];
    for (const reference of issued) {
      const text = `${reference.slice(0, -2)} CT TU 0123456789 NGUYEN VAN A`;
      // A neighbour's letters can look like a code once in 31 times, but nobody knows it: only codes that were issued count.
      const codes = findCodes(text, prefixes).codes.filter((code) => issued.has(code));
      const cutRestored = reference.endsWith('CT');
      if (codes.join() !== (cutRestored ? reference : '')) wrong.push(text);
    }
    expect(wrong).toEqual([]);
  });

  it('two codes are many, the same code twice is one', () => {
    const [one, other] = [references.at(1), references.at(2)];
    expect(findCodes(`${one} va ${other}`, prefixes)).toEqual({ kind: 'many', codes: [one, other] });
    expect(findCodes(`${one}${other}`, prefixes).kind).toBe('many');
    expect(findCodes(`${one} ${one.toLowerCase()}`, prefixes)).toEqual({ kind: 'one', codes: [one] });
  });

  it.each([
    'FT24255276428461',
    'MBVCB.2427229823.174242.CT tu 0123456789',
    'FT24255999347270 807439.100924.223851.nop tien',
    'GD 789604-040125 00:05:38',
    'HSDVC',
    'HSDVC 123456789',
    'NOP HO SO DVC CHO HS DVC',
    '',
    'H'.repeat(10_000),
    'HSDVC'.repeat(2000),
  ])('what only looks like a code is none: %.40s', (text) => {
    expect(findCodes(text, prefixes)).toEqual({ kind: 'none', codes: [] });
  });

  it('one letter wrong, or two exchanged, is none', () => {
    const reference = references.at(5);
    for (let at = 5; at < reference.length; at += 1) {
      const wrong = reference[at] === '7' ? '8' : '7';
      expect(findCodes(reference.slice(0, at) + wrong + reference.slice(at + 1), prefixes).kind).toBe('none');
      if (at + 1 === reference.length || reference[at] === reference[at + 1]) continue;
      const swapped = reference.slice(0, at) + reference[at + 1]! + reference[at]! + reference.slice(at + 2);
      expect(findCodes(swapped, prefixes).kind).toBe('none');
    }
  });

  it('knows references of a former prefix too', () => {
    const former = createReferences({ prefix: 'PVHCC', key: Buffer.alloc(32, 3) }).at(9);
    expect(findCodes(former, prefixes).kind).toBe('none');
    expect(findCodes(former, ['HSDVC', 'PVHCC'])).toEqual({ kind: 'one', codes: [former] });
  });
});
