/** A piece of the JSON Schema of the configuration file. */
export type Schema = Readonly<Record<string, unknown>>;
/** Of a mapping with these keys and no others. */
export type ObjectSchema = Schema & { readonly properties: Readonly<Record<string, Schema>> };

export const object = (
  properties: Record<string, Schema>,
  required: readonly string[],
  description: string,
): ObjectSchema => ({
  type: 'object',
  description,
  additionalProperties: false,
  required: [...required],
  properties,
});
export const list = (items: Schema, description: string): Schema => ({ type: 'array', description, items });
export const text = (description: string): Schema => ({ type: 'string', minLength: 1, maxLength: 500, description });
export const code = (description: string): Schema => ({
  type: 'string',
  pattern: '^[A-Za-z0-9._-]{1,60}$',
  description,
});
export const day = (description: string): Schema => ({ type: 'string', format: 'date', description });
export const whole = (minimum: number, maximum: number, value: number, description: string): Schema => ({
  type: 'integer',
  minimum,
  maximum,
  default: value,
  description,
});
