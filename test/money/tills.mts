/** An account that fees are paid to, and how its payers pay. */
export interface Till {
  readonly account: string;
  readonly provider: string;
  /** Its dossiers are of this unit. */
  readonly unit: string;
  readonly method: 'bankQr' | 'paymentPlatform';
  /** With a bank's app at the bank, or on the page of whoever took the order. */
  readonly by: 'transfer' | 'vnpay' | 'platform';
  /** How its notifications are named among the sandbox's operations. */
  readonly notifies: string;
  /** What the bank writes its statements in. */
  readonly format: readonly [written: string, read: string];
}

export const tills: readonly Till[] = [
  {
    ...{ account: 'kho-bac-1', provider: 'sepay', unit: 'H44.01', method: 'bankQr', by: 'transfer' },
    ...{ notifies: 'notify', format: ['camt.053.001.08', 'camt053'] },
  },
  {
    ...{ account: 'kho-bac-2', provider: 'payos', unit: 'H44.02', method: 'bankQr', by: 'transfer' },
    ...{ notifies: 'notify', format: ['mt940', 'mt940'] },
  },
  {
    ...{ account: 'kho-bac-3', provider: 'vnpay', unit: 'H44.03', method: 'bankQr', by: 'vnpay' },
    ...{ notifies: 'notify', format: ['camt.053.001.02', 'camt053'] },
  },
  {
    ...{ account: 'kho-bac-4', provider: 'casso', unit: 'H44.04', method: 'bankQr', by: 'transfer' },
    ...{ notifies: 'notify', format: ['csv-vietcombank', 'vietcombank'] },
  },
  {
    ...{ account: 'kho-bac-5', provider: 'vietqr-vn', unit: 'H44.05', method: 'bankQr', by: 'transfer' },
    ...{ notifies: 'notify', format: ['csv-techcombank', 'techcombank'] },
  },
  {
    ...{ account: 'nen-tang', provider: 'payment-platform', unit: 'H44.51', method: 'paymentPlatform', by: 'platform' },
    ...{ notifies: 'confirm', format: ['camt.053.001.08', 'camt053'] },
  },
];

/** `partners:` of the gateway for the sandbox's accounts, one unit each. */
export function moneyPartners(usual: Readonly<Record<string, unknown>>, sandboxUrl: string): Record<string, unknown> {
  const bankQr = usual['bank-qr'] as { readonly accounts: readonly { readonly name: string }[] };
  const unitOf = new Map(tills.map(({ account, unit }) => [account, unit]));
  return {
    ...usual,
    'bank-qr': {
      ...bankQr,
      accounts: bankQr.accounts.map((account) => ({ ...account, units: [unitOf.get(account.name)] })),
      deadlines: { hardMs: 2_000, settlingMs: 1_000 },
      limits: { retryFirstMs: 100, retryMaxMs: 1_000, breakerFailures: 20, breakerOpenMs: 500, slowStartMs: 500 },
      sweep: {
        windows: { sepay: 5, payos: 5, vnpay: 5, casso: 5 },
        ...{ longestGapSeconds: 10, graceHours: 1 },
      },
    },
    'payment-platform': {
      baseUrl: `${sandboxUrl}/payment-platform`,
      payPage: `${sandboxUrl}/payment-platform/pay/{partnerCode}/{reference}`,
      accounts: [
        {
          ...{ name: 'nen-tang', units: [unitOf.get('nen-tang')], partnerCode: 'PARTNER01' },
          ...{ secrets: ['sandbox-platform-secret'], bankBin: '970436', accountNumber: '1017595609' },
          accountName: 'SO TU PHAP',
        },
      ],
      sweep: { afterSeconds: 3, longestGapSeconds: 10, graceHours: 1, perSecond: 50, bill: false },
      deadlines: { hardMs: 2_000, settlingMs: 1_000 },
      limits: {
        retryFirstMs: 100,
        retryMaxMs: 1_000,
        breakerFailures: 20,
        breakerOpenMs: 500,
        slowStartMs: 500,
        ratePerSecond: 200,
      },
      transport: { allowPrivateAddresses: true },
    },
  };
}
