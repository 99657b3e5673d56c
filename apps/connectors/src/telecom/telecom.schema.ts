import {
  deadlines,
  limits,
  object,
  path,
  secret,
  section,
  text,
  transport,
  webAddress,
  whole,
} from '../slice-schema.js';

/** JSON Schema of `partners: telecom:`. The contract is assumed, so it has to be said that one knows. */
export const telecomConfigSchema = object(
  {
    assumedContract: {
      const: true,
      description:
        'No contract with a carrier is public; the messages are assumed. Must be true to say that this is known.',
    },
    owner: text('Mobile carrier', { description: 'Who operates the other end, for a person to call.' }),
    baseUrl: webAddress,
    paths: section({ match: path('/subscriber-match'), health: path('/health') }),
    token: { ...secret, pattern: '^[\\x21-\\x7e]+$', description: 'Bearer token' },
    validHours: { ...whole(24, 0, 8_760), description: 'How long an answer may be kept and used again.' },
    maxUnclear: {
      ...whole(3, 1, 100),
      description: 'From this attempt on an answer that means nothing counts against limits.maxBrokenContract.',
    },
    deadlines: section(deadlines(15_000)),
    limits: section(limits({ concurrency: 4, ratePerSecond: 5 })),
    transport: section(transport(65_536)),
  },
  ['assumedContract', 'baseUrl', 'token'],
);
