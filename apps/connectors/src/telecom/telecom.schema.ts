import { deadlines, limits, object, secret, section, transport, whole } from '../slice-schema.js';

const text = (value?: string, more: object = {}) => ({
  type: 'string',
  maxLength: 500,
  ...(value === undefined ? { minLength: 1 } : { default: value }),
  ...more,
});
const path = (value: string) => text(value, { pattern: '^/[^\\s?#]*$' });

/** JSON Schema of `partners: telecom:`. The contract is assumed, so it has to be said that one knows. */
export const telecomConfigSchema = object(
  {
    assumedContract: {
      const: true,
      description:
        'No contract with a carrier is public; the messages are assumed. Must be true to say that this is known.',
    },
    owner: text('Mobile carrier', { description: 'Who operates the other end, for a person to call.' }),
    baseUrl: text(undefined, { pattern: '^https?://[^\\s?#]+$' }),
    paths: section({ match: path('/subscriber-match'), health: path('/health') }),
    token: { ...secret, pattern: '^[\\x21-\\x7e]+$', description: 'Bearer token' },
    validHours: { ...whole(24, 0, 8_760), description: 'How long an answer may be kept and used again.' },
    maxUnclear: {
      ...whole(3, 1, 100),
      description: 'From this attempt on an answer that means nothing counts against limits.maxBrokenContract.',
    },
    deadlines: section(deadlines(15_000)),
    limits: section(limits({ concurrency: 4, ratePerSecond: 5 })),
    transport: section({ ...transport(65_536), proxy: text() }),
  },
  ['assumedContract', 'baseUrl', 'token'],
);
