import fc from 'fast-check';
import { alphabet, base, bodyLength, bodyOf, numberOf, references as howMany } from './alphabet.js';
import { checkCharacter } from './check-character.js';
import { createPermutation } from './permutation.js';
import { defaultPrefix, faultOfPrefix } from './prefix.js';
import { createReferences, isReference } from './references.js';

const key = Buffer.alloc(32, 7);
const references = createReferences({ prefix: defaultPrefix, key });

describe('the letters', () => {
  it('are 31, without 0, O, 1, I and L', () => {
    expect(base).toBe(31);
    expect(new Set(alphabet).size).toBe(31);
    expect(alphabet).not.toMatch(/[0O1IL]/);
  });

  it('write every number as 8 letters and read it back', () => {
    fc.assert(fc.property(fc.integer({ min: 0, max: howMany - 1 }), (number) => numberOf(bodyOf(number)) === number));
    expect(bodyOf(0)).toBe('22222222');
    expect(bodyOf(howMany - 1)).toBe('ZZZZZZZZ');
  });
});

describe('the check character', () => {
  const letters = [...alphabet];

  it('catches every single substitution, at every position, of every letter by every other', () => {
    let missed = 0;
    for (const body of ['22222222', '7K2QF9XA', 'ZYXWVUTS']) {
      for (let at = 0; at < bodyLength; at += 1) {
        for (const written of letters) {
          const right = body.slice(0, at) + written + body.slice(at + 1);
          const check = checkCharacter(defaultPrefix, right);
          for (const read of letters) {
            if (read === written) continue;
            const wrong = body.slice(0, at) + read + body.slice(at + 1);
            if (checkCharacter(defaultPrefix, wrong) === check) missed += 1;
          }
        }
      }
    }
    expect(missed).toBe(0);
  });

  it('catches its own substitution', () => {
    const reference = references.at(1);
    const others = letters.filter((letter) => isReference(defaultPrefix, reference.slice(0, -1) + letter));
    expect(others).toEqual([reference.at(-1)]);
  });

  it('catches every exchange of two neighbours, the check character among them, for every pair of letters', () => {
    let exchanged = 0;
    for (let at = 0; at < bodyLength - 1; at += 1) {
      for (const one of letters) {
        for (const other of letters) {
          if (one === other) continue;
          const body = `${'7K2QF9XA'.slice(0, at)}${one}${other}${'7K2QF9XA'.slice(at + 2)}`;
          const swapped = `${'7K2QF9XA'.slice(0, at)}${other}${one}${'7K2QF9XA'.slice(at + 2)}`;
          if (checkCharacter(defaultPrefix, body) === checkCharacter(defaultPrefix, swapped)) exchanged += 1;
        }
      }
    }
    expect(exchanged).toBe(0);
    for (const seventh of letters) {
      for (const last of letters) {
        const body = `7K2QF9${seventh}${last}`;
        const check = checkCharacter(defaultPrefix, body)!;
        if (check === last) continue;
        expect(isReference(defaultPrefix, `${defaultPrefix}7K2QF9${seventh}${check}${last}`)).toBe(false);
      }
    }
  });

  it('covers the prefix: one letter off, and the check character is another', () => {
    for (let at = 0; at < defaultPrefix.length; at += 1) {
      for (let code = 65; code <= 90; code += 1) {
        const prefix = defaultPrefix.slice(0, at) + String.fromCharCode(code) + defaultPrefix.slice(at + 1);
        if (prefix === defaultPrefix) continue;
        expect(checkCharacter(prefix, '7K2QF9XA')).not.toBe(checkCharacter(defaultPrefix, '7K2QF9XA'));
      }
    }
  });
});

describe('the permutation', () => {
  const permutation = createPermutation(key);

  it('goes back where it came from, at both ends and everywhere', () => {
    const there = (number: number) => {
      const image = permutation.forward(number);
      expect(image).toBeGreaterThanOrEqual(0);
      expect(image).toBeLessThan(howMany);
      expect(permutation.back(image)).toBe(number);
      expect(permutation.forward(permutation.back(number))).toBe(number);
    };
    for (const number of [0, 1, 923_520, 923_521, howMany - 1]) there(number);
    fc.assert(fc.property(fc.integer({ min: 0, max: howMany - 1 }), there), { numRuns: 2000 });
  });

  it('depends on the key, and neighbours do not look like neighbours', () => {
    const other = createPermutation(Buffer.alloc(32, 8));
    const numbers = Array.from({ length: 1000 }, (_, number) => number);
    expect(numbers.filter((number) => other.forward(number) === permutation.forward(number))).toHaveLength(0);
    const near = numbers.filter((number) => {
      const [one, next] = [bodyOf(permutation.forward(number)), bodyOf(permutation.forward(number + 1))];
      return [...one].filter((letter, at) => letter === next[at]).length >= 4;
    });
    expect(near).toHaveLength(0); // by chance 1000 · C(8,4) / 31^4, which is 0.08
  });

  it.each([-1, howMany, 0.5, Number.NaN])('has no image for %d', (number) => {
    expect(() => permutation.forward(number)).toThrow(RangeError);
  });
});

describe('references', () => {
  it('are prefix, 8 letters and a check character, the same ones again with the same key', () => {
    expect(references.at(0)).toMatch(/^HSDVC[2-9A-HJKMNP-Z]{9}$/);
    expect(createReferences({ prefix: defaultPrefix, key }).at(123)).toBe(references.at(123));
    expect(references.sequenceOf(references.at(123))).toBe(123);
    expect(references.sequenceOf('HSDVC22222223A')).toBeUndefined();
    expect(references.sequenceOf(`${references.at(1)}2`)).toBeUndefined();
  });
});

describe('the prefix', () => {
  it.each(['HSDVC', 'PVHCC', 'HCC', 'DVCQ'])('%s may be used', (prefix) => {
    expect(faultOfPrefix(prefix)).toBeUndefined();
  });

  it.each(['FT', 'FTX', 'FTHS', 'MBA', 'VCB', 'VCBHS', 'GDX', 'CTHS', 'NDA', 'IBFT', 'TTHC', 'TFA', 'QRHS'])(
    '%s collides with what banks write and is refused',
    (prefix) => {
      expect(faultOfPrefix(prefix)).toBeDefined();
      expect(() => createReferences({ prefix, key })).toThrow(/prefix/);
    },
  );

  it.each(['HS', 'HSDVCQ', 'hsdvc', 'HS1', 'HS-', '', 'PHI', 'TRA', 'BIDV', 'HOSO', 'CHUY'])(
    '%s is refused',
    (prefix) => {
      expect(faultOfPrefix(prefix)).toMatch(/^a reference prefix/);
    },
  );
});
