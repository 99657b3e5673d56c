import { failed, type Failed, type RejectReason } from './reasons.js';

/** One data object: ID, length in characters, value. The caller has seen to it that `value` is 1 to 99 ASCII characters. */
export const object = (id: string, value: string): string =>
  value.length < 10 ? `${id}0${value.length}${value}` : `${id}${value.length}${value}`;

/** The objects of a text by ID, in their order, or what is wrong with it. Lengths count Unicode code points. */
export type Walked = { ok: true; objects: Map<string, string> } | Failed;

const header = 4;

/** `within`: the path of the object whose value this is; empty at the root. */
export function walk(text: string, within: string): Walked {
  const points = astral.test(text) ? Array.from(text) : text;
  const objects = new Map<string, string>();
  let at = 0;
  while (at < points.length) {
    if (points.length - at < header) return fault('tlv.leftover', within);
    const id = twoDigits(points, at);
    const length = twoDigits(points, at + 2);
    if (id < 0 || length < 0) return fault('tlv.header', within);
    const name = id < 10 ? `0${id}` : `${id}`;
    const end = at + header + length;
    if (end > points.length) return fault('tlv.overrun', pathOf(within, name));
    if (objects.has(name)) return fault('tlv.duplicate', pathOf(within, name));
    const value = points.slice(at + header, end);
    objects.set(name, typeof value === 'string' ? value : value.join(''));
    at = end;
  }
  return { ok: true, objects };
}

export const pathOf = (within: string, id: string): string => (within === '' ? id : `${within}.${id}`);

/** The number of Unicode code points. */
export const charactersOf = (text: string): number => (astral.test(text) ? Array.from(text).length : text.length);

const astral = /[\ud800-\udfff]/;

const fault = (reason: RejectReason, at: string): Failed => failed(reason, at || 'root');

function twoDigits(points: string | string[], at: number): number {
  const tens = digit(points[at]);
  const ones = digit(points[at + 1]);
  return tens < 0 || ones < 0 ? -1 : tens * 10 + ones;
}

const digit = (point: string | undefined): number => {
  if (point === undefined) return -1;
  const value = point.charCodeAt(0) - 48;
  return value >= 0 && value <= 9 ? value : -1;
};
