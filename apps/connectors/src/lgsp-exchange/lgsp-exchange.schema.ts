import {
  answerCodes,
  deadlines,
  headers,
  limits,
  object,
  path,
  secret,
  secrets,
  section,
  text,
  transport,
  webAddress,
  whole,
} from '../slice-schema.js';
import { verbs } from './lgsp-exchange.wire.js';

/*
 * JSON Schema of `partners: lgsp-exchange:`, with the defaults. No official document is public: the verbs, eight fields and the header
 * lgspaccesstoken were seen by name; all else is assumed, and configured here as a hub's agreement says.
 */

const field = (value: string, description: string) =>
  text(value, { pattern: '^[A-Za-z][A-Za-z0-9_]{0,59}$', description });
const verb = (value: (typeof verbs)[number], description: string) => ({
  enum: [...verbs],
  default: value,
  description,
});
const plain = (value: string, description: string) => text(value, { pattern: '^[\\x20-\\x7e]*$', description });

export const lgspExchangeConfigSchema = object(
  {
    owner: text('LGSP', { description: 'Who operates the hub, for a person to call.' }),
    baseUrl: webAddress,
    account: text('hub', {
      pattern: '^[a-z0-9][a-z0-9-]{0,59}$',
      description: 'Names the agreement in messages and in the address /callbacks/lgsp-exchange/{account}.',
    }),
    auth: object(
      {
        kind: { enum: ['clientCredentials', 'static'], default: 'clientCredentials' },
        path: path('/token'),
        key: { ...secret, description: 'Consumer key, for client credentials.' },
        secret: { ...secret, description: 'Consumer secret, for client credentials.' },
        token: { ...secret, pattern: '^[\\x21-\\x7e]+$', description: 'A token that does not change.' },
        access: {
          ...object(
            {
              accessKey: secret,
              secretKey: secret,
              appName: text(),
              partnerCode: text(),
              partnerCodeCus: text(''),
            },
            ['accessKey', 'secretKey', 'appName', 'partnerCode'],
          ),
          description: 'What stands in the header lgspaccesstoken; without it the header is not sent.',
        },
        headers,
      },
      [],
    ),
    paths: section({ exchange: path('/exchange') }),
    verbs: section(
      {
        handOver: verb('TIEPNHAN', 'Something is handed over.'),
        accepted: verb('TIEPNHAN', 'Something that was handed to us has been taken.'),
        updated: verb('CAPNHAT', 'There is news of it.'),
        withdrawn: verb('RUT', 'What was handed over is taken back.'),
        refused: verb('TUCHOI', 'What was handed to us is not taken.'),
        answered: verb('KETQUA', 'What was handed to us is answered.'),
        paid: verb('THANHTOAN', 'A fee of the dossier has been paid.'),
      },
      'Assumed: which verb says what. What comes in is read by fixed rules (README.md).',
    ),
    fields: section(
      {
        text: field('content', 'What is asked, answered, or why not.'),
        due: field('due_date', 'When an answer is due.'),
        documents: field('attachments', 'List of {name, url}.'),
        amount: field('amount', 'VND, of THANHTOAN.'),
      },
      'Assumed: names of fields that no source names.',
    ),
    times: { enum: ['compact', 'iso'], default: 'compact', description: 'yyyyMMddHHmmss in Vietnam, or RFC 3339.' },
    answers: section({
      codeField: field('error_code', 'Field of an answer with its code.'),
      taken: answerCodes(['0', '00'], 'Codes of what the hub has taken.'),
      known: answerCodes([], 'Codes that say that the hub had it already.'),
      refusals: answerCodes([], 'Codes of what was surely not taken; every other one leaves it unknown.'),
      recognisesCopies: {
        type: 'boolean',
        default: false,
        description:
          'Where the hub confirmed that it knows a message by source_id and type: a second copy changes nothing, and may be sent.',
      },
      onDoubtOfPayment: {
        enum: ['park', 'repeat'],
        default: 'park',
        description: 'What follows when nobody knows whether a payment was told: a person looks, or it is told again.',
      },
    }),
    inbound: section({
      header: text('lgspaccesstoken', {
        pattern: '^[a-z0-9-]{1,60}$',
        description: 'Header with the secret by which the hub proves who calls; small letters.',
      }),
      secrets: { ...secrets, minItems: 0, default: [], description: 'Without one no call of the hub is taken.' },
      maxBytes: whole(262_144, 1_024, 1_048_576),
      codeField: field('error_code', 'Field of our answers with their code.'),
      taken: plain('0', 'Code of what has been kept.'),
      message: text('OK', { description: 'Words of what has been kept.' }),
      refused: plain('1', 'Code of what has not.'),
    }),
    maxQuestions: {
      ...whole(300, 1, 100_000),
      description:
        'So often a handover of unknown fate is looked for among what the hub has told, at longest limits.retryMaxMs apart; then a person decides.',
    },
    deadlines: section(deadlines(30_000)),
    limits: section({ ...limits({ concurrency: 8, ratePerSecond: 20 }), retryMaxMs: whole(900_000, 1) }),
    transport: section(transport(1_048_576)),
  },
  ['baseUrl', 'auth'],
);
