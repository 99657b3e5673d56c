import { genders } from '@lienthong/contracts';
import { tonePlacements } from '../matching/names.js';
import { deadlines, headers, limits, object, section, text, transport, webAddress, whole } from '../slice-schema.js';
import { signedParts } from './population.signature.js';

/*
 * JSON Schema of `partners: population:`, with the defaults of deployed integrations. No official document is public: whatever a
 * province's agreement says otherwise is configured here.
 */

const headerValue = { pattern: '^[\\x20-\\x7e]+$' };
const path = (value: string) => text(value, { pattern: '^/[\\x21-\\x7e]*$' });
const codes = (value: readonly string[], description: string) => ({
  type: 'array',
  items: { type: 'string', maxLength: 100 },
  maxItems: 100,
  default: value,
  description,
});

const signature = object(
  {
    serviceUrl: text(undefined, { description: 'The registered address, byte for byte; the hash is over it.' }),
    username: text(undefined, { pattern: '^[^:]+$' }),
    secretKey: text(undefined, { writeOnly: true, description: 'Secret: ${NAME} or file: in the YAML.' }),
    timestampUnit: { enum: ['milliseconds', 'seconds'], default: 'milliseconds' },
    recipe: {
      type: 'array',
      items: { enum: signedParts },
      minItems: 1,
      maxItems: 4,
      uniqueItems: true,
      contains: { const: 'secretKey' },
      default: signedParts,
      description: 'What the hash is made of, one behind the other.',
    },
  },
  ['serviceUrl', 'username', 'secretKey'],
);

export const populationConfigSchema = object(
  {
    owner: text('National population database', { description: 'Who operates the other end, for a person to call.' }),
    baseUrl: webAddress,
    dialect: {
      enum: ['soap', 'xmlInJson', 'json'],
      default: 'soap',
      description:
        "The base's SOAP, or a province's proxy: JSON with the XML as a text, or JSON alone (assumed answer).",
    },
    paths: section({ lookUp: path('/soap'), confirm: path('/soap'), health: path('/soap?wsdl') }),
    signature,
    headers: section({
      contentType: text(undefined, { ...headerValue, description: 'By default text/xml or application/json.' }),
      clientId: text(undefined, { ...headerValue, description: 'X-Road-Client' }),
      apiKey: text(undefined, { ...headerValue, writeOnly: true, description: 'ApiKey' }),
      accessToken: text(undefined, { ...headerValue, writeOnly: true, description: 'lgspaccesstoken' }),
      more: headers,
    }),
    soap: section({
      prefix: text('dan', { pattern: '^(?!xml|soap|wsdl|xsd|xsi)[A-Za-z][A-Za-z0-9]{0,19}$' }),
      children: { enum: ['prefixed', 'unprefixed'], default: 'prefixed' },
    }),
    integrationCodes: section({ lookUp: text('037'), confirm: text('') }, 'MaTichHop; empty: not sent'),
    confirmServiceField: { enum: ['MaDVC', 'MaDichVu'], default: 'MaDVC' },
    officerFields: {
      type: 'array',
      items: { enum: ['unit', 'account', 'phone'] },
      uniqueItems: true,
      default: [],
      description: 'MaDonVi, TaiKhoan, SoDienThoai: sent and required. MaCanBo always is.',
    },
    tonePlacement: {
      enum: tonePlacements,
      default: 'asWritten',
      description:
        'Where the name that is sent carries its tones: of oa, oe, uy the firstVowel or the secondVowel. Not known: whether the base finds one written in the other way.',
    },
    genders: {
      type: 'object',
      additionalProperties: { enum: genders },
      default: { 0: 'unknown', 1: 'male', 2: 'female' },
      description: 'GioiTinh',
    },
    answers: section({
      successCodes: codes(['0', '00'], 'error_code of a proxy that found or did not find'),
      refusals: codes([], 'Fault codes (without prefix) and error_codes that surely refuse; all others are unclear'),
      definiteStatuses: {
        type: 'object',
        description: 'HTTP statuses that say that nothing was looked up. Replaces the default as a whole.',
        patternProperties: { '^[345]\\d\\d$': { enum: ['later', 'refused'] } },
        additionalProperties: false,
        default: { 401: 'later', 403: 'refused', 413: 'refused', 429: 'later' },
      },
      personsPath: codes(['data'], 'Where in a JSON answer the list of persons stands; dialect json'),
      maxUnclear: {
        ...whole(3, 1, 100),
        description:
          'Each look-up is a logged access: from this attempt on an unclear answer counts against limits.maxBrokenContract.',
      },
    }),
    narrowing: {
      enum: ['off', 'yearOnly', 'confirm'],
      default: 'off',
      description: 'One further, logged access where nothing matched, to tell whether the date of birth is to blame.',
    },
    validHours: { ...whole(24, 0, 8_760), description: 'How long verdict and values may be kept and used again.' },
    rawAnswer: {
      enum: ['none', 'kept'],
      default: 'none',
      description: 'Whether the bytes of answers are kept (sealed) with the attempts.',
    },
    xml: section({
      bytes: whole(524_288, 1_024, 16_777_216),
      depth: whole(24, 4, 200),
      elements: whole(2_000, 10, 100_000),
      attributes: whole(24, 1, 200),
      tagChars: whole(4_096, 64, 65_536),
    }),
    deadlines: section(deadlines(30_000)),
    limits: section({ ...limits({ concurrency: 8, ratePerSecond: 10 }), maxBrokenContract: whole(2, 1) }),
    transport: section(transport(1_048_576)),
  },
  ['baseUrl', 'signature'],
);
