import { sql } from 'kysely';
import { recordset, type Tx } from '@lienthong/store';
import type { EntryKind } from '../statements/statement-part.js';
import type { FoundBy, StatementStage, StatementVerdict } from './core.js';

/** A statement as the comparison knows it. */
export interface StatementRowHead {
  readonly id: string;
  readonly account: string;
  readonly provider: string;
  readonly stage: StatementStage;
  /** The last entry that the present stage is done with. */
  readonly stage_done: number;
  readonly entries: number;
}

/** An entry without what is sealed. */
export interface EntryRow {
  readonly n: number;
  readonly kind: EntryKind;
  readonly amount: number;
  readonly day: string;
  readonly reference: string | null;
  readonly code: string | null;
  readonly verdict: StatementVerdict | null;
  readonly credit_id: string;
  readonly fresh: boolean;
  readonly told: boolean;
}

/** What the comparison says of an entry. */
export interface Finding {
  readonly n: number;
  readonly verdict: StatementVerdict;
  readonly found_by: FoundBy | null;
  readonly credit: string | null;
  readonly payment: string | null;
  /** Nobody knew it: it becomes a credit. */
  readonly fresh: boolean;
}

/** Entries behind the place where the stage stands, at most so many of the file. */
export async function pageOf(tx: Tx, head: StatementRowHead, rows: number): Promise<readonly EntryRow[]> {
  const found = await sql<EntryRow>`
    select e.n, e.kind, e.amount::float8 as amount, e.day, e.reference, e.code, e.verdict, e.credit_id, e.fresh, e.told
    from gateway.statement_entry e
    where e.statement = ${head.id}::uuid and e.n > ${head.stage_done}::int4
      and e.n <= ${head.stage_done + rows}::int4 order by e.n`.execute(tx);
  return found.rows;
}

export async function saveFindings(tx: Tx, statement: string, findings: readonly Finding[]): Promise<void> {
  if (findings.length === 0) return;
  await sql`
    update gateway.statement_entry e set verdict = r.verdict, found_by = r.found_by, credit = r.credit,
      payment = r.payment, fresh = r.fresh
    from ${recordset(findings, {
      n: 'int4',
      verdict: 'text',
      found_by: 'text',
      credit: 'uuid',
      payment: 'uuid',
      fresh: 'bool',
    })} where e.statement = ${statement}::uuid and e.n = r.n`.execute(tx);
}

/** Where the next portion begins, or that the statement is done. */
export async function saveProgress(
  tx: Tx,
  statement: string,
  progress: { readonly stage: StatementStage | null; readonly done: number; readonly compared: boolean },
  at: Date,
): Promise<void> {
  const { stage, done, compared } = progress;
  await sql`
    update gateway.statement t set stage = ${stage}, stage_done = ${done}, changed_at = ${at},
      state = case when ${stage}::text is null then 'done' else t.state end,
      ended_at = case when ${stage}::text is null then ${at}::timestamptz else null end,
      compared_at = case when ${compared}::boolean then coalesce(t.compared_at, ${at}::timestamptz) end
    where t.id = ${statement}::uuid`.execute(tx);
}
