import { compare, type ClaimStream } from '../compare.js';

/** A change of status that the monitor counts on another day than the one on which it happened. */
export interface LatePush {
  readonly code: string;
  readonly status: string;
  /** When it happened. */
  readonly day: string;
  readonly daysLate: number;
}

/** Key of a status of a dossier; in the order of dossiers, then statuses (a blank comes before everything that a code may hold). */
export const pushKey = (code: string, status: string): string => `${code} ${status}`;

/**
 * Late is late: the wire carries no time, so the monitor counts what it is told on the day on which it is told. One claim for each
 * time that a status began (`owed`) and for each acknowledgement, amount 1, under {@link pushKey}, on its day in Viet Nam.
 */
export async function* latePushes(
  books: Readonly<Record<'owed' | 'acknowledged', ClaimStream>>,
): AsyncGenerator<readonly LatePush[]> {
  for await (const rows of compare(books)) {
    yield rows.flatMap(({ key, claims: { owed, acknowledged } }) => {
      if (!owed || !acknowledged) return [];
      const daysLate = daysBetween(owed.day, acknowledged.day);
      const [code, status] = key.split(' ') as [string, string];
      return daysLate > 0 ? [{ code, status, day: owed.day, daysLate }] : [];
    });
  }
}

const dayMillis = 86_400_000;
const daysBetween = (from: string, to: string): number => Math.round((Date.parse(to) - Date.parse(from)) / dayMillis);
