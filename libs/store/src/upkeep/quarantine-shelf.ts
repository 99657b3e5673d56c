import { sql, type Kysely } from 'kysely';
import type { Side } from '../port.js';
import { portionRemoved, type Shelf } from './retention.js';

/** What could not be read and that nobody has asked for since. */
export function quarantineShelf(db: Kysely<unknown>, side: Side, olderThan: () => Date): Shelf {
  const table = sql.id(side, 'quarantine');
  return {
    what: 'quarantine',
    removeSome: async (_from, limit) => {
      const result = await sql`
        delete from ${table} q using (
          select o.id from ${table} o where o.at < ${olderThan()}::timestamptz limit ${limit}::int4) old
        where q.id = old.id`.execute(db);
      return portionRemoved(result, limit);
    },
  };
}
