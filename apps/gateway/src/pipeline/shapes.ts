/*
 * What the fields of messages must be before they stand in tables. Values of a message are of any type: nobody has checked them yet.
 */

export const isName = (value: unknown): boolean =>
  typeof value === 'string' && value.length > 0 && value.length <= 300 && !value.includes('\u0000');

export const isInstant = (value: unknown): boolean => typeof value === 'string' && !Number.isNaN(Date.parse(value));

/** A sealed box, as text. */
export function isBox(value: unknown): boolean {
  const { key, box } = (value ?? {}) as { key?: unknown; box?: unknown };
  return typeof key === 'string' && typeof box === 'string';
}

const escapedNul = '\\u0000';

/** Whether any text of this JSON holds a NUL, which PostgreSQL stores in no text: it would refuse the whole batch. */
export function holdsNul(json: Uint8Array): boolean {
  const bytes = Buffer.from(json.buffer, json.byteOffset, json.byteLength);
  if (!bytes.includes(escapedNul)) return false;
  // What follows an escaped backslash is no escape.
  return bytes.toString('utf8').replaceAll('\\\\', '').includes(escapedNul);
}
