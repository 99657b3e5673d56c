import { inspect } from 'node:util';
import { Secret } from '@lienthong/config';
import { accessDirectory } from './directory.js';
import { unitTree } from './unit-tree.js';

const tree = unitTree([
  { code: 'H44', name: 'Province' },
  { code: 'H44.01', name: 'Justice', parent: 'H44' },
  { code: 'X99', name: 'Attached office', parent: 'H44.01' },
  { code: 'H440', name: 'Another province' },
]);
const directory = accessDirectory(
  {
    clients: [
      { name: 'province', key: new Secret('province-key-123'), units: ['H44'] },
      { name: 'justice', key: new Secret('justice-key-1234'), units: ['H44.01', 'H440'] },
    ],
    operators: [{ name: 'an', key: new Secret('operator-key-123'), role: 'viewer' }],
  },
  tree,
);
const clientWith = (key: string) => {
  const caller = directory.authenticate(`Bearer ${key}`);
  if (caller?.kind !== 'client') throw new Error('no client');
  return caller;
};

it('a unit is within those above it, by parent or by code; a longer code alone is another unit', () => {
  expect(tree.isWithin('H44', 'H44')).toBe(true);
  expect(tree.isWithin('H44.01.05', 'H44.01')).toBe(true);
  expect(tree.isWithin('X99', 'H44')).toBe(true);
  expect(tree.isWithin('H440', 'H44')).toBe(false);
  expect(tree.isWithin('H44', 'H44.01')).toBe(false);
});

it('a client has its units and those below', () => {
  expect(clientWith('province-key-123').units).toEqual(['H44', 'H44.01', 'X99']);
  expect(clientWith('justice-key-1234').units).toEqual(['H44.01', 'X99', 'H440']);
  expect(clientWith('justice-key-1234').mayUseUnit('H44')).toBe(false);
});

it('operators are told from clients', () => {
  expect(directory.authenticate('bearer operator-key-123')).toEqual({ kind: 'operator', name: 'an', role: 'viewer' });
});

it.each([
  undefined,
  '',
  'Bearer',
  'Bearer ',
  'Basic province-key-123',
  'Bearer province-key-12',
  'Bearer province-key-1234',
  'province-key-123',
  `Bearer ${'x'.repeat(10_000)}`,
])('nobody: %.40s', (header) => expect(directory.authenticate(header)).toBeUndefined());

it('keeps no key', () => {
  expect(inspect(directory, { depth: 9, showHidden: true })).not.toContain('province-key');
  expect(JSON.stringify(clientWith('province-key-123'))).not.toContain('key');
});
