import type { Kysely } from 'kysely';
import { oldestShelf, type Shelf } from '@lienthong/store';

/** As long as anything else that could not be read. */
export const unreadableShelf = (db: Kysely<unknown>, olderThan: () => number): Shelf =>
  oldestShelf(db, { what: 'unreadableRows', side: 'gateway', table: 'unreadable_row', time: 'received_at' }, olderThan);
