import { busSchema } from './bus-config.js';
import { citizenFields } from '@lienthong/contracts';
import {
  operatorRoles,
  type CitizenChecksConfig,
  type HttpLimits,
  type JourneyConfig,
  type PaymentsConfig,
  type RetentionConfig,
} from './config.js';

type Schema = Readonly<Record<string, unknown>>;
/** Sections of the file that may be left out whole. */
interface Sections {
  readonly limits: HttpLimits;
  readonly journey: JourneyConfig;
  readonly payments: PaymentsConfig;
  readonly retention: RetentionConfig;
  readonly citizenChecks: CitizenChecksConfig;
}

const object = (properties: Record<string, Schema>, required: readonly string[], description: string): Schema => ({
  type: 'object',
  description,
  additionalProperties: false,
  required: [...required],
  properties,
});
const list = (items: Schema, description: string): Schema => ({ type: 'array', description, items });
const text = (description: string): Schema => ({ type: 'string', minLength: 1, maxLength: 500, description });
const code = (description: string): Schema => ({ type: 'string', pattern: '^[A-Za-z0-9._-]{1,60}$', description });
const day = (description: string): Schema => ({ type: 'string', format: 'date', description });
const whole = (minimum: number, maximum: number, value: number, description: string): Schema => ({
  type: 'integer',
  minimum,
  maximum,
  default: value,
  description,
});
/** `writeOnly` marks a secret: it stands in the file only as a reference. */
const key: Schema = {
  type: 'string',
  writeOnly: true,
  minLength: 16,
  maxLength: 512,
  pattern: '^[\\x21-\\x7e]+$',
  description: 'Bearer key, at least 16 characters: ${NAME} of an environment variable, or file:path',
};

const unit = object(
  {
    code: code('Code of the agency'),
    name: text('Name as partners are told'),
    parent: code('Code of the agency above'),
    validFrom: day('First day'),
    validTo: day('First day on which the agency is no more'),
    successor: code('Who took over'),
  },
  ['code', 'name'],
  'An agency',
);
const client = object(
  {
    name: code('Name in logs and figures'),
    key,
    units: { ...list(code('Unit'), 'Its units; those below them are included'), minItems: 1 },
  },
  ['name', 'key', 'units'],
  'An agency system that may call the API',
);
const operator = object(
  {
    name: code('Name in the timeline'),
    key,
    role: { enum: [...operatorRoles], description: 'viewer reads, operator also acts' },
  },
  ['name', 'key', 'role'],
  'A person of the operating centre',
);
const limits = object(
  {
    bodyBytes: whole(1024, 524_288, 524_288, 'Largest request body'),
    statementBytes: whole(1024, 1_073_741_824, 67_108_864, "Largest file of a bank's statement"),
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
    statementDays: whole(90, 36_500, 3_650, "Banks' statements with their entries; credits stay for good"),
  },
  [],
  'How long is kept what is over; dossiers and their timelines stay',
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

/** JSON Schema of the configuration file. Each connector gives the schema of its own slice; none given: slices are not looked into. */
export function configSchema(partnerSchemas?: Readonly<Record<string, object>>): Schema {
  const partners: Schema = {
    type: 'object',
    description: "Outside systems, by the connector's name",
    ...(partnerSchemas ? { additionalProperties: false, properties: partnerSchemas } : {}),
  };
  return {
    $schema: 'http://json-schema.org/draft-07/schema#',
    title: 'LienThong configuration',
    ...object(
      {
        units: { ...list(unit, 'Agencies'), minItems: 1 },
        clients: list(client, 'Agency systems'),
        operators: list(operator, 'Operators'),
        partners,
        limits,
        journey,
        payments,
        bus: busSchema,
        retention,
        citizenChecks,
      },
      ['units', 'clients'],
      'See docs/reference; secrets stand here only as ${NAME} or file:path',
    ),
  };
}

/** The values that hold where the file says nothing, read from the schema itself. */
export const defaultsOf = <Section extends keyof Sections>(section: Section): Sections[Section] => {
  const { properties } = { limits, journey, payments, retention, citizenChecks }[section] as unknown as {
    properties: Record<string, { default: unknown }>;
  };
  const values = Object.entries(properties).map(([name, { default: value }]) => [name, value]);
  return Object.fromEntries(values) as unknown as Sections[Section];
};
