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
