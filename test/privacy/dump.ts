import { sql, type Kysely } from 'kysely';
import type { Store } from '@lienthong/store';
import type { Found, Search } from './search.js';

/**
 * Every cell of every table of all three schemas, as the database gives it: what its pages hold compressed is seen too. Resolves
 * to what was found, and how many rows of each table were looked at.
 */
export async function searchTables(
  store: Store,
  search: Search,
): Promise<{ found: Found[]; rows: Map<string, number> }> {
  const db: Kysely<unknown> = store.db('bus');
  const tables = await sql<{ name: string }>`
    select table_schema || '.' || table_name as name from information_schema.tables
    where table_schema in ('gateway', 'connectors', 'bus') and table_type = 'BASE TABLE' order by 1`.execute(db);
  const found: Found[] = [];
  const counts = new Map<string, number>();
  for (const { name } of tables.rows) {
    const { rows } = await sql<Record<string, unknown>>`select * from ${sql.raw(name)}`.execute(db);
    counts.set(name, rows.length);
    for (const row of rows) {
      for (const [column, cell] of Object.entries(row)) {
        const hay = cell instanceof Uint8Array ? cell : typeof cell === 'string' ? cell : JSON.stringify(cell);
        found.push(...search.in(`${name}.${column}`, hay ?? ''));
      }
    }
  }
  return { found, rows: counts };
}
