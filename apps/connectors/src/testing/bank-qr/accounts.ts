import type { BankAccount } from '../../bank-qr/bank-qr.account.js';
import { readBankQrConfig, type BankQrConfig } from '../../bank-qr/bank-qr.config.js';

/** Two keys each, as during a rotation: the second one is the old one. */
export const bankKeys = {
  sepay: ['sepay-test-secret', 'sepay-older-secret'],
  payos: ['1a54716c8f0efb2744fb28b6e38b25da7f67a925d98bc1c18bd8faaecadd7675', 'payos-older-checksum'],
  vnpay: ['TESTSECRETTESTSECRETTESTSECRET12', 'vnpay-older-secret'],
  casso: ['mgExMrjj4i7a1p8Cs6LmFbpCd8lbw4sSX4LZXPag7TKazeIogtR90tvWYTkwQbvs', 'casso-older-secret'],
  vietqrVn: ['vietqr-password', 'vietqr-older-password'],
} as const;

const bank = { bankBin: '970436', accountName: 'SO TU PHAP', accountNumber: '1017595600', units: ['H44'] };
const page = 'https://example.vn/done';

/** One account for each provider; `sepay-key` is SePay with an API key. */
export const bankAccounts: Readonly<Record<string, object>> = {
  sepay: { ...bank, name: 'sepay-1', provider: 'sepay', sepay: { secrets: bankKeys.sepay } },
  'sepay-key': {
    ...{ ...bank, name: 'sepay-key-1', provider: 'sepay' },
    sepay: { auth: 'apiKey', secrets: bankKeys.sepay },
  },
  payos: {
    ...{ ...bank, name: 'payos-1', provider: 'payos', qr: 'provider' },
    payos: {
      ...{ clientId: 'client', apiKey: 'payos-api-key', returnUrl: page, cancelUrl: page },
      checksumKeys: bankKeys.payos,
    },
  },
  vnpay: {
    ...{ ...bank, name: 'vnpay-1', provider: 'vnpay', qr: 'provider' },
    vnpay: { tmnCode: 'TESTTMN1', hashSecrets: bankKeys.vnpay, returnUrl: page },
  },
  casso: { ...bank, name: 'casso-1', provider: 'casso', casso: { checksumKeys: bankKeys.casso } },
  'vietqr-vn': {
    ...{ ...bank, name: 'vietqr-1', provider: 'vietqr-vn' },
    vietqrVn: { username: 'vietqr', passwords: bankKeys.vietqrVn },
  },
};

export function bankConfigOf(accounts: readonly object[], more: Record<string, unknown> = {}): BankQrConfig {
  const read = readBankQrConfig({ accounts, ...more });
  if (!read.ok) throw new Error(JSON.stringify(read.faults));
  return read.config;
}

export const bankAccountOf = (name: string, changes: Record<string, unknown> = {}): BankAccount =>
  bankConfigOf([{ ...bankAccounts[name], ...changes }]).accounts[0]!;
