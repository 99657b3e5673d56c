import { sql, type RawBuilder } from 'kysely';

/** `yyyy-mm-dd`, or an SQL expression of type date. */
type Day = string | RawBuilder<unknown>;

const zone = sql.raw(`'Asia/Ho_Chi_Minh'`);
const dateOf = (day: Day): RawBuilder<unknown> => (typeof day === 'string' ? sql`${day}::date` : day);

/** The calendar day in Vietnam, as `yyyy-mm-dd`, of a column that holds an instant. */
export const dayInVietnam = (column: string): RawBuilder<string> =>
  sql<string>`to_char(${sql.ref(column)} at time zone ${zone}, 'YYYY-MM-DD')`;

/** A column's instant lies before this day is over in Vietnam. */
export const untilDay = (column: string, last: Day): RawBuilder<boolean> =>
  sql<boolean>`${sql.ref(column)} < ${beginOf(sql`${dateOf(last)} + 1`)}`;

/** A column's instant lies in these days of Vietnam, both included. */
export const inDays = (column: string, first: Day, last: Day): RawBuilder<boolean> =>
  sql<boolean>`${sql.ref(column)} >= ${beginOf(first)} and ${untilDay(column, last)}`;

/** The first instant of a day in Vietnam. */
export const beginOf = (day: Day): RawBuilder<unknown> => sql`(${dateOf(day)})::timestamp at time zone ${zone}`;
