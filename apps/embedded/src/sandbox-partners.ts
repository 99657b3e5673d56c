/**
 * Slices of `partners:` for the sandbox beside this process, when there is no configuration file. Nothing in them is
 * secret: the sandbox accepts them from anybody on this machine.
 */
export const sandboxPartners = (sandboxUrl: string): Readonly<Record<string, unknown>> => ({
  'dvc-portal': {
    owner: 'LienThong sandbox',
    baseUrl: `${sandboxUrl}/dvcqg`,
    destinationCode: '000.00.00.G22',
    unitCode: '000.00.00.H44',
    username: 'lienthong',
    password: 'synthetic-password',
    lookUp: { status: 'TrangThaiHoSo' },
    inbound: {
      accounts: [
        {
          ...{ name: 'tinh', secrets: ['sandbox-push-secret'] },
          units: { '000.00.00.H44': 'H44', '000.00.01.H44': 'H44.01' },
        },
      ],
    },
    transport: { allowPrivateAddresses: true },
  },
  'bank-qr': {
    owner: 'LienThong sandbox',
    accounts: sandboxAccounts(sandboxUrl),
    transport: { allowPrivateAddresses: true },
  },
  'payment-platform': {
    owner: 'LienThong sandbox',
    baseUrl: `${sandboxUrl}/payment-platform`,
    accounts: [
      {
        ...{ name: 'nen-tang', units: ['H44'], unitCode: '000.00.00.H44' },
        ...{ partnerCode: 'PARTNER01', secrets: ['sandbox-platform-secret'] },
        ...{ bankBin: '970436', accountNumber: '1017595609', accountName: 'SO TU PHAP' },
      },
    ],
    payPage: `${sandboxUrl}/payment-platform/pay/{partnerCode}/{reference}`,
    transport: { allowPrivateAddresses: true },
  },
  population: {
    owner: 'LienThong sandbox',
    baseUrl: `${sandboxUrl}/population`,
    signature: { serviceUrl: 'https://c06.example/soap', username: 'demo', secretKey: 'test-secret' },
    answers: { refusals: ['Client'] },
    transport: { allowPrivateAddresses: true },
  },
  'post-office': {
    owner: 'LienThong sandbox',
    baseUrl: `${sandboxUrl}/post-office`,
    auth: { key: 'sandbox-post-key', secret: 'sandbox-post-secret' },
    accounts: [
      {
        ...{ name: 'h44', units: ['H44'], customerCode: 'HCC-H44' },
        office: { name: 'SO TU PHAP', phone: '0240000000', address: { provinceCode: '01', line: '1 Pho Thu' } },
      },
    ],
    // Not official: numbers of this sandbox, like its codes.
    areas: provinces.map((province) => ({ province, post: Number(province) })),
    answers: { refusals: ['102', '103', '104'] },
    states: {
      ...{ '1': 'accepted', '2': 'accepted', '3': 'inTransit', '4': 'delivered' },
      ...{ '5': 'failed', '6': 'returning', '7': 'returned', '8': 'cancelled' },
    },
    // Its clock is moved ahead by whoever tries it: what has happened there has not happened here yet.
    feed: { everySeconds: 5, futureSeconds: 40_000_000 },
    transport: { allowPrivateAddresses: true },
  },
  // Assumed, like everything about a hub; its secrets are those of the sandbox.
  'lgsp-exchange': {
    owner: 'LienThong sandbox',
    baseUrl: `${sandboxUrl}/lgsp-exchange`,
    auth: {
      ...{ key: 'hub-key-1', secret: 'hub-secret-1' },
      access: {
        ...{ accessKey: 'access-key', secretKey: 'secret-key' },
        ...{ appName: 'LienThong', partnerCode: '000.00.01.H99' },
      },
    },
    answers: { known: ['1'], refusals: ['2', '3', '4', '5'] },
    inbound: { secrets: ['hub-calls-with-this'] },
    transport: { allowPrivateAddresses: true },
  },
  emc: {
    owner: 'LienThong sandbox',
    baseUrl: `${sandboxUrl}/emc`,
    siteId: 1,
    transport: { allowPrivateAddresses: true },
  },
});

/** All that there have been since 1 July 2025. */
const provinces =
  '01 04 08 11 12 14 15 19 20 22 24 25 31 33 37 38 40 42 44 46 48 51 52 56 66 68 75 79 80 82 86 91 92 96'.split(' ');

/** The accounts that the sandbox's bank keeps, one for each provider; fees of the demo's units go to the first. */
function sandboxAccounts(sandboxUrl: string): readonly object[] {
  const bank = { bankBin: '970436', accountName: 'SO TU PHAP', qr: 'own' };
  const page = `${sandboxUrl}/bank/done`;
  return [
    {
      ...{ name: 'kho-bac-1', provider: 'sepay', accountNumber: '1017595600', ...bank, units: ['H44'] },
      sepay: {
        secrets: ['sandbox-sepay-secret'],
        api: { baseUrl: `${sandboxUrl}/sepay`, token: 'sandbox-sepay-token' },
      },
    },
    {
      ...{ name: 'kho-bac-2', provider: 'payos', accountNumber: '1017595602', ...bank, qr: 'provider', units: [] },
      payos: {
        ...{ clientId: 'sandbox-payos-client', apiKey: 'sandbox-payos-apikey', returnUrl: page, cancelUrl: page },
        checksumKeys: ['sandbox-payos-checksum'],
        api: { baseUrl: `${sandboxUrl}/payos` },
      },
    },
    {
      ...{ name: 'kho-bac-3', provider: 'vnpay', accountNumber: '1017595603', ...bank, qr: 'provider', units: [] },
      vnpay: {
        ...{ tmnCode: 'SANDBOX1', hashSecrets: ['sandbox-vnpay-secret'], returnUrl: page },
        payUrl: `${sandboxUrl}/vnpay/paymentv2/vpcpay.html`,
        api: { baseUrl: `${sandboxUrl}/vnpay` },
      },
    },
    {
      ...{ name: 'kho-bac-4', provider: 'casso', accountNumber: '1017595604', ...bank, units: [] },
      casso: {
        checksumKeys: ['sandbox-casso-checksum'],
        api: { baseUrl: `${sandboxUrl}/casso`, apiKey: 'sandbox-casso-apikey' },
      },
    },
    {
      ...{ name: 'kho-bac-5', provider: 'vietqr-vn', accountNumber: '1017595605', ...bank, units: [] },
      vietqrVn: {
        ...{ username: 'sandbox-vietqr-caller', passwords: ['sandbox-vietqr-password'] },
        api: {
          baseUrl: `${sandboxUrl}/vietqr-vn`,
          ...{ username: 'sandbox-vietqr-client', password: 'sandbox-vietqr-secret' },
        },
      },
    },
  ];
}
