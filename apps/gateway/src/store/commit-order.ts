import { sql } from 'kysely';

/*
 * The order of what several processes write, for readers who must neither pass anything by nor see it move: (era, turn, n).
 *
 * `turn` is the greater of the writing transaction's number and of the next that the store would give, as its statement sees it. A
 * reader takes what is below the oldest transaction that still runs (`pg_snapshot_xmin`): whoever runs writes its own number or more, so
 * that nothing turns up behind a reader. The other half keeps the order of a subject: two that write about it follow each other under
 * its lock, and the later one, whatever its number, sees the earlier one ended. Equal turns are told apart by what the table adds.
 * Numbers of transactions begin anew in a restored store: each restore begins an era.
 */

/** The era in which is written now. */
export const presentEra = sql.raw('(select coalesce(max(epoch), 0) from gateway.restored)');

/** The turn in which this statement writes. */
export const turnOfWriter = sql.raw(
  'greatest(pg_current_xact_id(), pg_snapshot_xmax(pg_current_snapshot()))::text::int8',
);

/** Nothing can turn up in front of a row of this table any more: all that is written earlier has been committed. */
export const isInPlace = (table: string) =>
  sql.raw(`(${table}.turn < pg_snapshot_xmin(pg_current_snapshot())::text::int8
    or ${table}.era < (select coalesce(max(epoch), 0) from gateway.restored))`);
