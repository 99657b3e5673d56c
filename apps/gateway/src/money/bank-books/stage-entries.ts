import { sql } from 'kysely';
import { recordset } from '@lienthong/store';
import { bankNumber } from '../pipeline/stored.js';
import type { StatementEntry } from '../statements/statement-part.js';
import { creditIdOfEntry, sealEntry } from './entry-box.js';
import type { StatementTools } from './tools.js';

/** Rows per statement to the store: few enough that whoever else waits for the store hardly notices. */
const portion = 500;

export interface StagingPlace {
  readonly statement: string;
  readonly account: string;
  readonly key: unknown;
}

/** Entries on their way into the store while their file still comes: rows without a verdict, of a statement that counts for nothing yet. */
export class EntryStage {
  #waiting: StatementEntry[] = [];

  constructor(
    private readonly tools: StatementTools,
    private readonly place: StagingPlace,
  ) {}

  async add(entries: readonly StatementEntry[]): Promise<void> {
    this.#waiting.push(...entries);
    while (this.#waiting.length >= portion) await this.#write(this.#waiting.splice(0, portion));
  }

  async flush(): Promise<void> {
    if (this.#waiting.length > 0) await this.#write(this.#waiting.splice(0));
  }

  async #write(entries: readonly StatementEntry[]): Promise<void> {
    const rows = entries.map((entry) => this.#rowOf(entry));
    await sql`
      insert into gateway.statement_entry (statement, n, account, line, kind, amount, day, at, reference, code, detail,
        credit_id, fresh, told)
      select ${this.place.statement}::uuid, r.n, ${this.place.account}, r.line, r.kind, r.amount, r.day, r.at, r.reference,
        r.code, r.detail, r.credit_id, false, false
      from ${recordset(rows, {
        n: 'int4',
        line: 'int4',
        kind: 'text',
        amount: 'int8',
        day: 'text',
        at: 'timestamptz',
        reference: 'text',
        code: 'text',
        detail: 'bytea',
        credit_id: 'uuid',
      })}`.execute(this.tools.db);
  }

  #rowOf(entry: StatementEntry) {
    const { statement, account, key } = this.place;
    const codes = this.tools.codesIn([entry.text, ...entry.references].join('\n'));
    return {
      n: entry.index,
      line: entry.line,
      kind: entry.kind,
      amount: entry.amount,
      day: entry.day,
      at: entry.at === undefined ? null : new Date(entry.at),
      reference: bankNumber(entry.bankReference) ?? null,
      // Two codes in one text are for a person: none of them speaks for the entry.
      code: codes.length === 1 ? codes[0]! : null,
      detail: sealEntry(this.tools.sealer, key, statement, entry),
      credit_id: creditIdOfEntry(account, statement, entry),
    };
  }
}

/** Takes back what was staged, in portions. */
export async function dropEntries({ db }: StatementTools, statement: string): Promise<void> {
  for (;;) {
    const { rows } = await sql<{ n: number }>`
      delete from gateway.statement_entry e where e.statement = ${statement}::uuid and e.n in (
        select o.n from gateway.statement_entry o where o.statement = ${statement}::uuid order by o.n limit 2000)
      returning e.n`.execute(db);
    if (rows.length === 0) return;
  }
}
