import { bankAccounts } from '../testing/bank-qr/accounts.js';
import { readBankQrConfig } from './bank-qr.config.js';

const faultsOf = (...accounts: object[]): string[] => {
  const read = readBankQrConfig({ accounts });
  return read.ok ? [] : read.faults.map(({ pointer }) => pointer);
};
const { sepay, payos } = bankAccounts as Record<string, object>;

it('every provider with its own settings', () => {
  expect(faultsOf(...Object.values(bankAccounts))).toEqual([]);
  expect(readBankQrConfig({ accounts: [sepay] })).toMatchObject({
    config: {
      maxBytes: 65_536,
      accounts: [{ qr: 'own', sepay: { auth: 'hmac', driftSeconds: 300, trustApiKey: false } }],
    },
  });
});

it.each<[string, object[], string[]]>([
  ['a name twice', [sepay!, sepay!], ['/accounts/1/name']],
  ['no settings of its provider', [{ ...sepay, sepay: undefined }], ['/accounts/0/sepay']],
  ['the settings of another', [{ ...sepay, provider: 'casso' }], ['/accounts/0/casso']],
  ['orders with one that makes none', [{ ...sepay, qr: 'provider' }], ['/accounts/0/qr']],
  ['a name that stands in no address', [{ ...sepay, name: 'Kho bạc' }], ['/accounts/0/name']],
  ['no account', [], ['/accounts']],
  ['a key that is not known', [{ ...sepay, secret: 'x' }], ['/accounts/0/secret']],
  [
    'an address that is not public',
    [{ ...payos, payos: { ...(payos as { payos: object }).payos, api: { baseUrl: 'http://127.0.0.1:1' } } }],
    ['/accounts/0/payos/api/baseUrl'],
  ],
])('%s', (_what, accounts, pointers) => expect(faultsOf(...accounts)).toEqual(pointers));

it('at most two secrets, none of them short, and none shown', () => {
  const withSecrets = (secrets: string[]) => readBankQrConfig({ accounts: [{ ...sepay, sepay: { secrets } }] });
  for (const secrets of [[], ['short'], ['long-enough-1', 'long-enough-2', 'long-enough-3']]) {
    const read = withSecrets(secrets);
    expect(read.ok).toBe(false);
    for (const secret of secrets) expect(JSON.stringify(read)).not.toContain(secret);
  }
});
