import { sql } from 'kysely';
import { recordset, type Tx } from '@lienthong/store';
import { dayInVietnam } from '../../store/vietnam-day.js';
import { relate, type Candidate, type Found } from './relate.js';
import type { EntryRow, StatementRowHead } from './statement-table.js';

interface PaymentRow extends Candidate {
  readonly code: string;
}

/**
 * Payments that the texts of credits name, with what each of them still lacks. Whose code is known and whose money is not
 * what is lacking (short, over, a second time) differs; an entry without a known code is not in the answer.
 */
export async function feesNamed(
  tx: Tx,
  { account }: StatementRowHead,
  page: readonly EntryRow[],
): Promise<readonly Found<Candidate>[]> {
  const coded = page.filter(({ code, kind }) => code !== null && kind === 'credit');
  if (coded.length === 0) return [];
  const codes = [...new Set(coded.map(({ code }) => code!))].map((code) => ({ code }));
  const { rows } = await sql<PaymentRow>`
    select p.id, p.reference as code, ${dayInVietnam('p.created_at')} as day,
      case when p.account <> ${account} or p.state = 'settled' then 0
        else greatest(0, p.amount - (p.received - p.refunded)) end::float8 as amount
    from gateway.payment p where p.reference in (select r.code from ${recordset(codes, { code: 'text' })})`.execute(tx);
  const named = await relate(
    coded.map((entry) => ({ key: entry.code!, row: entry })),
    rows.map((row) => ({ key: row.code, row })),
  );
  const paymentOf = new Map(rows.map((row) => [row.code, row]));
  const found = new Set(named.map(({ n }) => n));
  const again = coded.filter(({ n, code }) => !found.has(n) && paymentOf.has(code!));
  return [
    ...named,
    ...again.map(({ n, code }) => ({ n, candidate: paymentOf.get(code!)!, verdict: 'different' as const })),
  ];
}
