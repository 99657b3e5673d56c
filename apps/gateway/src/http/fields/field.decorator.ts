import { ApiProperty } from '@nestjs/swagger';
import { registerDecorator, ValidateNested } from 'class-validator';
import { addKnownField } from './known-fields.js';
import { list, object, type Fault, type Rule } from './rules.js';

export interface FieldOptions {
  /** May be missing or null. */
  readonly optional?: boolean;
  /** Sealed at rest and on the bus, never in a log; said in the OpenAPI document as `x-personal`. */
  readonly personal?: boolean;
  readonly description?: string;
  readonly example?: unknown;
}

/** One field of a request in one line: class-validator's check and its OpenAPI description from the same rule. */
export function Field(rule: Rule, options: FieldOptions = {}): PropertyDecorator {
  return (target, name) => {
    checked(rule, options)(target, name);
    ApiProperty({ ...rule.schema, ...described(options) })(target, name);
  };
}

/** A nested object of a request. */
export function Nested(type: () => new () => object, options: FieldOptions = {}): PropertyDecorator {
  return (target, name) => {
    checked(object, options, type)(target, name);
    ValidateNested()(target, name);
    ApiProperty({ type: () => type(), ...described(options) })(target, name);
  };
}

/** A list of nested objects; `uniqueBy` names the field that tells them apart. */
export function ListOf(
  type: () => new () => object,
  options: FieldOptions & { readonly max: number; readonly uniqueBy?: string },
): PropertyDecorator {
  return (target, name) => {
    checked(list(options.max, options.uniqueBy), options, type)(target, name);
    ValidateNested()(target, name);
    ApiProperty({ type: () => type(), isArray: true, maxItems: options.max, ...described(options) })(target, name);
  };
}

/** One constraint per field, whose message is the fault as JSON: one stable code, never class-validator's own words. */
function checked(rule: Rule, { optional = false }: FieldOptions, nested?: () => new () => object): PropertyDecorator {
  const faultOf = (value: unknown): Fault | undefined => {
    if (value === undefined || value === null) return optional ? undefined : { code: 'field.required' as const };
    return rule.check(value);
  };
  return (target, name) => {
    addKnownField(target, name as string, { faultOf, ...(nested ? { nested } : {}) });
    registerDecorator({
      name: 'rule',
      target: target.constructor,
      propertyName: name as string,
      validator: {
        validate: (value) => faultOf(value) === undefined,
        defaultMessage: (details) => JSON.stringify(faultOf(details?.value)),
      },
    });
  };
}

function described({ optional = false, personal, description, example }: FieldOptions): Record<string, unknown> {
  return {
    required: !optional,
    ...(optional ? { nullable: true } : {}),
    ...(description === undefined ? {} : { description }),
    ...(example === undefined ? {} : { example }),
    ...(personal ? { 'x-personal': true } : {}),
  };
}
