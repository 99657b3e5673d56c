import { sql, type Kysely } from 'kysely';
import { refusedCall, type RowReadAgain, type RowReRead } from '@lienthong/contracts';
import { open, type Keyring } from '@lienthong/seal';
import type { CommitLine, Tx } from '@lienthong/store';
import { recordset } from '@lienthong/store';
import type { Connector } from '../port.js';
import type { Unit, UnitResult } from '../work-store/units.js';
import { CallsReadAgain } from './calls-read-again.js';
import { faultOfFacts } from './check-fact.js';
import { rowReadAgain } from './message.js';
import type { Rows } from './rows.js';
import { recordContext, type ReadAgainUnit, type ReceiveUnit } from './units.js';

export interface ReadAgainDeps {
  readonly db: Kysely<unknown>;
  readonly line: CommitLine<Unit, UnitResult>;
  readonly connectors: readonly Connector[];
  readonly keyring: Pick<Keyring, 'unwrap'>;
  readonly rows: Rows;
  /** Database time as this process knows it, epoch milliseconds. */
  readonly now: () => number;
  readonly onError: (error: unknown) => void;
  /** Something may have to be done soon because of what was stored. */
  readonly onFollowing: () => void;
}

interface KeptRow {
  readonly id: string;
  readonly partner: string;
  readonly provider: string;
  readonly account: string;
  readonly cause: string;
  readonly first_arrival: string;
  readonly received_at: Date;
  readonly key: Buffer;
  readonly record: Buffer;
  readonly read_again: string | null;
}

type Result = Pick<RowReadAgain, 'result' | 'reason'>;
/** What it says, as it is stored. */
interface Found {
  readonly found: ReceiveUnit;
}

/**
 * Rows that nobody could read, read once more by today's code because an operator asked for it: what they say is stored and told as
 * if it had come now, in one transaction with the answer. Asked for again, a row that has been read is answered, and not read.
 */
export class ReadAgain {
  readonly #connectors: ReadonlyMap<string, Connector>;
  readonly #calls: CallsReadAgain;

  constructor(private readonly deps: ReadAgainDeps) {
    this.#connectors = new Map(deps.connectors.map((connector) => [connector.partner, connector]));
    this.#calls = new CallsReadAgain(deps.connectors);
  }

  async handle(asked: readonly RowReRead[]): Promise<void> {
    if (asked.length === 0) return;
    const kept = await loadKept(
      this.deps.db,
      asked.map(({ row }) => row),
    );
    await this.deps.line.submitAll(asked.map((one) => this.#unit(one, kept.get(one.row))));
    this.deps.onFollowing();
  }

  #unit(asked: RowReRead, row: KeptRow | undefined): ReadAgainUnit {
    const reading = this.#read(row);
    const head = { kind: 'readAgain', row: asked.row, reading: asked.reading } as const;
    const at = this.deps.now();
    if ('result' in reading) return { ...head, answer: rowReadAgain(asked, reading, at) };
    return { ...head, answer: rowReadAgain(asked, { result: 'handled' }, at), found: reading.found };
  }

  #read(row: KeptRow | undefined): Result | Found {
    if (!row) return { result: 'notReadable', reason: 'row.unknown' };
    if (row.read_again !== null) return { result: 'handled' };
    try {
      const reading = this.#readNow(row);
      if ('result' in reading) return reading;
      const fault = faultOfFacts(reading.found.facts.map(({ fact }) => fact));
      return fault === undefined ? reading : { result: 'stillUnreadable', reason: fault };
    } catch (error) {
      // A defect of ours: its bytes stay, and others are read.
      this.deps.onError(error);
      return { result: 'stillUnreadable', reason: 'row.readFailed' };
    }
  }

  #readNow(row: KeptRow): Result | Found {
    const { partner, provider, account, cause } = row;
    const record = this.#open(row);
    if (cause.startsWith(refusedCall)) {
      const call = this.#calls.read({ partner, account, receivedAt: row.received_at, record });
      return 'result' in call ? call : { found: this.deps.rows.received(call.route, call.request, call.facts) };
    }
    const readAgain = this.#connectors.get(partner)?.readAgain;
    if (!readAgain) return { result: 'notReadable', reason: 'row.notReadAlone' };
    const read = readAgain({ provider, account, cause, bytes: record }, new Date(this.deps.now()));
    if ('result' in read) return read;
    return { found: this.deps.rows.found({ partner, provider, account }, { facts: read.facts, evidence: record }) };
  }

  #open({ key, record, first_arrival: arrival }: KeptRow): Buffer {
    return open(this.deps.keyring.unwrap(key), record, recordContext(arrival));
  }
}

async function loadKept(db: Kysely<unknown>, ids: readonly string[]): Promise<ReadonlyMap<string, KeptRow>> {
  const { rows } = await sql<KeptRow>`
    select c.id::text as id, c.partner, c.provider, c.account, c.cause, c.first_arrival::text as first_arrival, c.received_at,
      c.key, c.record, c.read_again::text as read_again
    from connectors.received c where c.id = any(${[...ids]}::uuid[]) and c.what = 'refused'`.execute(db);
  return new Map(rows.map((row) => [row.id, row]));
}

/** Which reading took what the row says; the first stays. */
export async function markReadAgain(tx: Tx, units: readonly ReadAgainUnit[]): Promise<void> {
  const read = new Map(units.flatMap(({ found, row, reading }) => (found ? [[row, { row, reading }] as const] : [])));
  if (read.size === 0) return;
  await sql`
    update connectors.received c set read_again = r.reading from ${recordset([...read.values()], {
      ...{ row: 'uuid', reading: 'uuid' },
    })} where c.id = r.row and c.read_again is null`.execute(tx);
}
