import { sql } from 'kysely';
import { recordset } from '@lienthong/store';
import { creditsOfCode, creditsWhere } from '../store/by-key.js';
import { dayInVietnam, untilDay } from '../../store/vietnam-day.js';
import type { EntryRow, StatementRowHead } from './statement-table.js';
import type { StatementTools } from './tools.js';

/**
 * Entries that take a credit back, tied to that credit: by the bank's number, else by the payment that both texts name.
 * Each is looked up by key (`offset 0`, as in by-key.ts).
 */
export async function markReversals(
  tools: StatementTools,
  head: StatementRowHead,
  page: readonly EntryRow[],
): Promise<void> {
  const reversals = page.filter(({ kind }) => kind === 'creditReversal');
  if (reversals.length === 0) return;
  const { db } = tools;
  const asked = recordset(
    reversals.map(({ n, amount, day, reference, code }) => ({ n, amount, day, reference, code })),
    { n: 'int4', amount: 'int8', day: 'date', reference: 'text', code: 'text' },
  );
  const { rows } = await sql<{ n: number; credit: string }>`
    select distinct on (f.n) f.n, f.credit from (
      select r.n, e.credit, 1 as rank, e.day from ${asked} cross join lateral (
        select * from gateway.statement_entry e
        where e.account = ${head.account} and e.reference = r.reference offset 0) e
        where e.kind = 'credit' and e.amount = r.amount and e.credit is not null
          and e.day >= to_char(r.day - 60, 'YYYY-MM-DD') and e.day <= to_char(r.day + 1, 'YYYY-MM-DD')
      union all
      select r.n, c.id, 2, '' from ${asked}
        ${creditsWhere(sql`c.account = ${head.account} and c.bank_number = r.reference`)}
        where c.direction = 'in' and c.amount = r.amount
      union all
      select r.n, c.id, 3, ${dayInVietnam('c.bank_time')} from ${asked} ${creditsOfCode}
        where c.account = ${head.account} and c.direction = 'in' and c.amount = r.amount
          and ${untilDay('c.bank_time', sql`r.day`)}
    ) f order by f.n, f.rank, f.day desc, f.credit`.execute(db);
  const creditOf = new Map(rows.map(({ n, credit }) => [n, credit]));
  const found = reversals.filter(({ n }) => creditOf.has(n));
  if (found.length === 0) return;
  await tools.reverse(
    found.map(({ n, amount, day }) => {
      return { credit: creditOf.get(n)!, statement: head.id, entry: n, amount, day };
    }),
  );
  await sql`
    update gateway.statement_entry e set credit = r.credit, told = true
    from ${recordset(rows, { n: 'int4', credit: 'uuid' })}
    where e.statement = ${head.id}::uuid and e.n = r.n`.execute(db);
}
