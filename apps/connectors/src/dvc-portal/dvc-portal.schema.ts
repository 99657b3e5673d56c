import { deadlines, limits, secrets, whole } from '../slice-schema.js';
import { submissionSchema } from './dvc-portal.submission.schema.js';
import { dvcFieldLengths, progressNames } from './dvc-portal.wire.js';
import { defaultTables, defaultWords } from './dvc-portal.tables.mapping.js';

/**
 * JSON Schema of the portal's slice of `partners:`, with the defaults. Without any configuration it describes the
 * sandbox; what must be asked of a real portal (address, codes, credentials) has no default that could pass for one.
 */

const object = (properties: Record<string, object>, more: object = {}) => ({
  type: 'object',
  additionalProperties: false,
  properties,
  default: {},
  ...more,
});
const text = (value?: string, more: object = {}) => ({
  type: 'string',
  minLength: 1,
  ...(value === undefined ? {} : { default: value }),
  ...more,
});
const words = (value: readonly string[]) => ({
  type: 'array',
  items: { type: 'string', minLength: 1, maxLength: 200 },
  maxItems: 50,
  default: value,
});
const codes = (table: Readonly<Record<string, string>>, empty: 'mayBeEmpty' | 'notEmpty' = 'notEmpty') =>
  object(
    Object.fromEntries(
      Object.entries(table).map(([word, code]) => [
        word,
        { type: 'string', minLength: empty === 'mayBeEmpty' ? 0 : 1, maxLength: 200, default: code },
      ]),
    ),
  );
const path = (value: string) => text(value, { pattern: '^/[^\\s?#]*$' });
const endpoint = (value: string) => ({ enum: ['auth', 'share', 'integration'], default: value });
const fieldPath = (value?: string) => text(value, { maxLength: 200, pattern: '^[^.\\s]+(\\.[^.\\s]+)*$' });
const header = "^[!#$%&'*+.^_`|~0-9A-Za-z-]+$";
const headerValue = { type: 'string', pattern: '^[\\x20-\\x7e]*$' };

const slice = object(
  {
    owner: text('National public service portal', { description: 'Who operates the other end, for a person to call.' }),
    baseUrl: text(undefined, {
      pattern: '^https?://[^\\s?#]+$',
      description: 'Origin and path prefix of the adapter.',
    }),
    paths: object({ auth: path('/auth/login'), share: path('/share'), integration: path('/integration') }),
    endpoints: object({
      lookUp: endpoint('share'),
      sync: endpoint('integration'),
      progress: endpoint('integration'),
      status: endpoint('integration'),
    }),
    destinationCode: text(undefined, {
      pattern: headerValue.pattern,
      description: 'Destination code of the exchange axis, sent as header dstcode.',
    }),
    extraHeaders: {
      type: 'object',
      patternProperties: { [header]: headerValue },
      additionalProperties: false,
      default: {},
    },
    unitCode: text(undefined, { description: 'Code of the sending unit, sent as field madonvi.' }),
    username: text(),
    password: text(undefined, { writeOnly: true, description: 'Secret: ${NAME} or file: in the YAML.' }),
    answers: object({
      successCodes: words(['0', '00']),
      successWords: words(defaultWords.success),
      notSuccessWords: words(defaultWords.notSuccess),
      existsCodes: words(['3', '-3']),
      existsWords: words(defaultWords.exists),
      notFoundWords: words(defaultWords.notFound),
      sessionExpiredWords: words(defaultWords.sessionExpired),
      transientWords: words(defaultWords.transient),
      definiteRefusals: {
        type: 'object',
        description:
          'HTTP statuses that say, before anything was done, that the request was not taken. Replaces the default as a whole.',
        patternProperties: { '^[345]\\d\\d$': { enum: ['relogin', 'later', 'refused'] } },
        additionalProperties: false,
        default: { 401: 'relogin', 403: 'relogin', 413: 'refused', 429: 'later' },
      },
    }),
    tables: object({
      status: codes(defaultTables.status),
      channel: codes(defaultTables.channel),
      applicantKind: codes(defaultTables.applicantKind),
      origin: codes(defaultTables.origin, 'mayBeEmpty'),
      returnBy: codes(defaultTables.returnBy, 'mayBeEmpty'),
      returnWords: codes(defaultTables.returnWords, 'mayBeEmpty'),
      collectAt: codes(defaultTables.collectAt, 'mayBeEmpty'),
      feeKind: codes(defaultTables.feeKind, 'mayBeEmpty'),
      reuse: codes(defaultTables.reuse, 'mayBeEmpty'),
      onlinePayment: codes(defaultTables.onlinePayment, 'mayBeEmpty'),
      populationDatabase: { type: 'string', default: defaultTables.populationDatabase },
      procedures: { type: 'object', additionalProperties: text(), default: {} },
    }),
    lengths: object({
      summary: whole(dvcFieldLengths.summary, 1),
      documentName: whole(dvcFieldLengths.documentName, 1),
      officer: whole(dvcFieldLengths.officer, 1),
    }),
    upsert: { enum: ['lookUpFirst', 'createFirst'], default: 'lookUpFirst' },
    progress: object({
      chunk: whole(10, 1, 100),
      onDoubt: { enum: ['repeat', 'park'], default: 'repeat' },
      resolve: {
        type: 'object',
        description:
          'Only where the look-up is known to list the steps of a dossier: a step of unknown fate is then looked up instead of sent again (or parked), and steps go one a call, whatever chunk and onDoubt say. Names of fields, nested ones parted by dots: of the list within an element of result, the others within a row. No source shows such an answer: nothing here is official.',
        additionalProperties: false,
        required: ['steps'],
        properties: {
          steps: fieldPath(),
          dossier: fieldPath(progressNames.dossier),
          time: fieldPath(progressNames.time),
          person: fieldPath(progressNames.person),
          state: fieldPath(progressNames.state),
          maxQuestions: whole(10, 1, 1_000),
        },
      },
    }),
    lookUp: object({
      status: {
        ...fieldPath(),
        description:
          'Only where the look-up is known to say how a dossier stands: name of the field within the first element of result, nested ones parted by dots. No source shows such an answer: without it a look-up tells existence only.',
      },
    }),
    status: object({ onDoubt: { enum: ['repeat', 'park'], default: 'repeat' } }),
    files: {
      type: 'object',
      description:
        'Links to files of dossiers, served at /files/{token} by the connectors; without this the portal is given none.',
      additionalProperties: false,
      required: ['baseUrl'],
      properties: {
        baseUrl: text(undefined, { pattern: '^https?://[^\\s?#]+$', description: 'Where the portal reaches us.' }),
        linkDays: whole(30, 1, 3_650),
        secrets: {
          ...secrets,
          description: 'What the portal shows when it fetches; without it the link is its proof.',
        },
        secretHeader: text(undefined, { pattern: '^[a-z0-9-]{1,60}$' }),
      },
    },
    inbound: submissionSchema,
    deadlines: object({
      sync: object(deadlines(60_000)),
      progress: object(deadlines(60_000)),
      status: object(deadlines(60_000)),
    }),
    loginPauseMs: whole(5_000, 0, 3_600_000),
    remembered: whole(100_000, 0, 10_000_000),
    healthCode: text('LIENTHONG-HEALTH', { pattern: '^[A-Za-z0-9._-]{1,60}$' }),
    limits: object(limits({ concurrency: 32, ratePerSecond: 1_000 })),
    transport: object({
      maxResponseBytes: whole(1_048_576, 1_024),
      maxRequestBytes: whole(2_097_152, 1_024),
      connections: whole(32, 1, 10_000),
      connectTimeoutMs: whole(5_000, 1),
      keepAliveMs: whole(10_000, 0),
      tls: {
        type: 'object',
        additionalProperties: false,
        properties: {
          ca: text(),
          cert: text(),
          key: text(undefined, { writeOnly: true }),
          rejectUnauthorized: { type: 'boolean' },
        },
      },
      proxy: text(),
      allowPrivateAddresses: { type: 'boolean', default: false },
    }),
  },
  { required: ['baseUrl', 'destinationCode', 'unitCode', 'username', 'password'] },
);

// The slice as a whole has no default: its address and credentials must be stated.
const { default: _none, ...withoutDefault } = slice;
export const dvcPortalConfigSchema = withoutDefault;
