const page = 'http://127.0.0.1:9/done';
const bank = { bankBin: '970436', accountName: 'SO TU PHAP', units: ['H44'] };

/** The accounts that the sandbox's bank keeps, one for each provider. */
export const sandboxBankAccounts = (sandboxUrl: string): readonly object[] => [
  {
    ...{ ...bank, name: 'kho-bac-1', provider: 'sepay', accountNumber: '1017595600' },
    sepay: { secrets: ['sandbox-sepay-secret'], api: { baseUrl: `${sandboxUrl}/sepay`, token: 'sandbox-sepay-token' } },
  },
  {
    ...{ ...bank, name: 'kho-bac-2', provider: 'payos', accountNumber: '1017595602', qr: 'provider' },
    payos: {
      ...{ clientId: 'sandbox-payos-client', apiKey: 'sandbox-payos-apikey', returnUrl: page, cancelUrl: page },
      ...{ checksumKeys: ['sandbox-payos-checksum'], checkoutBase: `${sandboxUrl}/payos/web` },
      api: { baseUrl: `${sandboxUrl}/payos` },
    },
  },
  {
    ...{ ...bank, name: 'kho-bac-3', provider: 'vnpay', accountNumber: '1017595603', qr: 'provider' },
    vnpay: {
      ...{ tmnCode: 'SANDBOX1', hashSecrets: ['sandbox-vnpay-secret'], returnUrl: page },
      payUrl: `${sandboxUrl}/vnpay/paymentv2/vpcpay.html`,
      api: { baseUrl: `${sandboxUrl}/vnpay` },
    },
  },
  {
    ...{ ...bank, name: 'kho-bac-4', provider: 'casso', accountNumber: '1017595604' },
    casso: {
      checksumKeys: ['sandbox-casso-checksum'],
      api: { baseUrl: `${sandboxUrl}/casso`, apiKey: 'sandbox-casso-apikey' },
    },
  },
  {
    ...{ ...bank, name: 'kho-bac-5', provider: 'vietqr-vn', accountNumber: '1017595605' },
    vietqrVn: {
      ...{ username: 'sandbox-vietqr-caller', passwords: ['sandbox-vietqr-password'] },
      api: {
        ...{ baseUrl: `${sandboxUrl}/vietqr-vn`, username: 'sandbox-vietqr-client', password: 'sandbox-vietqr-secret' },
      },
    },
  },
];
