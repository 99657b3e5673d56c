import { createHmac } from 'node:crypto';
import { isRawNumber, type RawJson, type RawObject } from '@lienthong/connector-kit';
import { sortedJson } from '../../reading/raw-json.js';

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

/** What we sign an order with. */
export const payosSignature = (key: string, text: string): string =>
  createHmac('sha256', key).update(text, 'utf8').digest('hex');
