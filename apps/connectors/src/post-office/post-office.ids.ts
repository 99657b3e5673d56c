/*
 * Ids of rows (`_id.$oid`) are MongoDB's: 24 hex digits, of which the first eight are the second in which they were made. They grow
 * with time, but not strictly: another machine may write an earlier one later.
 */

export const isRowId = (text: string): boolean => /^[0-9a-f]{24}$/.test(text);

/** When a row was made, epoch milliseconds. */
export const timeOfId = (id: string): number => Number.parseInt(id.slice(0, 8), 16) * 1000;

/** The id before all of a moment. */
export function idBefore(millis: number): string {
  const seconds = Math.min(0xffff_ffff, Math.max(0, Math.floor(millis / 1000)));
  return seconds.toString(16).padStart(8, '0') + '0'.repeat(16);
}
