import type { IdempotencyClash, Paged } from '../core.js';
import type {
  ReceiveStatement,
  ReceiveStatementAnswer,
  StatementCore,
  StatementRow,
  StatementView,
} from '../money/bank-books/core.js';
import { statementFormats } from '../money/statements/formats.js';
import type {
  Reconcile,
  ReconcileAnswer,
  ReconciliationCore,
  ReconciliationRow,
  ReconciliationSummary,
} from '../money/three-way/core.js';

export const statementId = '0192f3a0-0000-7000-8000-000000000004';

const aStatement: StatementView = {
  ...{ id: statementId, account: 'kho-bac-1', format: 'camt053', uploadedBy: 'operator', state: 'done', bytes: 10 },
  ...{ entries: 1, receivedAt: '2026-11-22T01:00:00Z' },
};
const aSummary: ReconciliationSummary = {
  ...{ account: 'kho-bac-1', day: '2026-11-21', books: ['ours', 'bank'], runAt: '2026-11-22T01:00:00Z', by: 'daily' },
  findings: [{ verdict: 'matched', in: ['ours', 'bank'], count: 1, sum: 50_000 }],
};

/** Statements in memory for tests of the HTTP rim: reads the file to its end, and answers what the test says. */
export class FakeStatements implements StatementCore, ReconciliationCore {
  /** When it gives an error, everything throws it. */
  constructor(private readonly outage: () => Error | undefined) {}
  readonly received: { readonly command: ReceiveStatement; readonly bytes: number }[] = [];
  readonly formats = statementFormats().names;
  answer: ReceiveStatementAnswer | undefined;
  reconcileAnswer: ReconcileAnswer | IdempotencyClash | undefined;

  async receiveStatement(command: ReceiveStatement): Promise<ReceiveStatementAnswer> {
    this.#check();
    if (command.account !== aStatement.account) return { kind: 'accountNotFound' };
    let bytes = 0;
    for await (const chunk of command.body) bytes += (chunk as Buffer).length;
    this.received.push({ command, bytes });
    return this.answer ?? { kind: 'accepted', statement: statementId };
  }
  statement(id: string): Promise<StatementView | undefined> {
    return this.#say(id === statementId ? aStatement : undefined);
  }
  listStatements(): Promise<Paged<StatementView>> {
    return this.#say({ items: [aStatement] });
  }
  statementRows(id: string): Promise<Paged<StatementRow> | undefined> {
    return this.#say(id === statementId ? { items: [] } : undefined);
  }
  reconcile({ account }: Reconcile): Promise<ReconcileAnswer | IdempotencyClash> {
    const known = account === aSummary.account;
    const compared: ReconcileAnswer = { kind: 'compared', summary: aSummary, replayed: false };
    return this.#say(known ? (this.reconcileAnswer ?? compared) : { kind: 'accountNotFound' });
  }
  listReconciliations(): Promise<Paged<ReconciliationSummary>> {
    return this.#say({ items: [aSummary] });
  }
  reconciliation(account: string, day: string): Promise<ReconciliationSummary | undefined> {
    return this.#say(account === aSummary.account && day === aSummary.day ? aSummary : undefined);
  }
  reconciliationRows(account: string): Promise<Paged<ReconciliationRow> | undefined> {
    return this.#say(account === aSummary.account ? { items: [] } : undefined);
  }

  async #say<Answer>(answer: Answer): Promise<Answer> {
    this.#check();
    return answer;
  }
  #check(): void {
    const error = this.outage();
    if (error) throw error;
  }
}
