import { sql, type Kysely } from 'kysely';
import type { Side } from '../port.js';
import { portionRemoved, type Shelf } from './retention.js';

export interface OldRows {
  readonly what: string;
  readonly side: Side;
  /** With a column `id`. */
  readonly table: string;
  /** The column that says when; there is an index on it. Null: the row stays. */
  readonly time: string;
}

/** Rows of a table whose time lies before `before` (epoch milliseconds), the oldest first. */
export function oldestShelf(
  db: Kysely<unknown>,
  { what, side, table: name, time: column }: OldRows,
  before: () => number,
): Shelf {
  const [table, time] = [sql.id(side, name), sql.id(column)];
  return {
    what,
    removeSome: async (_from, limit) => {
      const result = await sql`
        delete from ${table} t using (
          select o.id from ${table} o where o.${time} < ${new Date(before())}::timestamptz
          order by o.${time} limit ${limit}::int4) old
        where t.id = old.id`.execute(db);
      return portionRemoved(result, limit);
    },
  };
}
