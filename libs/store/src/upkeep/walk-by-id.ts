import type { Kysely, RawBuilder } from 'kysely';
import type { Round } from './rounds.js';
import { beforeFirstId } from './time-ordered.js';

export interface Walk extends Pick<Round, 'goesOn'> {
  readonly db: Kysely<unknown>;
  /** As many as `ask` brings at most. */
  readonly chunk: number;
  /** The id before the first; by default all. */
  readonly from?: string;
}

/** All rows in the order of their ids, in chunks; the sum of what `each` says. */
export async function walkById<Row extends { readonly id: string }>(
  ask: (from: string) => RawBuilder<Row>,
  { db, chunk, from = beforeFirstId, goesOn }: Walk,
  each: (rows: readonly Row[]) => Promise<number>,
): Promise<number> {
  let sum = 0;
  for (let after = from; ;) {
    const { rows } = await ask(after).execute(db);
    sum += await each(rows);
    const end = rows.at(-1);
    if (!end || rows.length < chunk || !(await goesOn())) return sum;
    after = end.id;
  }
}
