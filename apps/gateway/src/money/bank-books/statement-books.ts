import { sql } from 'kysely';
import type { Job } from '@lienthong/store';
import { callerOf } from '../../store/done-once.js';
import { compareStatement } from './compare-statement.js';
import { compareKind, receiveStatement, refuseStatement } from './receive.js';
import { readStatementRows } from './rows-view.js';
import type { StatementCore } from './core.js';
import type { StatementTools } from './tools.js';
import { listStatementViews, readStatementView } from './views.js';

/** A file that has not come to its end after so long never will. */
const abandonedMillis = 30 * 60_000;
/** Between two looks whether an older statement of the account is done. */
const turnMillis = 1_000;

export interface StatementBooks extends StatementCore {
  readonly jobs: Readonly<Record<string, Job>>;
}

/** Banks' statements over the gateway's store. */
export const statementBooks = (tools: StatementTools): StatementBooks => ({
  formats: tools.formats.names,
  receiveStatement(command) {
    const { operator, idempotency } = command;
    const receive = () => receiveStatement(command, tools);
    return idempotency ? tools.inFlight.run(callerOf(operator), idempotency, receive) : receive();
  },
  statement: (id) => readStatementView(tools, id),
  listStatements: (filter, page) => listStatementViews(tools, filter, page),
  statementRows: (id, list, page) => readStatementRows(tools, id, list, page),
  jobs: { [compareKind]: (call) => compareJob(tools, call.subject.slice('statement:'.length), call.signal) },
});

async function compareJob(tools: StatementTools, statement: string, signal: AbortSignal): ReturnType<Job> {
  await tidyAbandoned(tools);
  const end = await compareStatement(tools, statement, signal);
  return end === 'waits' || end === 'stopped' ? { next: new Date(tools.clock() + turnMillis) } : undefined;
}

/** What a killed process had begun to read is half a file. */
export async function tidyAbandoned(tools: StatementTools): Promise<void> {
  const before = new Date(tools.clock() - abandonedMillis);
  const { rows } = await sql<{ id: string }>`
    select s.id from gateway.statement s where s.state = 'receiving' and s.received_at < ${before}`.execute(tools.db);
  for (const { id } of rows)
    await refuseStatement(tools, id, { code: 'file.truncated', params: { what: 'process' } }, 0);
}
