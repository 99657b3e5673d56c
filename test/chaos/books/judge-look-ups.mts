import type { Violations } from '../../proof/books/violations.mts';
import type { Tables } from './tables.mts';

/**
 * The base's own list of accesses against ours: what we say it answered it was asked, under that number; and it was asked by nobody
 * else. Returns how often an access was repeated under its own number.
 */
export function judgeLookUps(
  asked: ReadonlyMap<string, number>,
  { lookedUp, lookUps }: Pick<Tables, 'lookedUp' | 'lookUps'>,
  violations: Violations,
): number {
  for (const id of lookedUp)
    if (!asked.has(id)) violations.add('lost: done without an effect', `look-up ${id}: the base was never asked`);
  const known = new Set(lookUps);
  let repeats = 0;
  for (const [id, times] of asked) {
    if (!known.has(id)) violations.add('doubled: an access that no look-up stands for', id);
    repeats += times - 1;
  }
  return repeats;
}
