import { canonicalJson } from './canonical-json.js';
import { judgeRevision } from './revision.js';

describe('a revision', () => {
  const stored = { revision: 7, contentHash: 'a' };

  it.each([
    ['the first one is accepted', { revision: 1, contentHash: 'a' }, undefined, 'accept'],
    ['a higher one is accepted', { revision: 8, contentHash: 'a' }, stored, 'accept'],
    ['a higher one may skip numbers', { revision: 900, contentHash: 'b' }, stored, 'accept'],
    ['the same with the same content starts nothing', { revision: 7, contentHash: 'a' }, stored, 'same'],
    ['the same with other content is a conflict', { revision: 7, contentHash: 'b' }, stored, 'revisionConflict'],
    ['a lower one is stale, whatever it says', { revision: 6, contentHash: 'a' }, stored, 'stale'],
  ] as const)('%s', (_, stated, known, verdict) => {
    expect(judgeRevision(stated, known)).toBe(verdict);
  });
});

describe('the canonical text', () => {
  it('is the same for another order of fields, and for absent and null', () => {
    expect(canonicalJson({ b: 1, a: { d: null, c: [2, 1] } })).toBe(canonicalJson({ a: { c: [2, 1] }, b: 1 }));
  });

  it('differs when a list is in another order, or a value in another type', () => {
    expect(canonicalJson([1, 2])).not.toBe(canonicalJson([2, 1]));
    expect(canonicalJson({ a: '1' })).not.toBe(canonicalJson({ a: 1 }));
  });

  it('takes a key named __proto__ for a key', () => {
    expect(canonicalJson(JSON.parse('{"__proto__":{"a":1}}'))).toBe('{"__proto__":{"a":1}}');
  });
});
