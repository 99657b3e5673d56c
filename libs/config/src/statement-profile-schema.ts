import type { Schema } from './schema-parts.js';
import { statementEncodings, statementFacts, statementFields } from './statement-profile.js';

const object = (properties: Record<string, Schema>, required: readonly string[], more: Schema = {}): Schema => ({
  type: 'object',
  additionalProperties: false,
  required: [...required],
  properties,
  ...more,
});
const oneOf = (values: readonly (string | boolean)[], more: Schema = {}): Schema => ({ enum: [...values], ...more });
const words = (description: string): Schema => ({
  type: 'array',
  description,
  minItems: 1,
  maxItems: 50,
  items: { type: 'string', minLength: 1, maxLength: 100 },
});
const place = (description: string): Schema => ({ type: 'integer', minimum: 0, maximum: 199, description });
const flag = (value: boolean, description: string): Schema => ({ type: 'boolean', default: value, description });

const column = object(
  {
    labels: words('Headings in any of their wordings; of one in two languages (a/b) each half counts'),
    position: place('Place in the row, from 0, in a file whose headings are not known (fixedColumns)'),
    line: { type: 'integer', minimum: 1, maximum: 9, description: 'Where two values share a cell: which of its lines' },
    optional: flag(false, 'The file may do without'),
  },
  [],
);
const amounts = object(
  {
    thousands: oneOf(['', ',', '.', ' '], { default: '' }),
    decimal: oneOf(['', ',', '.'], { default: '' }),
    signed: flag(false, 'A minus sign before the digits is allowed'),
  },
  [],
  { description: 'How amounts are written; a fraction of a dong is refused, never rounded', default: {} },
);
const marks = 'Values of the column mark, in any letter case';
const direction = object(
  {
    by: oneOf(['columns', 'sign', 'mark', 'accounts'], {
      description: 'Columns debit and credit · the sign of amount · the column mark · which of both accounts is ours',
    }),
    ...{ credit: words(marks), debit: words(marks), creditReversal: words(marks), debitReversal: words(marks) },
  },
  ['by'],
  { description: 'How a row says which way the money went', default: { by: 'columns' } },
);
const checksum = object(
  {
    algorithm: oneOf(['md5', 'sha256']),
    over: { type: 'array', minItems: 1, maxItems: 100, items: place('Cell'), description: 'Cells, in this order' },
    separator: { type: 'string', maxLength: 5, default: '' },
    secret: { type: 'string', writeOnly: true, minLength: 1, maxLength: 512, description: 'Agreed with the bank' },
    secretFirst: flag(true, 'The secret stands before the cells'),
  },
  ['algorithm', 'over', 'secret'],
  { description: 'Digest of a row, in lower-case hex, in the column checksum' },
);

/** JSON Schema of `payments: statementProfiles:`. */
export const statementProfilesSchema: Schema = {
  type: 'array',
  maxItems: 100,
  default: [],
  description: "Banks' own CSV statements; one under the name of a built-in one takes its place",
  items: object(
    {
      name: { type: 'string', pattern: '^[a-z0-9][a-z0-9-]{0,59}$', description: 'As a request states it: format' },
      encoding: oneOf(statementEncodings, { default: 'utf-8', description: 'Without a byte order mark' }),
      delimiter: oneOf([',', ';', '\t', '|'], { default: ',' }),
      quote: oneOf(['"', ''], { default: '"' }),
      amounts,
      dates: words('As dd/MM/yyyy HH:mm:ss; yyyy, yy, MM, dd, HH, mm, ss, everything else stands for itself'),
      columns: object(Object.fromEntries(statementFields.map((field) => [field, column])), ['day', 'text']),
      direction,
      facts: object(Object.fromEntries(statementFacts.map((fact) => [fact, words('Words before the value')])), [], {
        description: 'What stands above or below the rows; totals begins a row of sums',
        default: {},
      }),
      required: {
        type: 'array',
        uniqueItems: true,
        items: oneOf(statementFacts),
        default: [],
        description: 'What a whole file has: without it half a file could pass',
      },
      order: oneOf(['oldestFirst', 'newestFirst', 'either'], { default: 'either' }),
      reversal: object({ words: words('A narrative that begins so'), types: words('Values of the column type') }, [], {
        description: 'How a row says that it takes an earlier one back',
      }),
      continuation: flag(false, 'A row with nothing but narrative goes on with the one above'),
      fixedColumns: { type: 'integer', minimum: 1, maximum: 200, description: 'Every row has so many cells' },
      headings: flag(true, 'With fixedColumns: whether the first row is one of headings'),
      checksum,
    },
    ['name', 'dates', 'columns'],
  ),
};
