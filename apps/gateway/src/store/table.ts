import { sql, type RawBuilder } from 'kysely';
import { recordset, type ColumnType } from '@lienthong/store';

type Write = RawBuilder<unknown> | undefined;

type Row<Name extends string> = Readonly<Record<Name, unknown>>;

/** How rows of a table are written. */
export interface Table<Name extends string> {
  /** Of rows that are not there yet; nothing for none. */
  insert(rows: readonly Row<Name>[]): Write;
  /** Of rows that are there; nothing for none. */
  update(rows: readonly Row<Name>[]): Write;
}

/**
 * Whether a row is there is known to whoever holds the lock under which it is written: an insert that minds conflicts writes half
 * as much again into the log, and takes longer.
 *
 * @param table With its schema.
 * @param keys By which a row is found.
 * @param once Columns that keep what they were inserted with.
 */
export function tableOf<Name extends string>(
  table: string,
  columns: Readonly<Record<Name, ColumnType>>,
  keys: readonly NoInfer<Name>[],
  once: readonly NoInfer<Name>[] = [],
): Table<Name> {
  const names = Object.keys(columns) as Name[];
  const changing = names.filter((name) => !keys.includes(name) && !once.includes(name));
  const listed = names.map((name) => `r.${name}`).join(', ');
  const into = sql.raw(`insert into ${table} (${names.join(', ')}) select ${listed} from `);
  const set = sql.raw(`update ${table} t set ${changing.map((name) => `${name} = r.${name}`).join(', ')} from `);
  const where = sql.raw(` where ${keys.map((name) => `t.${name} = r.${name}`).join(' and ')}`);
  return {
    insert: (rows) => (rows.length === 0 ? undefined : sql`${into}${recordset(rows, columns)}`),
    update: (rows) => (rows.length === 0 ? undefined : sql`${set}${recordset(rows, columns)}${where}`),
  };
}
