import { isRawNumber, type RawJson, type RawObject } from '@lienthong/connector-kit';

/** JSON without blanks again, numbers and keys as they were sent. */
export const rawJson = (value: RawJson): string => written(value, (keys) => keys);

/** The same with the keys of every object in order. */
export const sortedJson = (value: RawJson): string => written(value, (keys) => keys.sort());

function written(value: RawJson, inOrder: (keys: string[]) => string[]): string {
  if (value === null || typeof value === 'string' || typeof value === 'boolean') return JSON.stringify(value);
  if (isRawNumber(value)) return value.token;
  if (Array.isArray(value)) return `[${(value as readonly RawJson[]).map((one) => written(one, inOrder)).join(',')}]`;
  const object = value as RawObject;
  const fields = inOrder([...object.keys()]).map(
    (key) => `${JSON.stringify(key)}:${written(object.get(key)!, inOrder)}`,
  );
  return `{${fields.join(',')}}`;
}
