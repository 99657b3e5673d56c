import type { BankAccount } from './account.js';

const account = (
  name: string,
  provider: BankAccount['provider'],
  accountNumber: string,
  secrets: Record<string, string>,
): BankAccount => ({
  name,
  bankBin: '970436',
  bankName: 'Vietcombank',
  accountNumber,
  accountName: 'SO TU PHAP',
  openingBalance: 15_000_000,
  provider,
  codePrefix: 'HSDVC',
  secrets,
});

/** The accounts of a sandbox that was told nothing: one per provider, and one that nobody watches. */
export const defaultAccounts: readonly BankAccount[] = [
  account('kho-bac-1', 'sepay', '1017595600', {
    signature: 'sandbox-sepay-secret',
    apiKey: 'sandbox-sepay-apikey',
    apiToken: 'sandbox-sepay-token',
  }),
  account('kho-bac-2', 'payos', '1017595602', {
    clientId: 'sandbox-payos-client',
    apiKey: 'sandbox-payos-apikey',
    checksumKey: 'sandbox-payos-checksum',
  }),
  account('kho-bac-3', 'vnpay', '1017595603', { tmnCode: 'SANDBOX1', hashSecret: 'sandbox-vnpay-secret' }),
  account('kho-bac-4', 'casso', '1017595604', {
    checksumKey: 'sandbox-casso-checksum',
    apiKey: 'sandbox-casso-apikey',
  }),
  account('kho-bac-5', 'vietqr-vn', '1017595605', {
    username: 'sandbox-vietqr-caller',
    password: 'sandbox-vietqr-password',
    apiUsername: 'sandbox-vietqr-client',
    apiPassword: 'sandbox-vietqr-secret',
  }),
  account('nen-tang', 'none', '1017595609', {}),
];
