import { getMetadataStorage } from 'class-validator';
import { knownFields, type KnownField } from './known-fields.js';

type Dto = new () => object;
type Fields = ReadonlyMap<string, KnownField>;

/**
 * Whether nothing at all is wrong with a body: every field known, every rule met. The same rules as class-validator is given,
 * asked without its machinery, which takes a hundred times as long; it is for the others, to say what is wrong and where.
 */
export function isSound(type: Dto, body: object): boolean {
  const fields = fieldsOf(type);
  if (!fields) return false;
  for (const name of Object.keys(body)) if (!fields.has(name)) return false;
  for (const [name, { faultOf, nested }] of fields) {
    const value = Object.hasOwn(body, name) ? (body as Record<string, unknown>)[name] : undefined;
    if (faultOf(value) !== undefined) return false;
    if (nested && value !== undefined && value !== null && !isSoundBelow(nested(), value)) return false;
  }
  return true;
}

const isSoundBelow = (type: Dto, value: unknown): boolean =>
  Array.isArray(value) ? value.every((item) => isSoundObject(type, item)) : isSoundObject(type, value);

const isSoundObject = (type: Dto, value: unknown): boolean =>
  typeof value === 'object' && value !== null && !Array.isArray(value) && isSound(type, value);

const checkedTypes = new WeakMap<Dto, Fields | undefined>();

/** The fields of a class about which class-validator knows nothing but our own decorators; else it alone may judge. */
function fieldsOf(type: Dto): Fields | undefined {
  if (!checkedTypes.has(type)) checkedTypes.set(type, onlyOurs(type) ? knownFields(type) : undefined);
  return checkedTypes.get(type);
}

function onlyOurs(type: Dto): boolean {
  const fields = knownFields(type);
  const metadata = getMetadataStorage().getTargetValidationMetadatas(type, '', false, false);
  return metadata.every(
    ({ type: kind, name, propertyName }) =>
      fields?.has(propertyName) === true && (name === 'rule' || kind === 'nestedValidation'),
  );
}
