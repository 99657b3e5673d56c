import { sql } from 'kysely';
import { creditSubject, sealContext, type CreditDetail } from '@lienthong/contracts';
import { recordset } from '@lienthong/store';
import type { ToldCredit } from '../pipeline/money-unit.js';
import { openEntry } from './entry-box.js';
import type { EntryRow, StatementRowHead } from './statement-table.js';
import type { StatementTools } from './tools.js';

interface FreshRow {
  readonly n: number;
  readonly at: Date | null;
  readonly detail: Buffer;
}

/** Longest narrative that a credit keeps; the entry keeps all of it. */
const textChars = 2_000;

/**
 * Money that only the bank has told of becomes credits of ours: they are matched and settle like any other. Then the entries
 * are tied to them.
 */
export async function tellCredits(
  tools: StatementTools,
  head: StatementRowHead,
  key: unknown,
  fresh: readonly EntryRow[],
): Promise<void> {
  if (fresh.length === 0) return;
  const { db } = tools;
  const wanted = recordset(
    fresh.map(({ n }) => ({ n })),
    { n: 'int4' },
  );
  const { rows } = await sql<FreshRow>`
    select e.n, e.at, e.detail from gateway.statement_entry e
    where e.statement = ${head.id}::uuid and e.n in (select r.n from ${wanted})`.execute(db);
  const byN = new Map(rows.map((row) => [row.n, row]));
  await tools.tell(fresh.map((entry) => creditOf(tools, head, key, entry, byN.get(entry.n)!)));
  // What it has become is for the gateway's rules to say: a virtual account may have named the payment.
  await sql`
    update gateway.statement_entry e set told = true, credit = c.id, payment = coalesce(c.payment, e.payment),
      verdict = case when e.verdict = 'onlyAtBank' and c.payment is not null then 'matched' else e.verdict end
    from gateway.statement_entry o left join gateway.credit_alias a on a.id = o.credit_id
      join gateway.credit c on c.id = coalesce(a.credit, o.credit_id)
    where o.statement = ${head.id}::uuid and o.n in (select r.n from ${wanted})
      and e.statement = o.statement and e.n = o.n`.execute(db);
}

function creditOf(
  { sealer, clock }: StatementTools,
  { id, account, provider }: StatementRowHead,
  key: unknown,
  entry: EntryRow,
  row: FreshRow,
): ToldCredit {
  const { text, references, bankReference, payerName, payerAccount, creditedAccount } = openEntry(
    ...([sealer, key, id, entry.n, row.detail] as const),
  );
  const detail: CreditDetail = {
    text: [text, ...references].join('\n').slice(0, textChars),
    ...(payerName === undefined ? {} : { payerName }),
    ...(payerAccount === undefined ? {} : { payerAccount }),
  };
  const credit = entry.credit_id;
  const wrapped = sealer.newWrappedKey();
  const box = sealer.seal(sealer.unwrap(wrapped), JSON.stringify(detail), sealContext.credit(credit));
  return {
    ...{ credit, subject: creditSubject(credit), source: 'statement', provider, account },
    providerId: `statement:${credit}`,
    direction: entry.kind === 'credit' ? 'in' : 'out',
    amount: entry.amount,
    // A statement without times tells the day: noon of it lies in that day everywhere in the country.
    bankTime: (row.at ?? new Date(`${entry.day}T12:00:00+07:00`)).toISOString(),
    ...(row.at ? {} : { wholeDay: true }),
    receivedAt: new Date(clock()).toISOString(),
    ...{ late: false, confirmed: true },
    ...(creditedAccount === undefined ? {} : { virtualAccount: creditedAccount }),
    ...(bankReference === undefined ? {} : { bankReference }),
    detail: { key: wrapped.toString('base64'), box: box.toString('base64') },
  };
}
