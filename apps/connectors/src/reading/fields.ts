import {
  isRawNumber,
  isRawObject,
  strictJson,
  type InboundReading,
  type RawJson,
  type RawObject,
} from '@lienthong/connector-kit';
import { fromCompactTime } from '../mapping/compact-time.js';

/** A reading that ends in a refusal; thrown inside a provider's reader and given back as a value by {@link refusable}. */
export class Refusal extends Error {
  constructor(
    readonly ground: 'proof' | 'content' | 'otherAccount',
    readonly reason: string,
  ) {
    super(reason);
  }
}

/** Runs a reader; a refusal in it becomes the reading, its cause with the provider's name. */
export function refusable(provider: string, read: () => InboundReading): InboundReading {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    return { kind: 'refused', ground: error.ground, cause: `${provider}.${error.reason}` };
  }
}

export const unproved = (reason: string): Refusal => new Refusal('proof', reason);
export const unreadable = (reason: string): Refusal => new Refusal('content', reason);

/** The body as one JSON object. */
export function objectOf(bytes: Uint8Array): RawObject {
  const read = strictJson(bytes);
  if (!read.ok) throw unreadable(read.cause);
  if (!isRawObject(read.value)) throw unreadable('json.notAnObject');
  return read.value;
}

/** Text of a field: text as it is, a number as its digits; absent, null and empty are none. */
export function textOf(value: RawJson | undefined): string | undefined {
  if (typeof value === 'string') return value.trim() === '' ? undefined : value;
  return isRawNumber(value) ? value.token : undefined;
}

export function needText(object: RawObject, field: string): string {
  const value = textOf(object.get(field));
  if (value === undefined) throw unreadable(`${field}Missing`);
  return value;
}

const wholeNumber = /^[1-9]\d{0,15}$/;

/** A whole number of VND above 0, from the token as it was sent. Anything else is refused with what is wrong with it. */
export function amountOf(value: RawJson | undefined, field = 'amount'): number {
  if (value === undefined || value === null) throw unreadable(`${field}Missing`);
  if (!isRawNumber(value)) throw unreadable(`${field}NotANumber`);
  return amountOfToken(value.token, field);
}

export function amountOfToken(token: string, field = 'amount'): number {
  if (token.startsWith('-')) throw unreadable(`${field}Negative`);
  if (/[eE]/.test(token)) throw unreadable(`${field}Exponent`);
  if (token.includes('.')) throw unreadable(`${field}Fractional`);
  if (/^0+$/.test(token)) throw unreadable(`${field}Zero`);
  const amount = Number(token);
  if (!wholeNumber.test(token) || !Number.isSafeInteger(amount)) throw unreadable(`${field}NotWhole`);
  return amount;
}

/** A provider's own number of a movement, as it stands in ids: printable, without blanks at its ends. */
export function idOf(value: RawJson | undefined, field: string): string {
  const id = textOf(value)?.trim();
  if (id === undefined) throw unreadable(`${field}Missing`);
  if (!/^[\x21-\x7e]{1,100}$/.test(id)) throw unreadable(`${field}Malformed`);
  return id;
}

const spaced = /^(\d{4})-(\d\d)-(\d\d)[ T](\d\d):(\d\d):(\d\d)$/;

/** `2026-08-01 14:02:37` or `20260801140237`, Vietnamese time; undefined when it is neither or no day has it. */
export function vietnamTime(text: string): string | undefined {
  const time = fromCompactTime(text.replace(spaced, '$1$2$3$4$5$6'));
  return time === undefined ? undefined : new Date(time).toISOString();
}

export function needVietnamTime(object: RawObject, field: string): string {
  const time = vietnamTime(needText(object, field));
  if (time === undefined) throw unreadable(`${field}Malformed`);
  return time;
}

/** A bank's own number where it may stand in a column; otherwise it is left to the sealed text. */
export const bankNumber = (text: string | undefined): string | undefined =>
  text !== undefined && /^[\x21-\x7e](?:[\x20-\x7e]{0,98}[\x21-\x7e])?$/.test(text.trim()) ? text.trim() : undefined;

/** An object without the entries that are undefined. */
export function present<T extends object>(object: T): { [K in keyof T]: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(object).filter(([, value]) => value !== undefined)) as never;
}
