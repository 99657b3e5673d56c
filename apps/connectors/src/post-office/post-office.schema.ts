import { trackedStates } from '@lienthong/contracts';
import {
  answerCodes,
  deadlines,
  limits,
  object,
  path,
  rate,
  secret,
  section,
  text,
  transport,
  webAddress,
  whole,
} from '../slice-schema.js';

/*
 * JSON Schema of `partners: post-office:`, with the defaults. No official document is public: what a province's agreement says
 * otherwise is configured here. Only codes 100, 101 and 4 were ever seen.
 */

const day = text(undefined, { pattern: '^\\d{4}-\\d\\d-\\d\\d$' });
const postNumber = { type: 'integer', minimum: 0, maximum: 9_999_999 };
const areaCode = text(undefined, { pattern: '^\\d{1,10}$' });

const office = object(
  {
    name: text(),
    phone: text(),
    email: text(),
    address: object({ provinceCode: areaCode, communeCode: areaCode, line: text() }, ['provinceCode', 'line']),
  },
  ['name', 'phone', 'address'],
);

const account = object(
  {
    name: text(undefined, { pattern: '^[a-z0-9][a-z0-9-]{0,59}$' }),
    units: { type: 'array', items: text(), description: 'Whose dossiers are delivered through this agreement.' },
    customerCode: text(undefined, { pattern: '^[\\x21-\\x7e]{1,50}$', description: 'CustomerCode' }),
    office: { ...office, description: "The agency's end of a delivery, where an order names no other." },
  },
  ['name', 'units', 'customerCode', 'office'],
);

const area = object(
  {
    province: { ...areaCode, description: 'Official code of the province.' },
    commune: {
      ...areaCode,
      description: 'Official code of the commune; without it the line is for the whole province.',
    },
    post: { ...postNumber, description: "The post's own number of the province." },
    postDistrict: { ...postNumber, description: "The post's own number of the district." },
    from: day,
    to: day,
  },
  ['province', 'post'],
);

export const postOfficeConfigSchema = object(
  {
    owner: text('VNPost', { description: 'Who operates the other end, for a person to call.' }),
    baseUrl: webAddress,
    dialect: { enum: ['ngsp', 'lgsp'], default: 'ngsp', description: "NGSP, or a province's own platform." },
    auth: object(
      {
        kind: { enum: ['clientCredentials', 'static'], default: 'clientCredentials' },
        path: path('/token'),
        key: { ...secret, description: 'Consumer key, for client credentials.' },
        secret: { ...secret, description: 'Consumer secret, for client credentials.' },
        token: { ...secret, pattern: '^[\\x21-\\x7e]+$', description: 'A token that does not change.' },
        header: text(undefined, {
          pattern: '^[A-Za-z0-9_-]{1,60}$',
          description: 'Without it: authorization with NGSP, access_token with a province.',
        }),
        scheme: text(undefined, {
          pattern: '^[A-Za-z]{0,20}$',
          minLength: 0,
          description: 'Word before the token. Without it: Bearer with NGSP, none with a province.',
        }),
        headers: {
          type: 'object',
          additionalProperties: { ...secret, minLength: 1, maxLength: 2_000 },
          default: {},
          description: 'Further headers of every call, such as lgspaccesstoken.',
        },
      },
      [],
    ),
    paths: section({
      order: path('/apiVNPostNGSP/p1.0/order/post'),
      orderWithItemCode: path('/apiVNPostNGSP/p1.0/order/post', { description: 'A province, with ItemCode.' }),
      cancel: path('/apiVNPostNGSP/p1.0/order/cancel'),
      tracking: path('/apiVNPostNGSP/p1.0/tracking'),
    }),
    accounts: { type: 'array', items: account, minItems: 1, maxItems: 500 },
    areas: {
      type: 'array',
      items: area,
      maxItems: 20_000,
      default: [],
      description: "The post's numbers of areas are its own, not the official codes.",
    },
    flagConfig: { ...whole(2, 0, 1_000), description: 'FlagConfig of a province.' },
    answers: section({
      accepted: answerCodes(['100', '101'], 'Status of an order that the post has.'),
      existed: answerCodes(['101'], 'Of those: it had it already.'),
      cancelled: answerCodes(['100'], 'Status of an order that was taken back.'),
      refusals: answerCodes([], 'Status of what was surely not taken; every other one leaves it unknown.'),
      recognisesCopies: {
        type: 'boolean',
        default: false,
        description:
          'Where the post confirmed that 101 says so: a second copy of an order changes nothing, and may be sent.',
      },
    }),
    states: {
      type: 'object',
      propertyNames: { pattern: '^[\\x21-\\x7e]{1,20}$' },
      additionalProperties: { enum: [...trackedStates] },
      default: { '4': 'delivered' },
      description:
        'StatusCode of the feed in our words. Only 4 was seen; a code that is not here says only that the parcel is there.',
    },
    feed: section({
      everySeconds: rate(300, 86_400),
      overlapSeconds: whole(3_600, 0, 604_800),
      pageRows: whole(500, 1, 1_000),
      futureSeconds: { ...whole(600, 0, 40_000_000), description: 'An event so far ahead is believed: clocks differ.' },
      since: text(undefined, {
        pattern: '^\\d{4}-\\d\\d-\\d\\d$',
        description: 'The first day whose rows are read, when nothing was ever read; without it all of them.',
      }),
      pagesAtOnce: whole(500, 1, 100_000),
    }),
    maxQuestions: {
      ...whole(300, 1, 100_000),
      description:
        'So often an order of unknown fate is looked for in the feed, at longest limits.retryMaxMs apart; then a person decides.',
    },
    deadlines: section(deadlines(30_000)),
    limits: section({ ...limits({ concurrency: 8, ratePerSecond: 20 }), retryMaxMs: whole(900_000, 1) }),
    transport: section(transport(4_194_304)),
  },
  ['baseUrl', 'auth', 'accounts'],
);
