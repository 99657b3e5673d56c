import { createHmac } from 'node:crypto';

const unsigned: readonly string[] = ['vnp_SecureHash', 'vnp_SecureHashType'];

/** The parts of a query string in the order of their names, as they were sent: what the sender most likely signed. */
export const canonicalAsSent = (query: string): string =>
  query
    .split('&')
    .filter((pair) => pair !== '' && !unsigned.includes(nameOf(pair)))
    .sort((a, b) => (nameOf(a) < nameOf(b) ? -1 : 1))
    .join('&');

const nameOf = (pair: string): string => pair.split('=', 1)[0]!;

/** The same from the values: form-encoded, a blank as `+`. For our own requests, and where a proxy has written the query anew. */
export const canonicalOf = (fields: Readonly<Record<string, string>>): string =>
  new URLSearchParams(
    Object.entries(fields)
      .filter(([name]) => !unsigned.includes(name))
      .sort(([a], [b]) => (a < b ? -1 : 1)),
  ).toString();

export const vnpayHash = (secret: string, text: string): string =>
  createHmac('sha512', secret).update(text, 'utf8').digest('hex');
