import { randomBytes } from 'node:crypto';
import { inspect } from 'node:util';
import { Keyring } from './keyring.js';
import { lookupHash } from './lookup-hash.js';
import { open, seal } from './seal.js';
import { DataKey, MasterKey } from './secret.js';

const master = (id?: string): MasterKey => new MasterKey(randomBytes(32), id);
const reason = (reason: string) => expect.objectContaining({ name: 'SealBroken', reason }) as Error;

test('a wrapped key opens to the same key, also in another process', () => {
  const key = master();
  const { key: data, wrapped } = new Keyring(key).newDataKey();
  const there = new Keyring(new MasterKey(Buffer.from(key.reveal()))).unwrap(wrapped);
  expect(open(there, seal(data, Buffer.from('Trần'), 'x'), 'x').toString()).toBe('Trần');
});

test('after rotation old keys open, new ones are wrapped by the new master, and old ones can be wrapped again', () => {
  const [old, next] = [master('2025'), master('2026')];
  const { key: data, wrapped } = new Keyring(old).newDataKey();
  const rotated = new Keyring(next, [old]);
  expect(rotated.unwrap(wrapped).reveal()).toEqual(data.reveal());
  const again = rotated.rewrap(wrapped)!;
  expect(rotated.rewrap(again)).toBeUndefined();
  expect(new Keyring(next).unwrap(again).reveal()).toEqual(data.reveal());
  expect(() => new Keyring(next).unwrap(wrapped)).toThrow(reason('keyUnknown'));
});

test('a wrapped key is refused when altered, cut, or under a master of the same id that is another', () => {
  const key = master('m');
  const { wrapped } = new Keyring(key).newDataKey();
  const fresh = (): Keyring => new Keyring(key);
  for (let at = 0; at < wrapped.length; at += 1) {
    const changed = Buffer.from(wrapped);
    changed[at]! ^= 1;
    expect(() => fresh().unwrap(changed)).toThrow(expect.objectContaining({ name: 'SealBroken' }) as Error);
    expect(() => fresh().unwrap(wrapped.subarray(0, at))).toThrow(
      expect.objectContaining({ name: 'SealBroken' }) as Error,
    );
  }
  expect(() => new Keyring(master('m')).unwrap(wrapped)).toThrow(reason('notAuthentic'));
});

test('opened keys are kept, the longest unused is dropped first', () => {
  const key = master();
  const maker = new Keyring(key);
  const [a, b, c] = [maker.newDataKey().wrapped, maker.newDataKey().wrapped, maker.newDataKey().wrapped];
  const ring = new Keyring(key, [], 2);
  const first = ring.unwrap(a);
  const second = ring.unwrap(b);
  expect(ring.unwrap(a)).toBe(first);
  ring.unwrap(c);
  expect(ring.unwrap(a)).toBe(first);
  expect(ring.unwrap(b)).not.toBe(second);
  ring.forget(a);
  expect(ring.unwrap(a)).not.toBe(first);
});

test('no key prints', () => {
  const key = master('prints');
  const bytes = key.reveal();
  const shown = [
    String(key),
    `${key}`,
    JSON.stringify({ key }),
    inspect({ key }, { showHidden: true, depth: 9 }),
    inspect(new Keyring(key), { showHidden: true, depth: 9 }),
  ].join('\n');
  for (const encoding of ['hex', 'base64', 'latin1'] as const) expect(shown).not.toContain(bytes.toString(encoding));
  expect(shown).not.toContain(inspect(bytes).slice(8, 40));
  expect(shown).toContain('[master key]');
});

test('keys have 32 bytes, ids are plain, and two masters of one id are refused', () => {
  expect(() => new DataKey(randomBytes(31))).toThrow('32 bytes, not 31');
  expect(() => new MasterKey(randomBytes(32), 'a/b')).toThrow(RangeError);
  expect(() => new Keyring(master('a'), [master('a')])).toThrow('same id');
});

test('a look-up hash is the same for the same value and purpose only', () => {
  const key = master();
  const hash = (purpose: string, value: string, by = key): string => lookupHash(by, purpose, value).toString('hex');
  expect(hash('citizen', '000099012345')).toBe(hash('citizen', '000099012345'));
  const others = [
    hash('citizen', '000099012346'),
    hash('payer', '000099012345'),
    hash('citizen', '000099012345', master()),
  ];
  expect(others).not.toContain(hash('citizen', '000099012345'));
  expect(lookupHash(new MasterKey(Buffer.alloc(32, 7)), 'citizen', '000099012345').toString('hex')).toBe(stable);
});

const stable = '2468a30b4568713045a4fc55e04241586cd48cd3e96fb2f00a8c4fec9abc4f09';

test('a keyring looks values up by its current master key', () => {
  const current = master('b');
  const keyring = new Keyring(current, [master('a')]);
  expect(keyring.lookupHash('citizen', '000099012345')).toBe(
    lookupHash(current, 'citizen', '000099012345').toString('hex'),
  );
});
