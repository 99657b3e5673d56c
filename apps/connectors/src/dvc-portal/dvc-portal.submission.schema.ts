import { object, secrets, section, text, whole } from '../slice-schema.js';
import { submissionNames } from './dvc-portal.wire.js';

const name = (value: string) => text(value, { pattern: '^[^\\s]{1,100}$' });

const account = object(
  {
    name: text(undefined, { pattern: '^[a-z0-9][a-z0-9-]{0,59}$', description: 'Stands in the callback URL.' }),
    secrets,
    secretHeader: text(undefined, {
      pattern: '^[a-z0-9-]{1,60}$',
      description: 'Header (lower case) that shows a secret; without it authorization, with or without "Bearer ".',
    }),
    proof: { enum: ['none'], description: 'Only the network keeps others out (mTLS or allow-list in front).' },
    units: {
      type: 'object',
      description: "The portal's code of a unit: ours. What comes for another code is kept and shown to operators.",
      additionalProperties: text(undefined, { pattern: '^[A-Za-z0-9._-]{1,60}$' }),
      default: {},
    },
  },
  ['name'],
);

/** JSON Schema of `partners: dvc-portal: inbound:`, with the defaults. Names and codes are of one or two deployments, none official. */
export const submissionSchema = section(
  {
    accounts: { type: 'array', items: account, maxItems: 50, default: [] },
    maxBytes: { ...whole(33_554_432, 1_024, 268_435_456), description: 'Of a request, files included' },
    maxFileBytes: { ...whole(10_485_760, 1_024, 134_217_728), description: 'Of a file itself' },
    maxFiles: whole(50, 1, 500),
    maxFieldsBytes: { ...whole(131_072, 1_024, 262_144), description: "Of a procedure's own fields" },
    fields: section(Object.fromEntries(Object.entries(submissionNames).map(([our, theirs]) => [our, name(theirs)]))),
    answers: section({
      codes: section({ taken: text('0'), repeated: text('1'), refused: text('-1') }, 'error_code of our answer'),
      unprovedStatus: whole(401, 200, 599),
      unreadableStatus: whole(200, 200, 599),
    }),
  },
  'Where the portal pushes what citizens submit: /callbacks/portal/{account}/dossiers',
);
