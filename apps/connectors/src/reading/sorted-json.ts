import { isRawNumber, type RawJson, type RawObject } from '@lienthong/connector-kit';

/** JSON with the keys of every object in order, without blanks; numbers as they were sent. */
export function sortedJson(value: RawJson): string {
  if (value === null || typeof value === 'string' || typeof value === 'boolean') return JSON.stringify(value);
  if (isRawNumber(value)) return value.token;
  if (Array.isArray(value)) return `[${(value as readonly RawJson[]).map(sortedJson).join(',')}]`;
  const object = value as RawObject;
  const fields = [...object.keys()].sort().map((key) => `${JSON.stringify(key)}:${sortedJson(object.get(key)!)}`);
  return `{${fields.join(',')}}`;
}
