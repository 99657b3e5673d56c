import type { Fault } from './rules.js';

type Dto = new () => object;
type Step = string | number;
export interface KnownField {
  /** What is wrong with the value itself. */
  readonly faultOf: (value: unknown) => Fault | undefined;
  /** Of a nested object, or of the items of a list. */
  readonly nested?: () => Dto;
}

const known = new WeakMap<object, Map<string, KnownField>>();

/** Called by the field decorators. */
export function addKnownField(prototype: object, name: string, field: KnownField): void {
  const fields = known.get(prototype) ?? new Map<string, KnownField>();
  known.set(prototype, fields.set(name, field));
}

/** Of the class itself, by name; without what it inherits. */
export const knownFields = (type: Dto): ReadonlyMap<string, KnownField> | undefined =>
  known.get(type.prototype as object);

export interface Instance {
  readonly value: object;
  /** Where a field stands that the class does not have. */
  readonly unknown: readonly (readonly Step[])[];
}

/**
 * A plain object as an instance of its class, nested ones too. Done here because class-transformer drops, and
 * class-validator's whitelist admits, fields that are called like a method of every object (`toString`, `hasOwnProperty`).
 */
export function instanceOf(type: Dto, plain: object): Instance {
  const unknown: (readonly Step[])[] = [];
  return { value: build(type, plain, [], unknown), unknown };
}

function build(type: Dto, plain: object, path: readonly Step[], unknown: (readonly Step[])[]): object {
  const fields = known.get(type.prototype as object);
  const instance = Object.create(type.prototype as object) as Record<string, unknown>;
  for (const [name, value] of Object.entries(plain)) {
    const here = [...path, name];
    const field = fields?.get(name);
    if (!field) unknown.push(here);
    // An optional one may be null; what is not there has nothing below it.
    else if (field.nested && value === null) instance[name] = field.faultOf(null) ? null : undefined;
    else instance[name] = field.nested ? buildNested(field.nested(), value, here, unknown) : value;
  }
  return instance;
}

function buildNested(type: Dto, value: unknown, path: readonly Step[], unknown: (readonly Step[])[]): unknown {
  if (Array.isArray(value)) {
    // A list in a list is no object either, but class-validator would look for objects in it.
    return value.map((item, index) =>
      Array.isArray(item) || item === undefined ? null : buildNested(type, item, [...path, index], unknown),
    );
  }
  return typeof value === 'object' && value !== null ? build(type, value, path, unknown) : value;
}
