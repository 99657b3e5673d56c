import { sql, type RawBuilder } from 'kysely';
import type { Page, Paged } from '../../core.js';
import { cutPage, decodeCursor } from '../../views/cursor.js';
import { isId } from '../../ids.js';
import type { StatementFault } from '../statements/statement-part.js';
import type { StatementFacts } from './receive.js';
import type {
  StatementFilter,
  StatementList,
  StatementStage,
  StatementState,
  StatementVerdict,
  StatementView,
} from './core.js';
import type { StatementTools } from './tools.js';
import { onlyWithUs } from './only-with-us.js';

interface HeadRow {
  readonly id: string;
  readonly account: string;
  readonly format: string;
  readonly uploaded_by: string;
  readonly state: StatementState;
  readonly fault: string | null;
  readonly bytes: string;
  readonly entries: number;
  readonly facts: string | null;
  readonly first_day: string | null;
  readonly last_day: string | null;
  readonly stage: StatementStage | null;
  readonly stage_done: number;
  readonly received_at: Date;
  readonly compared_at: Date | null;
  readonly ended_at: Date | null;
}
const columns =
  sql.raw(`s.id, s.account, s.format, s.uploaded_by, s.state, s.fault, s.bytes, s.entries, s.facts, s.first_day,
  s.last_day, s.stage, s.stage_done, s.received_at, s.compared_at, s.ended_at`);

/** One statement with its counts. */
export async function readStatementView(tools: StatementTools, id: string): Promise<StatementView | undefined> {
  if (!isId(id)) return undefined;
  const { rows } = await sql<HeadRow>`
    select ${columns} from gateway.statement s where s.id = ${id}::uuid`.execute(tools.db);
  const [head] = rows;
  if (!head) return undefined;
  const compared = head.state === 'done' || head.compared_at !== null;
  return { ...viewOf(head), ...(compared ? { counts: await countsOf(tools, head) } : {}) };
}

/** Newest first, without counts. */
export async function listStatementViews(
  { db }: StatementTools,
  { account, state }: StatementFilter,
  page: Page,
): Promise<Paged<StatementView>> {
  const scope = { list: 'statements', account, state };
  const before = decodeCursor(scope, page.cursor, 'string');
  const conditions: RawBuilder<unknown>[] = [
    sql`true`,
    ...(before !== undefined && isId(before) ? [sql`s.id < ${before}::uuid`] : []),
    ...(account === undefined ? [] : [sql`s.account = ${account}`]),
    ...(state === undefined ? [] : [sql`s.state = ${state}`]),
  ];
  const { rows } = await sql<HeadRow>`
    select ${columns} from gateway.statement s where ${sql.join(conditions, sql` and `)}
    order by s.id desc limit ${page.limit + 1}::int4`.execute(db);
  const shown = cutPage(rows, page, scope, (last) => last.id);
  return { ...shown, items: shown.items.map(viewOf) };
}

function viewOf(row: HeadRow): StatementView {
  const facts = row.facts === null ? undefined : (JSON.parse(row.facts) as StatementFacts);
  const { stage, state } = row;
  return {
    id: row.id,
    account: row.account,
    format: row.format,
    uploadedBy: row.uploaded_by,
    state,
    ...(row.fault === null ? {} : { fault: JSON.parse(row.fault) as StatementFault }),
    bytes: Number(row.bytes),
    entries: row.entries,
    ...(facts ? { opening: facts.opening, closing: facts.closing } : {}),
    ...(state === 'comparing' && stage ? { progress: { stage, done: row.stage_done, of: row.entries } } : {}),
    receivedAt: row.received_at.toISOString(),
    ...(row.compared_at ? { comparedAt: row.compared_at.toISOString() } : {}),
    ...(row.ended_at ? { endedAt: row.ended_at.toISOString() } : {}),
  };
}

type Counts = Partial<Record<StatementList, { count: number; sum: number }>>;

async function countsOf({ db }: StatementTools, head: HeadRow): Promise<Counts> {
  const counts: Counts = {};
  const { rows } = await sql<{ verdict: StatementVerdict; count: number; sum: string }>`
    select e.verdict, count(*)::int4 as count, sum(e.amount)::text as sum from gateway.statement_entry e
    where e.statement = ${head.id}::uuid and e.verdict is not null group by e.verdict`.execute(db);
  for (const { verdict, count, sum } of rows) counts[verdict] = { count, sum: Number(sum) };
  if (head.first_day !== null) {
    const ours = await sql<{ count: number; sum: string }>`
      select count(*)::int4 as count, coalesce(sum(c.amount), 0)::text as sum
      from gateway.credit c where ${onlyWithUs(head.account, head.first_day, head.last_day!)}`.execute(db);
    counts.onlyWithUs = { count: ours.rows[0]!.count, sum: Number(ours.rows[0]!.sum) };
  }
  return counts;
}
