import type { AccountConfig } from '@lienthong/config';
import { unitTree } from '../access/unit-tree.js';
import { paymentAccounts } from './accounts.js';

const tree = unitTree([
  { code: 'H44', name: 'Province' },
  { code: 'H44.01', name: 'Justice', parent: 'H44' },
  { code: 'X99', name: 'Attached office', parent: 'H44.01' },
  { code: 'H30', name: 'Another province' },
]);
const account = (name: string, units: readonly string[], more: Partial<AccountConfig> = {}): AccountConfig => ({
  ...{ name, units, method: 'bankQr', provider: 'sepay', qr: 'own' },
  ...more,
});
const accounts = paymentAccounts(
  [
    account('retired', []),
    account('province', ['H44']),
    account('justice', ['H44.01']),
    account('platform', ['H44'], { method: 'paymentPlatform', provider: 'payment-platform', qr: 'provider' }),
  ],
  tree,
);

it.each([
  ['H44', 'province'],
  ['H44.02', 'province'],
  ['H44.01', 'justice'],
  ['H44.01.05', 'justice'],
  ['X99', 'justice'],
  ['H30', undefined],
  ['H440', undefined],
])('fees of %s by QR go to %s', (unit, name) => {
  for (const _ of ['asked', 'asked again']) expect(accounts.accountOf(unit, 'bankQr')?.name).toBe(name);
});

it('each method has its own accounts', () => {
  expect(accounts.accountOf('X99', 'paymentPlatform')?.name).toBe('platform');
});

it('nothing secret is in what the gateway knows of an account', () => {
  expect(Object.keys(accounts.named('province')!).sort()).toEqual(['method', 'name', 'provider', 'qr', 'units']);
});
