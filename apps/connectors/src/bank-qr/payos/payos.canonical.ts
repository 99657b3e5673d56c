import { createHmac } from 'node:crypto';
import { isRawNumber, type RawJson, type RawObject } from '@lienthong/connector-kit';

/**
 * payOS's text to be signed: the keys of `data` in order, `key=value` joined by `&`, nothing escaped; null is empty, a list is JSON
 * with its objects' keys in order. Numbers as they were sent.
 */
export const canonicalData = (data: RawObject): string =>
  [...data.keys()]
    .sort()
    .map((key) => `${key}=${valueOf(data.get(key))}`)
    .join('&');

function valueOf(value: RawJson | undefined): string {
  if (value === null || value === undefined) return '';
  if (typeof value === 'string') return value;
  return isRawNumber(value) ? value.token : sortedJson(value);
}

/** JSON with the keys of every object in order, without blanks; numbers as they were sent. */
export function sortedJson(value: RawJson): string {
  if (value === null || typeof value === 'string' || typeof value === 'boolean') return JSON.stringify(value);
  if (isRawNumber(value)) return value.token;
  if (Array.isArray(value)) return `[${(value as readonly RawJson[]).map(sortedJson).join(',')}]`;
  const object = value as RawObject;
  const fields = [...object.keys()].sort().map((key) => `${JSON.stringify(key)}:${sortedJson(object.get(key)!)}`);
  return `{${fields.join(',')}}`;
}

/** What we sign an order with. */
export const payosSignature = (key: string, text: string): string =>
  createHmac('sha256', key).update(text, 'utf8').digest('hex');
