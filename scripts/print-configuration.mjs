/** Prints docs/reference/configuration.md from the schema that a start checks the file against. Needs a build. */
import { configSchema } from '@lienthong/config';
import { partnerSchemas } from '@lienthong/connectors';

const cell = (text) => text.replaceAll('|', '\\|').replaceAll('\n', ' ');
const code = (value) => `\`${JSON.stringify(value).replaceAll('|', '\\|')}\``;

function allowed({ type, enum: words, const: only, minimum, maximum, format, items, writeOnly }) {
  if (words !== undefined) return words.map((word) => `\`${word}\``).join(' ');
  if (only !== undefined) return `\`${only}\``;
  const range = [minimum === undefined ? '' : `≥ ${minimum}`, maximum === undefined ? '' : `≤ ${maximum}`]
    .join(' ')
    .trim();
  const of = items === undefined || items.properties ? '' : ` of ${allowed(items)}`;
  const kind = writeOnly ? 'secret' : (format ?? [type].flat().join(' or '));
  return [`${kind}${of}`, range].filter((part) => part !== '').join(', ');
}

/** One row per key, those below it behind it; an entry of a list is \`[]\`, one of a table \`*\`. */
function rowsOf(schema, path) {
  const required = new Set(schema.required ?? []);
  const own = Object.entries(schema.properties ?? {}).flatMap(([key, value]) => {
    const at = path === '' ? key : `${path}.${key}`;
    const must = required.has(key) ? 'required' : value.default === undefined ? '' : code(value.default);
    return [`| \`${at}\` | ${allowed(value)} | ${must} | ${cell(value.description ?? '')} |`, ...rowsOf(value, at)];
  });
  const entries = schema.items ? rowsOf(schema.items, `${path}[]`) : [];
  const table = typeof schema.additionalProperties === 'object' ? rowsOf(schema.additionalProperties, `${path}.*`) : [];
  return [...own, ...entries, ...table];
}

const head = '| key | allowed | default | says |\n|---|---|---|---|';
const { properties } = configSchema(partnerSchemas);
const { partners, ...rest } = properties;
const section = (title, schema, path) => `## ${title}\n\n${head}\n${rowsOf(schema, path).join('\n')}`;

process.stdout.write(`# Configuration keys

Written by \`npm run generate\` from the schema that every start checks the file against
([JSON Schema](../../config/lienthong.schema.json), for editors). A secret is \`\${NAME}\` of the environment or \`file:path\`, never
the value itself. How to write one: [Write a configuration](../how-to/configuration.md).

${Object.entries(rest)
  .map(([name, schema]) => section(name, { properties: { [name]: schema } }, ''))
  .join('\n\n')}

${Object.entries(partners.properties)
  .map(([name, schema]) => section(`partners.${name}`, schema, `partners.${name}`))
  .join('\n\n')}
`);
