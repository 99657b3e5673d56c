import { dossierStatuses } from '@lienthong/contracts';
import {
  deadlines,
  headers,
  limits,
  object,
  path,
  secret,
  section,
  text,
  transport,
  webAddress,
} from '../slice-schema.js';
import { defaultEmcTables } from './emc.tables.mapping.js';

/*
 * JSON Schema of `partners: emc:`, with the defaults of deployed integrations. No official document is public: whatever a province's
 * agreement says otherwise is configured here.
 */

const site = { type: 'integer', minimum: 1, maximum: 999_999_999 };
const codes = (table: Readonly<Record<string, string>>, description?: string) =>
  section(
    Object.fromEntries(Object.entries(table).map(([word, code]) => [word, text(code, { pattern: '^\\d{1,3}$' })])),
    description,
  );
const texts = (value: readonly string[], description: string) => ({
  type: 'array',
  items: text(),
  maxItems: 50,
  default: value,
  description,
});

export const emcConfigSchema = object(
  {
    owner: text('EMC', { description: 'Who operates the other end, for a person to call.' }),
    baseUrl: webAddress,
    path: path('/TrackingMCDT'),
    healthPath: {
      ...path('/embed/gov-tracking.min.js'),
      description: 'Read to see whether EMC is up; nothing is counted by it.',
    },
    off: {
      type: 'boolean',
      default: false,
      description: 'Nothing is sent; what would have been is settled as withheld.',
    },
    siteId: { ...site, description: 'Number of the site that EMC gave, for all units but those under sites.' },
    sites: {
      type: 'object',
      additionalProperties: site,
      default: {},
      description: 'Sites by unit, with the units below it.',
    },
    dialect: { enum: ['json', 'form'], default: 'json' },
    codes: { enum: ['numbers', 'strings'], default: 'numbers', description: 'How codes stand in JSON.' },
    extraHeaders: headers,
    statuses: {
      type: 'array',
      items: { enum: dossierStatuses },
      uniqueItems: true,
      default: dossierStatuses,
      description: 'Effective statuses that are told.',
    },
    tables: section({
      status: codes(defaultEmcTables.status, 'completed is not yet returned; some senders have 3 for both'),
      formsReception: codes(defaultEmcTables.formsReception, 'post is not online; some senders have 1 for both'),
      formsPayments: codes(defaultEmcTables.formsPayments),
      level: codes(defaultEmcTables.level, 'partial is not full; some senders have 4 for both'),
      fromNationalPortal: codes(defaultEmcTables.fromNationalPortal, 'isFromDVCQG'),
      byPost: codes(defaultEmcTables.byPost, 'isDVCBC'),
      procedures: { type: 'object', additionalProperties: text(), default: {} },
    }),
    user: section({
      form: {
        enum: ['none', 'anonymous', 'pseudonym', 'clear'],
        default: 'anonymous',
        description: 'What stands in the field user; clear only where EMC demands the number in writing.',
      },
      key: { ...secret, minLength: 32, description: 'Secret of the pseudonyms: ${NAME} or file: in the YAML.' },
      demandedBy: text(undefined, { description: 'Number and date of the document that demands the number.' }),
      location: text(undefined, { pattern: '^\\d{2}$', description: 'Code of the province, LOCATION.' }),
    }),
    answers: section({
      successStatuses: {
        type: 'array',
        items: { type: 'integer', minimum: 200, maximum: 299 },
        minItems: 1,
        uniqueItems: true,
        default: [200, 201, 202, 204],
      },
      successTexts: texts([], 'Whole bodies that confirm a success; an empty one and a JSON object always do.'),
      failureFields: texts(
        ['error', 'errors', 'error_code', 'errorCode', 'exception'],
        'Fields of an object that say no when there is anything in them.',
      ),
      successFields: texts(['success'], 'Fields of an object that say no when they are not true.'),
      definiteRefusals: {
        type: 'object',
        description: 'HTTP statuses that say that nothing was counted. Replaces the default as a whole.',
        patternProperties: { '^[345]\\d\\d$': { enum: ['later', 'refused'] } },
        additionalProperties: false,
        default: {
          400: 'refused',
          401: 'later',
          403: 'later',
          404: 'later',
          413: 'refused',
          422: 'refused',
          429: 'later',
        },
      },
    }),
    onDoubt: {
      enum: ['park', 'repeat'],
      default: 'park',
      description:
        'What follows a push of which nobody knows whether it was counted: it stays doubtful, or goes again.',
    },
    deadlines: section(deadlines(15_000)),
    limits: section(limits({ concurrency: 8, ratePerSecond: 50 })),
    transport: section(transport(262_144)),
  },
  ['baseUrl'],
);
