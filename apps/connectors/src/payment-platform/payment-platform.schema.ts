import {
  answerCodes,
  deadlines,
  limits,
  object,
  path,
  rate,
  secret,
  secrets,
  section,
  text,
  transport,
  webAddress,
  whole,
} from '../slice-schema.js';

/*
 * JSON Schema of `partners: payment-platform:`, with the defaults. No official document is public: whatever a province's agreement
 * says otherwise is configured here.
 */

const account = object(
  {
    name: text(undefined, { pattern: '^[a-z0-9][a-z0-9-]{0,59}$', description: 'Stands in the callback URL.' }),
    units: { type: 'array', items: text(), description: 'Whose fees are paid through this agreement.' },
    partnerCode: text(undefined, { pattern: '^[A-Za-z0-9_.-]{1,50}$', description: 'MaDoiTac' }),
    secrets,
    token: { ...secret, pattern: '^[\\x21-\\x7e]+$', description: 'Bearer token, where one is asked for.' },
    bankBin: text(undefined, { pattern: '^\\d{6}$' }),
    accountNumber: text(undefined, { pattern: '^[A-Za-z0-9]{4,19}$' }),
    accountName: text(undefined, { maxLength: 100 }),
    unitCode: text(undefined, { description: 'MaDonVi of receipts; without it the code of the unit.' }),
    serviceCode: text('', { description: 'MaDVC of receipts' }),
    serviceName: text('', { description: 'TenDVC of receipts' }),
  },
  ['name', 'units', 'partnerCode', 'secrets'],
);

export const platformConfigSchema = object(
  {
    owner: text('National payment platform', { description: 'Who operates the other end, for a person to call.' }),
    baseUrl: webAddress,
    paths: section({ init: path('/init'), query: path('/query'), bill: path('/get-bill') }),
    accounts: { type: 'array', items: account, minItems: 1, maxItems: 500 },
    version: text('1.0.6', { description: 'PhienBan' }),
    ip: text('127.0.0.1', {
      pattern: '^[0-9A-Fa-f.:]{2,45}$',
      description: 'Ip: the address that we say we come from.',
    }),
    constants: section({
      paymentKind: text('PAY'),
      channel: text('1'),
      device: text('1'),
      language: text('vi-VN'),
      currency: text('VND'),
      bank: text('PAYMENT'),
    }),
    receipt: section({
      serviceKind: text('2', { description: 'MaDichVu' }),
      feeKinds: section(
        { charge: text('1'), fee: text('2'), appraisal: text('1'), renewal: text('2') },
        'LoaiPhiLePhi',
      ),
    }),
    payPage: text(undefined, {
      pattern: '^https?://[^\\s]+$',
      description:
        'Address of the pay page with {partnerCode} and {reference}: for an order whose answer was lost, because QUERY does not tell it.',
    }),
    answers: section({
      refusals: answerCodes(['03', '97', '98', '99'], 'error_code of an INIT that was surely not taken'),
      exists: answerCodes(['02'], 'error_code of an INIT whose reference is there already'),
      unknown: answerCodes(['01'], 'MaLoi of a QUERY about a reference that is not there'),
      signed: {
        type: 'boolean',
        default: true,
        description: "QUERY's answer carries a hash like a confirmation's; an answer without it is not believed.",
      },
    }),
    confirm: section({
      maxBytes: whole(16_384, 1_024, 524_288),
      replyCode: { enum: ['echo', 'fields'], default: 'echo', description: 'MaXacThuc of our reply' },
      replyFields: answerCodes(
        ['MaLoi', 'MoTaLoi', 'MaDoiTac', 'MaThamChieu', 'ThoiGianGD'],
        'Fields under the hash of our reply, the secret behind them; for replyCode: fields',
      ),
      codes: section(
        {
          taken: text('00'),
          otherAmount: text('00'),
          notOpen: text('00'),
          unknownReference: text('00'),
          proof: text('97'),
          content: text('99'),
          otherAccount: text('03'),
        },
        'MaLoi of our reply. What is stored is kept whatever we answer.',
      ),
    }),
    sweep: section({
      afterSeconds: whole(300, 1, 86_400),
      longestGapSeconds: whole(3_600, 1, 86_400),
      graceHours: {
        ...whole(72, 0, 8_760),
        description: 'So long after its end a payment is asked about as often as before.',
      },
      untilDays: {
        ...whole(366, 0, 3_660),
        description:
          'So long after its end it is asked about at all: ever less often, daily where somebody said that it was paid.',
      },
      ordersAt: text('02:00', {
        pattern: '^([01]\\d|2[0-3]):[0-5]\\d$',
        description: 'When it is asked about every order for which money may have come since the day before.',
      }),
      perSecond: rate(5, 1_000),
      bill: { type: 'boolean', default: true, description: 'Whether the receipt of a paid order is fetched and kept.' },
    }),
    deadlines: section(deadlines(30_000)),
    limits: section(limits({ concurrency: 16, ratePerSecond: 50 })),
    transport: section(transport(2_097_152)),
  },
  ['baseUrl', 'accounts'],
);
