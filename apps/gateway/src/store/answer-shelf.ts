import type { Kysely } from 'kysely';
import { oldestShelf, type Shelf } from '@lienthong/store';

/** Answers kept for an `Idempotency-Key` whose time has come. `clock`: epoch milliseconds. */
export const answerShelf = (db: Kysely<unknown>, clock: () => number): Shelf =>
  oldestShelf(db, { what: 'keptAnswers', side: 'gateway', table: 'idempotency', time: 'expires_at' }, clock);
