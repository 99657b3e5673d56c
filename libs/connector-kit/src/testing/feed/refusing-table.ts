import { sql, type Kysely } from 'kysely';
import type { Store } from '@lienthong/store';

/** A table of the connectors that takes nothing for a while. */
export class RefusingTable {
  readonly #db: Kysely<unknown>;

  constructor(
    store: Store,
    private readonly table: 'received' | 'cursor',
  ) {
    this.#db = store.db('connectors') as unknown as Kysely<unknown>;
  }

  async refuse(): Promise<void> {
    await sql`
      create or replace function connectors.refuse_this() returns trigger language plpgsql as
      $$ begin raise exception 'not into this table'; end $$`.execute(this.#db);
    await sql
      .raw(
        `create trigger refuse_this before insert or update on connectors.${this.table}
          for each statement execute function connectors.refuse_this()`,
      )
      .execute(this.#db);
  }

  async take(): Promise<void> {
    await sql.raw(`drop trigger refuse_this on connectors.${this.table}`).execute(this.#db);
  }

  /** What stands in both tables of a feed. */
  async held(): Promise<unknown> {
    const { rows } = await sql`
      select (select count(*)::int4 from connectors.received where what = 'tracking') as rows,
        (select string_agg(kind || value, ' ' order by kind) from connectors.cursor) as cursors`.execute(this.#db);
    return rows[0];
  }
}
