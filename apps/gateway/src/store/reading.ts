import type { RawBuilder } from 'kysely';
import { together, type Tx } from '@lienthong/store';

/** A statement and what becomes of its rows. */
export interface Reading {
  readonly statement: RawBuilder<unknown>;
  readonly take: (rows: readonly unknown[]) => void;
}

export const reading = <Row>(statement: RawBuilder<Row>, take: (rows: readonly Row[]) => void): Reading => ({
  statement,
  take: take as Reading['take'],
});

/** Sends all statements at once, in this order; nothing is sent where nothing is to be read. */
export async function readAll(tx: Tx, readings: readonly (Reading | undefined)[]): Promise<void> {
  const given = readings.filter((one): one is Reading => one !== undefined);
  if (given.length === 0) return;
  const answers = await together(tx, ...given.map(({ statement }) => statement));
  given.forEach(({ take }, at) => take(answers[at]!.rows));
}
