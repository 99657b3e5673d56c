import type { ErrorObject } from 'ajv';

export interface ConfigFault {
  /** RFC 6901, within the slice. */
  readonly pointer: string;
  /** What stood there, shortened; never the value of a secret. */
  readonly found: string;
  readonly allowed: string;
}

const secret = /password|secret|token|key$/i;

/** Says each fault of a JSON Schema check as: which key, what was found, what is allowed. */
export function faultsOf(errors: readonly ErrorObject[], slice: unknown): ConfigFault[] {
  return errors.map((error) => {
    const pointer = error.instancePath + childOf(error);
    return { pointer, found: shown(pointer, at(slice, pointer)), allowed: allowedBy(error) };
  });
}

function childOf({ keyword, params }: ErrorObject): string {
  const names: Record<string, unknown> = {
    required: params['missingProperty'],
    additionalProperties: params['additionalProperty'],
  };
  const name = names[keyword];
  return typeof name === 'string' ? `/${name.replace(/~/g, '~0').replace(/\//g, '~1')}` : '';
}

function allowedBy({ keyword, params, parentSchema, message }: ErrorObject): string {
  if (keyword === 'required') return 'a value: it is required';
  if (keyword === 'additionalProperties') {
    const known = Object.keys((parentSchema?.['properties'] as object | undefined) ?? {});
    return known.length > 0 ? `no such key; known are ${known.join(', ')}` : 'no such key';
  }
  if (keyword === 'enum') return `one of ${(params['allowedValues'] as unknown[]).join(', ')}`;
  return message ?? keyword;
}

function at(slice: unknown, pointer: string): unknown {
  const steps = pointer
    .split('/')
    .slice(1)
    .map((step) => step.replace(/~1/g, '/').replace(/~0/g, '~'));
  return steps.reduce<unknown>(
    (value, step) =>
      typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[step] : undefined,
    slice,
  );
}

function shown(pointer: string, value: unknown): string {
  if (value === undefined) return 'nothing';
  if (typeof value === 'object') return Array.isArray(value) ? 'a list' : value === null ? 'null' : 'an object';
  if (secret.test(pointer)) return `a ${typeof value} (not shown)`;
  return JSON.stringify(value).slice(0, 80);
}
