import { Ajv, type ErrorObject } from 'ajv';
import { pointerOf, pathOf, type ConfigFault } from './config-fault.js';
import { isDay } from './day.js';

/** Checks a resolved tree against a schema; `references` are the places whose values came from elsewhere. */
export function checkSchema(schema: object, plain: unknown, references: ReadonlySet<string>): ConfigFault[] {
  const literals: string[] = [];
  const ajv = new Ajv({ allErrors: true, strict: false, verbose: true });
  ajv.addFormat('date', { type: 'string', validate: isDay });
  ajv.addFormat('uri', { type: 'string', validate: isWebAddress });
  ajv.removeKeyword('writeOnly');
  ajv.addKeyword({
    keyword: 'writeOnly',
    schemaType: 'boolean',
    errors: false,
    validate: (isSecret: boolean, value: unknown, _schema: unknown, at?: { instancePath: string }) => {
      const pointer = at?.instancePath ?? '';
      if (isSecret && typeof value === 'string' && !references.has(pointer)) literals.push(pointer);
      return true;
    },
  });
  const validate = ajv.compile(schema);
  validate(plain);
  const wrongElsewhere = (validate.errors ?? []).filter(({ instancePath }) => !literals.includes(instancePath));
  return [
    ...literals.map((pointer) => ({
      pointer,
      found: 'a literal value',
      allowed: '${NAME} of an environment variable, or file:path',
    })),
    ...faultsOf(wrongElsewhere, references),
  ];
}

const isWebAddress = (value: string): boolean => /^https?:\/\//.test(value) && URL.canParse(value);
const secretName = /password|secret|token|key$/i;

/** Each error of a schema check (`verbose`) as: which key, what was found, what is allowed. What came from a reference is not shown. */
export const faultsOf = (errors: readonly ErrorObject[], references: ReadonlySet<string> = new Set()): ConfigFault[] =>
  errors.map((error) => faultOf(error, references));

function faultOf(error: ErrorObject, references: ReadonlySet<string>): ConfigFault {
  const { instancePath, keyword, params, parentSchema, data } = error;
  if (keyword === 'required') {
    const missing = String(params['missingProperty']);
    return {
      pointer: pointerOf([...pathOf(instancePath), missing]),
      found: 'nothing',
      allowed: `a value: it is required`,
    };
  }
  if (keyword === 'additionalProperties') {
    const pointer = pointerOf([...pathOf(instancePath), String(params['additionalProperty'])]);
    const known = Object.keys((parentSchema?.['properties'] as object | undefined) ?? {});
    const allowed = known.length > 0 ? known.join(', ') : 'nothing here';
    return { pointer, found: 'a key that is not known', allowed, atKey: true };
  }
  const hidden = references.has(instancePath) || parentSchema?.['writeOnly'] === true || secretName.test(instancePath);
  return { pointer: instancePath, found: hidden ? 'a value (not shown)' : shown(data), allowed: allowedBy(error) };
}

function shown(value: unknown): string {
  if (value === undefined) return 'nothing';
  if (value === null) return 'nothing (null)';
  if (Array.isArray(value)) return value.length === 0 ? 'an empty list' : 'a list';
  if (typeof value === 'object') return 'a mapping';
  return `${JSON.stringify(value).slice(0, 80)} (${typeof value})`;
}

function allowedBy({ keyword, params, message, data }: ErrorObject): string {
  const format = String(params['format']);
  switch (keyword) {
    case 'enum':
      return `one of ${(params['allowedValues'] as unknown[]).join(', ')}`;
    case 'type':
      return `${String(params['type'])}${params['type'] === 'string' && typeof data === 'number' ? ' (put it in quotes)' : ''}`;
    case 'pattern':
      return `text of the form ${String(params['pattern'])}`;
    case 'format':
      return { date: 'a day that exists, as 2025-07-01', uri: 'an http or https address' }[format] ?? format;
    default:
      return (message ?? keyword).replace(/^must (?:be|have|NOT have) /, (words) =>
        words.includes('NOT') ? 'no ' : '',
      );
  }
}
