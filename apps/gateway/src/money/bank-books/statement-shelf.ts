import { sql, type Kysely } from 'kysely';
import { firstIdOf, portionRemoved, type Shelf } from '@lienthong/store';

/**
 * Statements that ended before `olderThan` (epoch milliseconds), with their entries. A statement goes before its entries do: no
 * comparison of its days meets half of one. Credits, and what was found of them, stay.
 */
export function statementShelf(db: Kysely<unknown>, olderThan: () => number): Shelf {
  return {
    what: 'statements',
    removeSome: async (_from, limit) => {
      const before = olderThan();
      const statements = portionRemoved(await removeStatements(db, before, limit), limit);
      if (statements.next !== undefined) return statements;
      const room = limit - statements.removed;
      const entries = portionRemoved(await removeEntries(db, before, room), room);
      return { ...entries, removed: statements.removed + entries.removed };
    },
  };
}

const removeStatements = (db: Kysely<unknown>, before: number, limit: number) =>
  sql`
    delete from gateway.statement s using (
      select o.id from gateway.statement o
      where o.id < ${firstIdOf(before)}::uuid and o.state in ('done', 'refused')
        and o.changed_at < ${new Date(before)}::timestamptz
      order by o.id limit ${limit}::int4) old
    where s.id = old.id`.execute(db);

/** Of statements that are gone: one that is being received has its row before its first entry. */
const removeEntries = (db: Kysely<unknown>, before: number, limit: number) =>
  sql`
    delete from gateway.statement_entry e using (
      select o.statement, o.n from gateway.statement_entry o
      where o.statement < ${firstIdOf(before)}::uuid
        and not exists (select from gateway.statement s where s.id = o.statement)
      order by o.statement, o.n limit ${limit}::int4) old
    where e.statement = old.statement and e.n = old.n`.execute(db);
