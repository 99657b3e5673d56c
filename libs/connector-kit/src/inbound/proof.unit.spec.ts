import { createHmac } from 'node:crypto';
import { fitsOne, isHmacHex, isSecret, onlyHeader } from './proof.js';

const hex = (key: string, content: string): string => createHmac('sha256', key).update(content).digest('hex');

it('an HMAC under any of the keys, in either case, of its length, of these bytes', () => {
  const is = (stated: string, keys = ['new', 'old']) => isHmacHex('sha256', keys, 'content', stated);
  expect([is(hex('new', 'content')), is(hex('old', 'content')), is(hex('new', 'content').toUpperCase())]).toEqual([
    ...[true, true, true],
  ]);
  const good = hex('new', 'content');
  const wrong = [hex('other', 'content'), hex('new', 'Content'), '', good.slice(1), `${good}00`, `0x${good.slice(2)}`];
  for (const stated of [...wrong, good.replace(/.$/, 'g'), 'f'.repeat(128), '\u0660'.repeat(64)]) {
    expect([stated, is(stated)]).toEqual([stated, false]);
  }
  expect(is(good, [])).toBe(false);
  // What is not hex must not be taken for the bytes that stand in for it.
  expect(isHmacHex('sha512', ['key'], 'content', 'zz')).toBe(false);
});

it('whatever fits, every key is tried, and in constant time', () => {
  const tried: string[] = [];
  const make = (key: string): Buffer => {
    tried.push(key);
    return Buffer.from(key);
  };
  expect(fitsOne(['a', 'b', 'c'], Buffer.from('a'), make)).toBe(true);
  expect(tried).toEqual(['a', 'b', 'c']);
  // Only the comparison in constant time insists on one length.
  expect(() => fitsOne(['long'], Buffer.from('a'), make)).toThrow('same byte length');
});

it('a secret, whatever its length', () => {
  expect([isSecret(['one', 'two'], 'two'), isSecret(['one', 'two'], 'three'), isSecret([], 'one')]).toEqual([
    ...[true, false, false],
  ]);
  expect(isSecret(['one'], 'one\u0000')).toBe(false);
});

it('a header once', () => {
  const of = (values?: string[]) => onlyHeader({ headers: values ? { x: values } : {} }, 'x');
  expect([of(), of([]), of(['']), of(['a', 'a']), of(['a'])]).toEqual([
    ...['missing', 'missing', 'missing', 'doubled', { value: 'a' }],
  ]);
});
