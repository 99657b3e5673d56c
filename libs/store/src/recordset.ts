import { sql, type RawBuilder } from 'kysely';
import { binaryArray } from './binary-array.js';

/** Types of a column of a {@link recordset}. `jsonb` takes JSON text. */
export type ColumnType =
  | 'uuid'
  | 'text'
  | 'int2'
  | 'int4'
  | 'int8'
  | 'numeric'
  | 'float8'
  | 'bool'
  | 'bytea'
  | 'timestamptz'
  | 'date'
  | 'jsonb';

export type Columns<Row> = { readonly [Name in keyof Row & string]: ColumnType };

/**
 * Rows as a table expression for `insert … select` and joins, one parameter per column: `unnest($1::uuid[], …) as r(id, …)`.
 * One statement text for any number of rows, none included; `undefined` and `null` become NULL.
 *
 * @example sql`insert into gateway.note (id, body) select id, body from ${recordset(notes, { id: 'uuid', body: 'bytea' })}`
 */
export function recordset<Row extends object>(
  rows: readonly Row[],
  columns: Columns<Row>,
  alias = 'r',
): RawBuilder<unknown> {
  const names = Object.keys(columns) as (keyof Row & string)[];
  if (names.length === 0) throw new TypeError('a recordset needs at least one column');
  const arrays = names.map((name) => {
    const values = rows.map((row) => row[name] ?? null);
    return sql`${binaryArray(columns[name], values) ?? values}::${sql.raw(columns[name])}[]`;
  });
  return sql`unnest(${sql.join(arrays)}) as ${sql.id(alias)}(${sql.join(names.map((name) => sql.id(name)))})`;
}
