import { dossierStatuses } from '@lienthong/contracts';
import { operatorRoles } from './config.js';
import { code, day, list, object, text, type Schema } from './schema-parts.js';
import { sections } from './sections.js';

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
    via: { enum: ['lgsp-exchange'], description: 'Reached through another hub: handovers to it go there' },
    hubCode: {
      ...text('Code under which other hubs know the agency; without it its own'),
      ...{ pattern: '^[\\x21-\\x7e]+$', maxLength: 100 },
    },
  },
  ['code', 'name'],
  'An agency',
);
const role = object(
  {
    role: code('Name of the part'),
    for: code('Unit whose dossiers it is for; those of units below it too, unless a row is nearer'),
    unit: code('Unit that plays it'),
    validFrom: day('First day'),
    validTo: day('First day on which it does no more'),
  },
  ['role', 'for', 'unit'],
  'Who plays a part in the procedures of a unit',
);
const step = object(
  {
    key: code('Tells it apart from the other steps'),
    unit: code('Unit that is asked'),
    role: code('Part, in roles, of who is asked; in place of unit'),
    ask: text('What is asked; the unit that is asked reads it'),
    workingDays: { ...{ type: 'integer', minimum: 1, maximum: 365 }, description: 'How long the answer may take' },
    workingHours: { ...{ type: 'integer', minimum: 1, maximum: 2000 }, description: 'The same in hours of work' },
    after: {
      ...list(code('Key of a step'), 'Steps whose answers it waits for; without it, it begins at once'),
      ...{ minItems: 1, uniqueItems: true },
    },
  },
  ['key', 'ask'],
  'What is asked of another unit',
);
const procedure = object(
  {
    code: code('Code of the procedure'),
    startsAt: {
      ...{ enum: [...dossierStatuses], default: 'processing' },
      description: 'Status of a dossier with which its steps begin',
    },
    steps: { ...list(step, 'What is asked of other units by itself'), ...{ minItems: 1, maxItems: 20 } },
  },
  ['code', 'steps'],
  'Steps of a procedure',
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
        roles: list(role, 'Who plays which part for whom'),
        procedures: list(procedure, 'Steps of procedures across agencies'),
        clients: list(client, 'Agency systems'),
        operators: list(operator, 'Operators'),
        partners,
        ...sections,
      },
      ['units', 'clients'],
      'See docs/reference; secrets stand here only as ${NAME} or file:path',
    ),
  };
}
