import type { PaymentAccount } from '../money/core.js';
import { statementFormats } from '../money/statements/formats.js';
import type { PaymentRules } from '../money/payment-rules.js';

export const ownAccount: PaymentAccount = {
  ...{ name: 'kho-bac-1', method: 'bankQr', provider: 'sepay', qr: 'own' },
  ...{ bankBin: '970436', accountNumber: '1017595600', accountName: 'SO TU PHAP' },
};
export const platformAccount: PaymentAccount = {
  ...{ name: 'nen-tang', method: 'paymentPlatform', provider: 'payment-platform', qr: 'provider' },
};

/** One account of each method, which serve all units. */
export const sampleRules: PaymentRules = {
  accounts: {
    named: (name) => [ownAccount, platformAccount].find((one) => one.name === name),
    accountOf: (_, method) => (method === 'paymentPlatform' ? platformAccount : ownAccount),
    withVirtualAccounts: [],
  },
  statementFormats: statementFormats(),
  openMillis: 24 * 3_600_000,
  longestOpenDays: 366,
};
