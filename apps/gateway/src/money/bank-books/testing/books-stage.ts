import { randomBytes } from 'node:crypto';
import { Readable } from 'node:stream';
import { sql, type Kysely } from 'kysely';
import { v7 } from 'uuid';
import { Keyring, MasterKey } from '@lienthong/seal';
import { migrate, type Store } from '@lienthong/store';
import { InFlight } from '../../../pipeline/in-flight.js';
import { PacedReader } from '../../../reconciliation/paced-reader.js';
import { keyringSealer } from '../../../pipeline/keyring-sealer.js';
import { gatewayMigrations } from '../../../store/migrations.js';
import { ownAccount, sampleRules } from '../../../testing/sample-accounts.js';
import type { CreditReversal, ToldCredit } from '../../pipeline/money-unit.js';
import { bankNumber } from '../../pipeline/stored.js';
import type { SampleEntry, SampleStatement } from '../../statements/testing/write-samples.js';
import { compareStatement } from '../compare-statement.js';
import { statementBooks, type StatementBooks } from '../statement-books.js';
import type { ReceiveStatementAnswer, StatementList, StatementRow } from '../core.js';
import type { StatementTools } from '../tools.js';

export const account = ownAccount.name;
export const day = '2026-11-21';
const number = ownAccount.accountNumber!;

export const entry = (over: Partial<SampleEntry> = {}): SampleEntry => ({
  ...{ kind: 'credit', amount: 150_000, day, bankReference: 'FT1', text: 'nop le phi' },
  ...over,
});
export const statement = (...entries: SampleEntry[]): SampleStatement => ({
  account: number,
  opening: 1_000_000,
  entries,
});

interface CreditLike {
  readonly id?: string;
  readonly amount?: number;
  readonly bankReference?: string;
  readonly providerId?: string;
  readonly bankTime?: string;
  readonly direction?: 'in' | 'out';
  readonly payment?: string;
  readonly source?: string;
  readonly confirmed?: boolean;
}

/** Statements over a store of the test's own, without the rest of the gateway: what they tell it is kept here. */
export class BooksStage {
  readonly told: ToldCredit[] = [];
  readonly reversed: CreditReversal[] = [];
  accepted = 0;
  readonly tools: StatementTools;
  readonly books: StatementBooks;

  private constructor(readonly db: Kysely<unknown>) {
    this.tools = {
      db,
      reader: new PacedReader({ rows: 1_000, pagesPerSecond: 1_000 }),
      sealer: keyringSealer(new Keyring(new MasterKey(randomBytes(32)))),
      newId: () => v7(),
      ...{ clock: Date.now, idempotencyMillis: 86_400_000, inFlight: new InFlight() },
      ...{ accounts: sampleRules.accounts, formats: sampleRules.statementFormats },
      codesIn: (text) => [...new Set(text.replace(/\s/g, '').match(/HSDVC[A-Z0-9]{9}/g) ?? [])],
      // What the gateway's own fold does with them is tested with it; here they become rows.
      tell: async (credits) => {
        this.told.push(...credits);
        for (const credit of credits) await this.putCredit({ ...credit, id: credit.credit });
      },
      reverse: (found) => Promise.resolve(void this.reversed.push(...found)),
      onAccepted: () => void (this.accepted += 1),
    };
    this.books = statementBooks(this.tools);
  }

  static async open(openStore: () => Promise<{ readonly store: Store }>): Promise<BooksStage> {
    const { store } = await openStore();
    await migrate(store, gatewayMigrations);
    return new BooksStage(store.db('gateway'));
  }

  async putCredit(credit: CreditLike = {}): Promise<string> {
    const id = credit.id ?? v7();
    await sql`
      insert into gateway.credit (id, provider, account, provider_id, source, direction, amount, bank_time, received_at, late,
        confirmed, bank_reference, bank_number, told, state, payment)
      values (${id}, 'sepay', ${account}, ${credit.providerId ?? id}, ${credit.source ?? 'notification'},
        ${credit.direction ?? 'in'}, ${credit.amount ?? 150_000}, ${new Date(credit.bankTime ?? `${day}T10:00:00+07:00`)},
        now(), false, ${credit.confirmed ?? true}, ${credit.bankReference ?? null},
        ${bankNumber(credit.bankReference) ?? null}, 1, 'unmatched', ${credit.payment ?? null})
      on conflict (id) do nothing`.execute(this.db);
    return id;
  }

  async putPayment(reference: string, amount: number, received = 0): Promise<string> {
    const id = v7();
    await sql`
      insert into gateway.payment (id, dossier, client, method, account, provider, qr, reference, amount, fees, state, received,
        refunded, late, disagreements, version, created_at, expires_at, changed_at)
      values (${id}, ${`H44-${id}`}, 'demo', 'bankQr', ${account}, 'sepay', 'own', ${reference}, ${amount}, '[]',
        'open', ${received}, 0, false, 0, 1, now(), now(), now())`.execute(this.db);
    return id;
  }

  /** `key`: of the request. */
  bring(file: string | Uint8Array, format = 'camt053', key?: string): Promise<ReceiveStatementAnswer> {
    return this.books.receiveStatement({
      ...{ account, format, operator: 'an' },
      ...(key === undefined ? {} : { idempotency: { key, request: `${account} ${format}` } }),
      ...{ body: Readable.from([Buffer.from(file)]), maxBytes: 1_000_000 },
    });
  }

  /** Takes a file and compares it to its end; the statement's id. */
  async compared(file: string, format = 'camt053'): Promise<string> {
    const answer = await this.bring(file, format);
    if (answer.kind !== 'accepted') throw new Error(JSON.stringify(answer));
    const end = await compareStatement(this.tools, answer.statement);
    if (end !== 'done') throw new Error(end);
    return answer.statement;
  }

  async list(id: string, of: StatementList): Promise<readonly StatementRow[]> {
    return (await this.books.statementRows(id, of, { limit: 200 }))!.items;
  }

  async countRows(): Promise<number> {
    const { rows } = await sql<{ n: number }>`select count(*)::int4 as n from gateway.statement_entry`.execute(this.db);
    return rows[0]!.n;
  }
}
