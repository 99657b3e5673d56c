/** What a window's row says of its places. */
export interface WindowRow {
  readonly id: string;
  readonly class: string;
  readonly days: readonly string[];
  readonly per_day: number;
  readonly next: string | number;
  readonly freed: readonly (string | number)[];
}

/** Its calendar, and the numbers that have been given. */
export const standOf = ({ days, per_day: perDay, next, freed }: WindowRow) => ({
  ...{ days, perDay, next: Number(next), freed: freed.map(Number) },
});
