import { sql, type Kysely, type RawBuilder } from 'kysely';
import type { Claim, ClaimStream } from '../../reconciliation/compare.js';
import type { PacedReader } from '../../reconciliation/paced-reader.js';
import { toldBit } from '../pipeline/stored.js';
import { beginOf, dayInVietnam, inDays, untilDay } from '../../store/vietnam-day.js';
import type { BookSide } from './core.js';

export interface BookTools {
  readonly db: Kysely<unknown>;
  readonly reader: PacedReader;
}

export interface BookScope {
  readonly account: string;
  /** `yyyy-mm-dd` in Vietnam. */
  readonly day: string;
  /** Only what comes behind this credit. */
  readonly after?: string;
}

/** Money that came in on this day, by the bank's time; every entry of a statement is one of these by the time it has been compared. */
const ofDay = ({ account, day }: BookScope): RawBuilder<boolean> => sql<boolean>`
  c.account = ${account} and c.direction = 'in' and c.confirmed
  and ${inDays('c.bank_time', day, day)}`;

const creditDay = dayInVietnam('c.bank_time');

/** What each book says of a credit; no row, or no amount: it says nothing. */
const books: Readonly<Record<BookSide, (scope: BookScope) => RawBuilder<unknown>>> = {
  ours: (scope) => sql`
    select c.id, c.amount::float8 as amount, ${creditDay} as day from gateway.credit c
    where ${ofDay(scope)} and (c.told & ${toldBit.notification | toldBit.confirm}::int2) <> 0`,
  // A list that names another amount than the notification did is kept as a disagreement, with its amount; the last one counts.
  provider: (scope) => sql`
    select c.id, coalesce(d.told, c.amount)::float8 as amount, ${creditDay} as day
    from gateway.credit c left join (
      select distinct on (o.credit) o.credit, (o.evidence::jsonb ->> 'told')::int8 as told from gateway.money_disagreement o
      where o.kind = 'creditToldDifferently' and o.evidence::jsonb ->> 'source' = 'query'
      order by o.credit, o.at desc, o.id desc) d on d.credit = c.id
    where ${ofDay(scope)} and ((c.told & ${toldBit.query}::int2) <> 0 or d.credit is not null)`,
  bank: (scope) => sql`
    select c.id, e.amount::float8 as amount, e.day from gateway.credit c
    join lateral (
      select o.amount, o.day from gateway.statement_entry o
      where o.credit = c.id and o.kind = 'credit' order by o.statement, o.n limit 1) e on true
    where ${ofDay(scope)}`,
};

/** One book of one day, by credit. */
export const bookOf = ({ db, reader }: BookTools, side: BookSide, scope: BookScope): ClaimStream =>
  reader.pages<Claim>(async (last, limit) => {
    const after = last?.key ?? scope.after;
    const behind = after === undefined ? sql`` : sql`where b.id > ${after}::uuid`;
    const { rows } = await sql<{ id: string; amount: number; day: string }>`
      select b.id, b.amount, b.day from (${books[side](scope)}) b ${behind}
      order by b.id limit ${limit}::int4`.execute(db);
    return rows.map(({ id, amount, day }): Claim => ({ key: id, amount, day }));
  });

/**
 * Which books say anything of the day at all. Ours always does: that we heard of nothing is said too; and so does a provider's list that
 * covers the day, if it is empty, or its answers about every order there was. Without one it was not asked, or about single orders only.
 */
export async function speakingBooks(db: Kysely<unknown>, scope: BookScope): Promise<readonly BookSide[]> {
  const { rows } = await sql<{ provider: boolean; bank: boolean }>`
    select exists (
        select from gateway.account_listing l where l.account = ${scope.account}
          and l.first <= ${beginOf(scope.day)} and not ${untilDay('l.last', scope.day)}) as provider,
      exists (
        select from gateway.statement s where s.account = ${scope.account} and s.state = 'done'
          and s.first_day <= ${scope.day} and s.last_day >= ${scope.day}) as bank`.execute(db);
  const { provider, bank } = rows[0]!;
  return ['ours', ...(provider ? (['provider'] as const) : []), ...(bank ? (['bank'] as const) : [])];
}
