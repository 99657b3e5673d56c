import { timingSafeEqual } from 'node:crypto';
import { isUtf8 } from 'node:buffer';
import type { Inability, ReadRequest, WireAnswer, WireRequest } from './partner.js';

const jsonHeaders = { 'content-type': 'application/json; charset=utf-8' };

export const jsonAnswer = (body: unknown, status = 200): WireAnswer => ({
  status,
  headers: jsonHeaders,
  body: JSON.stringify(body),
});

/** The HTTP status with which partners answer what they cannot take. */
export const statusOfInability: Readonly<Record<Inability, number>> = { tooLarge: 413, unreadable: 400, broken: 500 };

/** A request that changes nothing. `failure`: how this partner says no. */
export const readingRequest = (
  operation: string,
  keys: string[],
  answer: () => WireAnswer,
  failure: (message?: string) => WireAnswer,
): ReadRequest => ({
  operation,
  keys,
  work: () => ({ changes: [], answer: answer() }),
  takes: () => false,
  refusal: failure,
  expireSession: () => failure(),
});

/** The body as an object; undefined where it is not JSON in UTF-8, or not an object. */
export const jsonObject = ({ body }: WireRequest): Record<string, unknown> | undefined =>
  isUtf8(body) ? objectIn(body.toString('utf8')) : undefined;

/** A JSON text as an object; undefined where it is not JSON, or not an object. */
export function objectIn(json: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(json);
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? (value as Record<string, unknown>)
      : undefined;
  } catch {
    return undefined;
  }
}

/** Compares without telling by time how much of it was right. */
export function sameText(given: string | undefined, expected: string | undefined): boolean {
  if (given === undefined || expected === undefined) return false;
  const [a, b] = [Buffer.from(given), Buffer.from(expected)];
  return a.length === b.length && timingSafeEqual(a, b);
}

/** What stands behind a word in the header Authorization, for example behind `Bearer`. */
export function credentialsIn({ headers }: WireRequest, scheme: string): string | undefined {
  const [word, ...rest] = (headers.authorization ?? '').split(' ');
  return word?.toLowerCase() === scheme.toLowerCase() && rest.length === 1 ? rest[0] : undefined;
}
