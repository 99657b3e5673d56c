import { citizenFields } from '@lienthong/contracts';
import { busSchema } from './bus-config.js';
import type { Sections } from './config.js';
import { code, list, object, text, whole, type ObjectSchema, type Schema } from './schema-parts.js';
import { statementProfilesSchema } from './statement-profile-schema.js';

const limits = object(
  {
    bodyBytes: whole(1024, 524_288, 524_288, 'Largest request body'),
    statementBytes: whole(1024, 1_073_741_824, 67_108_864, "Largest file of a bank's statement"),
    bulkBytes: whole(
      ...([1024, 17_179_869_184, 1_073_741_824] as const),
      'Most that one request may bring of dossiers that exist already',
    ),
    attachmentBytes: whole(1024, 268_435_456, 52_428_800, 'Largest file of a dossier'),
    callbackBytesInFlight: whole(
      ...([1_048_576, 4_294_967_296, 134_217_728] as const),
      'Large bodies that partners send at the same time, in one process; beyond it they are told to come again',
    ),
    uploadsPerClient: whole(1, 1_000, 8, 'Files that a client sends to one gateway at the same time'),
    unnamedAttachmentBytes: whole(
      ...([1_048_576, 1_099_511_627_776, 10_737_418_240] as const),
      'Files of a client that no dossier has named yet, together',
    ),
    requestsPerClient: whole(
      1,
      100_000,
      256,
      'What a client writes at the same time that one gateway has not kept yet',
    ),
    requestsInAll: whole(
      ...([1, 100_000, 1_000] as const),
      'Of all clients together; beyond them only whoever has less than its equal share is let in',
    ),
    requestsPerSecond: whole(
      ...([0, 100_000, 0] as const),
      'What a client may write a second at one gateway, twice as much after a pause; 0: as much as it likes',
    ),
    requestTimeoutMs: whole(1000, 600_000, 30_000, 'Until the whole request must have arrived'),
    headersTimeoutMs: whole(1000, 600_000, 15_000, 'Until the headers must have arrived'),
    keepAliveMs: whole(1000, 600_000, 65_000, 'How long an idle connection is kept'),
  },
  [],
  'What one request may cost',
);
const journey = object(
  { defaultDueDays: whole(1, 3650, 30, 'Due date of a dossier that states none: days after submission') },
  [],
  'Rules of the journey',
);
const disagreements = object(
  {
    settlingMinutes: whole(
      1,
      43_200,
      60,
      'Differences between systems that are younger pass by themselves, and nobody is told',
    ),
    agencyHours: whole(1, 8_760, 24, 'The same where an agency has to state something'),
    portalQuestionsPerMinute: whole(
      0,
      6_000,
      60,
      'Dossiers that the portal is asked about a minute, at most; 0: only on demand',
    ),
    portalAskedAgainDays: whole(
      1,
      3_650,
      7,
      'After how long it is asked again about a dossier of which nothing differs',
    ),
  },
  [],
  'Comparison of what agency, portal, bank and post say of a dossier',
);
const payments = object(
  {
    openHours: whole(1, 8_760, 24, 'How long a payment stays open whose request names no end'),
    longestOpenDays: whole(1, 3_660, 366, 'How far ahead a request may set the end of a payment'),
    referencePrefix: {
      type: 'string',
      pattern: '^[A-Z]{3,5}$',
      default: 'HSDVC',
      description: 'Letters that every payment reference begins with; agreed with the providers that look for it',
    },
    statementProfiles: statementProfilesSchema,
  },
  [],
  'Payments of fees',
);

const retention = object(
  {
    exchangeDays: whole(1, 36_500, 730, 'Ended exchanges with their attempts, as the API shows them'),
    workDays: whole(
      1,
      36_500,
      90,
      "The connectors' ended work with the bytes of its attempts; above the bus's retention",
    ),
    quarantineDays: whole(1, 36_500, 90, 'Records that could not be read'),
    receivedDays: whole(30, 36_500, 730, 'What partners told us, with its bytes; what repeats it later is new again'),
    handoverDays: whole(30, 36_500, 730, 'Handovers between units after their end, with what was asked and answered'),
    eventDays: whole(7, 365, 30, 'Events on the feed; who comes back later has to read everything anew'),
    statementDays: whole(90, 36_500, 3_650, "Banks' statements with their entries; credits stay for good"),
    disagreementDays: whole(30, 36_500, 730, 'Disagreements after their end; open ones stay'),
    portalAnswerDays: whole(
      60,
      36_500,
      730,
      'What the portal said of a dossier when it was asked, after it said so last',
    ),
    strayParcelDays: whole(30, 36_500, 730, "Parcels of the post's feed that nobody had ordered, once nothing differs"),
    attachmentDays: whole(30, 36_500, 3_650, 'Files of dossiers, after a dossier named them last'),
    unnamedAttachmentDays: whole(2, 365, 7, 'Files that no dossier has named'),
    orphanedFileDays: whole(2, 3_650, 30, 'Files of which the database knows nothing, after that was first seen'),
  },
  [],
  'How long is kept what is over; dossiers and their timelines stay',
);

const handovers = object(
  {
    defaultDueDays: whole(
      1,
      365,
      3,
      'When an answer is due that nobody set a date for: working days after the handover',
    ),
    remindHours: whole(1, 720, 24, 'How long before an answer is due both sides are reminded'),
  },
  [],
  'Dossiers and requests that one unit hands to another',
);

const calendar = object(
  {
    years: {
      ...list(
        { type: 'object', description: 'A year, in the shape of libs/statutory-clock/src/data/viet-nam-2026.json' },
        'Days off and make-up days of years beside those that the product knows, or in their place',
      ),
      default: [],
    },
  },
  [],
  'Which days are worked',
);

const webhooks = object(
  {
    allowHttp: { type: 'boolean', default: false, description: 'Endpoints may be http; without it https alone' },
    allowPrivateAddresses: {
      ...{ type: 'boolean', default: false },
      description: 'Endpoints may be in the own network; without it public addresses alone',
    },
    secretOverlapHours: whole(0, 720, 24, 'How long the secret before signs beside a new one'),
    giveUpHours: whole(1, 720, 72, 'How long is tried where nothing is taken; then the endpoint is disabled'),
  },
  [],
  'Events that are sent to agency systems',
);
const replays = object(
  { perSecond: whole(1, 200, 5, 'Retries of one replay a second, at most') },
  [],
  'Sending a class of failures again',
);

const s3Key = (description: string): Schema => ({ ...text(`${description}: \${NAME} or file:path`), writeOnly: true });
const s3Store = object(
  {
    endpoint: { ...text("Address of the store, http(s)://…; without it Amazon's own"), format: 'uri' },
    region: { ...text('As the store names it; it is part of every signature'), default: 'us-east-1' },
    bucket: {
      ...{ type: 'string', pattern: '^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$' },
      description: 'An existing bucket, which all gateways and connectors use; its own rules must delete nothing in it',
    },
    prefix: {
      ...{ type: 'string', pattern: '^$|^[A-Za-z0-9._/-]{1,200}/$', default: '' },
      description: 'In front of every key, with a slash at its end; for a bucket that several systems use',
    },
    pathStyle: {
      ...{ type: 'boolean', default: true },
      description: "The bucket stands in the path and not in the host's name; what most stores but Amazon's own want",
    },
    accessKeyId: s3Key('Access key'),
    secretAccessKey: s3Key('Its secret'),
    callTimeoutMs: whole(500, 60_000, 10_000, 'Of one call with its repeats; of a file being read, between two pieces'),
  },
  ['bucket', 'accessKeyId', 'secretAccessKey'],
  'A store for files that speaks S3, in the place of a folder',
);
const attachments = object(
  {
    s3: s3Store,
    folder: text(
      'Folder for files of dossiers, which all gateways share; npm start without it keeps them in its data folder, a cluster takes none',
    ),
    contentTypes: {
      ...list(
        { type: 'string', pattern: '^[a-z]+/[a-z0-9.+-]{1,100}$', description: 'Type, for example application/pdf' },
        'Types of files that are taken; without it all whose content can be told',
      ),
      minItems: 1,
      uniqueItems: true,
    },
  },
  [],
  'Files of dossiers that agencies bring',
);

const citizenRight = object(
  {
    clients: { ...list(code('Client'), 'Clients that have it; without it every client'), minItems: 1 },
    procedures: { ...list(code('Procedure'), 'Procedures that it is for; without it every procedure'), minItems: 1 },
    fields: {
      ...list({ enum: [...citizenFields] }, 'What the procedure is entitled to see of a citizen'),
      minItems: 1,
      uniqueItems: true,
    },
  },
  ['fields'],
  "A right to citizens' data",
);
const citizenChecks = object(
  {
    rights: {
      ...list(citizenRight, "Who may have what of a citizen's data; what no right names is not handed over"),
      default: [],
    },
  },
  [],
  'Checks of citizens against the population database',
);

/** Every section of the file that may be left out, whole or key by key. What else knows of a section knows it from here. */
export const sections: Readonly<Record<keyof Sections, ObjectSchema>> = {
  limits,
  journey,
  disagreements,
  payments,
  bus: busSchema,
  retention,
  citizenChecks,
  attachments,
  handovers,
  calendar,
  webhooks,
  replays,
};

/** The values that hold where the file says nothing, read from the schema itself. */
export const defaultsOf = <Section extends keyof Sections>(section: Section): Sections[Section] =>
  Object.fromEntries(
    Object.entries(sections[section].properties).flatMap(([name, property]) =>
      'default' in property ? [[name, property['default']]] : [],
    ),
  ) as unknown as Sections[Section];

/** Every section, with its defaults where `said` says nothing. */
export const completeSections = (said: SaidSections): Sections =>
  Object.fromEntries(
    (Object.keys(sections) as (keyof Sections)[]).map((name) => [name, { ...defaultsOf(name), ...said[name] }]),
  ) as unknown as Sections;

/** What a file says of its sections. */
export type SaidSections = { readonly [Section in keyof Sections]?: Partial<Sections[Section]> };
