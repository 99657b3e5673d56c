import { deadlines, limits, object, rate, secret, secrets, section, transport, whole } from '../slice-schema.js';
import { bankProviders } from './bank-qr.account.js';

/*
 * JSON Schema of `partners: bank-qr:`, with the defaults. Addresses and paths of the providers' query APIs are recalled, not read in
 * a contract: a province checks them against its own agreement.
 */

const text = (value?: string, more: object = {}) => ({
  type: 'string',
  minLength: 1,
  maxLength: 500,
  ...(value === undefined ? {} : { default: value }),
  ...more,
});
const webAddress = (value?: string) => text(value, { pattern: '^https?://[^\\s?#]+$' });
const path = (value: string) => text(value, { pattern: '^/[^\\s?#]*$' });
const texts = (value: readonly string[]) => ({ type: 'array', items: text(), maxItems: 20, default: value });
const api = (baseUrl: string, pathTo: string, more: Record<string, object> = {}) => ({
  ...object({ baseUrl: webAddress(baseUrl), path: path(pathTo), ...more }),
  default: {},
});

const sepay = object(
  {
    auth: { enum: ['hmac', 'apiKey'], default: 'hmac' },
    secrets,
    trustApiKey: {
      type: 'boolean',
      default: false,
      description: 'An API key proves the caller, not the body: without this its money waits for a query.',
    },
    driftSeconds: whole(300, 1, 86_400),
    api: api('https://my.sepay.vn', '/userapi/transactions/list', { token: secret }),
  },
  ['secrets'],
);
const payos = object(
  {
    clientId: text(),
    apiKey: secret,
    checksumKeys: secrets,
    testOrderCodes: texts(['123']),
    referencePrefix: text('HSDVC', { pattern: '^[A-Z]{2,8}$' }),
    api: api('https://api-merchant.payos.vn', '/v2/payment-requests'),
    checkoutBase: webAddress('https://pay.payos.vn/web'),
    returnUrl: webAddress(),
    cancelUrl: webAddress(),
  },
  ['clientId', 'apiKey', 'checksumKeys', 'returnUrl', 'cancelUrl'],
);
const vnpay = object(
  {
    tmnCode: text(undefined, { pattern: '^[A-Za-z0-9]{8}$' }),
    hashSecrets: secrets,
    payUrl: webAddress('https://pay.vnpay.vn/vpcpay.html'),
    api: api('https://merchant.vnpay.vn', '/merchant_webapi/api/transaction'),
    returnUrl: webAddress(),
    locale: text('vn'),
    orderType: text('other'),
    ipAddress: text('127.0.0.1'),
    answerUnfitting: { enum: ['asTheyAsk', 'confirmed'], default: 'asTheyAsk' },
  },
  ['tmnCode', 'hashSecrets', 'returnUrl'],
);
const casso = object(
  {
    checksumKeys: secrets,
    driftSeconds: whole(300, 1, 86_400),
    testReferences: texts(['MA_GIAO_DICH_THU_NGHIEM']),
    negativeIsOut: { type: 'boolean', default: true },
    api: api('https://oauth.casso.vn', '/v2/transactions', { apiKey: secret }),
  },
  ['checksumKeys'],
);
const vietqrVn = object(
  {
    username: text(),
    passwords: secrets,
    tokenSeconds: whole(300, 30, 3_600),
    api: api('https://api.vietqr.org', '/vqr/api/transactions/check-order', {
      tokenPath: path('/vqr/api/token_generate'),
      username: text(),
      password: secret,
    }),
  },
  ['username', 'passwords'],
);

const account = object(
  {
    name: text(undefined, { pattern: '^[a-z0-9][a-z0-9-]{0,59}$', description: 'Stands in the callback URL.' }),
    provider: { enum: [...bankProviders] },
    bankBin: text(undefined, { pattern: '^\\d{6}$' }),
    accountNumber: text(undefined, { pattern: '^[A-Za-z0-9]{4,19}$' }),
    accountName: text(undefined, { maxLength: 100 }),
    units: {
      type: 'array',
      items: text(),
      description: 'Whose fees are paid here; none: the account only takes what still comes.',
    },
    qr: { enum: ['own', 'provider'], default: 'own' },
    virtualAccounts: object(
      {
        prefix: text(undefined, { pattern: '^[A-Z0-9]{1,15}$' }),
        digits: { type: 'integer', minimum: 1, maximum: 18 },
      },
      ['prefix', 'digits'],
    ),
    ...{ sepay, payos, vnpay, casso, vietqrVn },
  },
  ['name', 'provider', 'bankBin', 'accountNumber', 'accountName', 'units'],
);

export const bankQrConfigSchema = object(
  {
    owner: text('Banks and payment providers', { description: 'Who operates the other ends, for a person to call.' }),
    accounts: { type: 'array', items: account, minItems: 1, maxItems: 500 },
    maxBytes: whole(65_536, 1_024, 524_288),
    sweep: section({
      windows: {
        ...section({
          // SePay: 8 tries; VNPAY: 10 tries, 5 minutes apart. payOS and Casso do not say.
          sepay: whole(1_980, 1, 86_400),
          payos: whole(2_700, 1, 86_400),
          vnpay: whole(2_700, 1, 86_400),
          casso: whole(1_980, 1, 86_400),
        }),
        description: 'Seconds after which a provider no longer repeats a notification by itself: then it is asked.',
      },
      overlapSeconds: whole(7_200, 0, 604_800),
      longestGapSeconds: whole(3_600, 1, 86_400),
      graceHours: {
        ...whole(24, 0, 8_760),
        description: 'So long after its end a payment is asked about as often as before.',
      },
      untilDays: {
        ...whole(366, 0, 3_660),
        description:
          'So long after its end it is asked about at all: ever less often, daily where somebody said that it was paid.',
      },
      ordersAt: text('02:00', {
        pattern: '^([01]\\d|2[0-3]):[0-5]\\d$',
        description:
          'When payOS and VNPAY, who have no list, are asked about every order for which money may have come since the day before.',
      }),
      perSecond: rate(5, 1_000),
    }),
    deadlines: section(deadlines(30_000)),
    limits: section(limits({ concurrency: 16, ratePerSecond: 100 })),
    transport: section(transport(4_194_304)),
  },
  ['accounts'],
);
