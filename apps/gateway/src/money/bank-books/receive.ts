import { createHash } from 'node:crypto';
import type { Readable } from 'node:stream';
import { sql, type Transaction } from 'kysely';
import { scheduleTimers, type Tx } from '@lienthong/store';
import { readStatement } from '../statements/read-statement.js';
import type {
  StatementClosing,
  StatementFault,
  StatementOpening,
  StatementPart,
} from '../statements/statement-part.js';
import { actKeyOf, callerOf, isOfAnother, type ActKey } from '../../store/done-once.js';
import { insertAnswers, lockAndReadAnswer } from '../../store/kept-answers.js';
import { keyOfAccount } from './account-key.js';
import { statementSubject } from './entry-box.js';
import { dropEntries, EntryStage } from './stage-entries.js';
import type { ReceiveStatement, ReceiveStatementAnswer } from './core.js';
import type { StatementTools } from './tools.js';

/** Kind of the job that compares one statement; its subject is `statement:<id>`. */
export const compareKind = 'statement.compare';

/** What the whole file says of itself. */
export interface StatementFacts {
  readonly opening: StatementOpening;
  readonly closing: StatementClosing;
}

/**
 * Takes a file as it comes. Its entries are staged beside everything else; they count from the one statement on that accepts
 * the file, and are taken away again when the file is refused, was taken before, or ends in the middle.
 */
export async function receiveStatement(
  command: ReceiveStatement,
  tools: StatementTools,
): Promise<ReceiveStatementAnswer> {
  const account = tools.accounts.named(command.account);
  if (account === undefined) return { kind: 'accountNotFound' };
  const statement = tools.newId();
  const file = new CountedFile(command.body);
  await begin(command, account.provider, statement, tools);
  let parts: ReadParts;
  try {
    const key = await keyOfAccount(tools, account.name);
    const stage = new EntryStage(tools, { statement, account: account.name, key });
    parts = await readParts(command, tools, account.accountNumber, file, stage);
  } catch (error) {
    await refuseStatement(tools, statement, { code: 'file.truncated', params: { what: 'connection' } }, file.bytes);
    if (!file.brokenOff) throw error;
    return { kind: 'incomplete' };
  }
  if (parts.fault) {
    await refuseStatement(tools, statement, parts.fault, file.bytes);
    return { kind: 'refused', statement, fault: parts.fault };
  }
  return accept(command, statement, file, { opening: parts.opening!, closing: parts.closing! }, tools);
}

interface ReadParts {
  opening?: StatementOpening;
  closing?: StatementClosing;
  fault?: StatementFault;
}

async function readParts(
  { format, encoding, stated, maxBytes }: ReceiveStatement,
  { formats }: StatementTools,
  accountNumber: string | undefined,
  file: CountedFile,
  stage: EntryStage,
): Promise<ReadParts> {
  const found: ReadParts = {};
  const read = readStatement(file.chunks(), {
    format: formats.named(format),
    ...(encoding === undefined ? {} : { encoding }),
    ...(accountNumber === undefined ? {} : { account: accountNumber }),
    ...(stated === undefined ? {} : { stated }),
    limits: { bytes: maxBytes },
  });
  for await (const parts of read) {
    await stage.add(parts.flatMap((part) => (part.kind === 'entry' ? [part.entry] : [])));
    for (const part of parts) take(part, found);
  }
  if (!found.fault) await stage.flush();
  return found;
}

function take(part: StatementPart, found: ReadParts): void {
  if (part.kind === 'opened') {
    const { kind: _, ...opening } = part;
    found.opening = opening;
  } else if (part.kind === 'closed') {
    const { kind: _, ...closing } = part;
    found.closing = closing;
  } else if (part.kind === 'refused') found.fault = part.fault;
}

/** The body's bytes with their number and hash. Breaking off does not destroy the connection on which the answer goes. */
class CountedFile {
  readonly #hash = createHash('sha256');
  bytes = 0;
  brokenOff = false;

  constructor(private readonly body: Readable) {}

  async *chunks(): AsyncGenerator<Uint8Array> {
    const chunks = this.body.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>;
    try {
      for await (const chunk of chunks) {
        this.#hash.update(chunk);
        this.bytes += chunk.byteLength;
        yield chunk;
      }
    } catch (error) {
      this.brokenOff = true;
      throw error;
    }
  }

  digest(): Buffer {
    return this.#hash.digest();
  }
}

async function begin(
  command: ReceiveStatement,
  provider: string,
  statement: string,
  { db, clock }: StatementTools,
): Promise<void> {
  const at = new Date(clock());
  await sql`
    insert into gateway.statement (id, account, provider, format, uploaded_by, state, bytes, entries, stage_done,
      received_at, changed_at)
    values (${statement}, ${command.account}, ${provider}, ${command.format}, ${command.operator},
      'receiving', 0, 0, 0, ${at}, ${at})`.execute(db);
}

/** It counts for nothing; that it came, and why it was refused, stays. */
export async function refuseStatement(
  tools: StatementTools,
  statement: string,
  fault: StatementFault,
  bytes: number,
): Promise<void> {
  const at = new Date(tools.clock());
  await dropEntries(tools, statement);
  await sql`
    update gateway.statement t set state = 'refused', fault = ${JSON.stringify(fault)}, bytes = ${bytes},
      ended_at = ${at}, changed_at = ${at}
    where t.id = ${statement}::uuid and t.state = 'receiving'`.execute(tools.db);
}

async function accept(
  command: ReceiveStatement,
  statement: string,
  file: CountedFile,
  facts: StatementFacts,
  tools: StatementTools,
): Promise<ReceiveStatementAnswer> {
  const whole = { statement, hash: file.digest(), bytes: file.bytes, facts };
  const accepted = await tools.db.transaction().execute((tx) => acceptIn(tx, command, whole, tools));
  if (accepted === undefined) {
    tools.onAccepted?.();
    return { kind: 'accepted', statement };
  }
  await dropEntries(tools, statement);
  if (accepted === 'late') return { kind: 'incomplete' };
  await sql`delete from gateway.statement t where t.id = ${statement}::uuid`.execute(tools.db);
  return accepted === 'other' ? { kind: 'idempotencyMismatch' } : { kind: 'same', statement: accepted.same };
}

/** A file that has come whole. */
interface WholeFile {
  readonly statement: string;
  readonly hash: Buffer;
  readonly bytes: number;
  readonly facts: StatementFacts;
}

/** Why not; nothing where it is taken. */
async function acceptIn(
  tx: Transaction<unknown>,
  command: ReceiveStatement,
  { statement, hash, bytes, facts }: WholeFile,
  { clock, idempotencyMillis }: StatementTools,
): Promise<{ same: string } | 'late' | 'other' | undefined> {
  const { account } = command;
  const { closing } = facts;
  const at = new Date(clock());
  const key = keyOf(command, hash);
  // Who brings the same file at the same time waits here for the one who was first.
  await sql`
    select t.subject from gateway.subject t where t.subject = ${statementSubject(account)} for update`.execute(tx);
  const { rows } = await sql<{ id: string }>`
    select s.id from gateway.statement s
    where s.account = ${account} and s.file_hash = ${hash} and s.state in ('comparing', 'done')`.execute(tx);
  const before = key && (await lockAndReadAnswer(tx, key.id, at));
  if (before && isOfAnother(before, key)) return 'other';
  if (!rows[0]) {
    const { rows: taken } = await sql`
      update gateway.statement t set state = 'comparing', stage = 'known', stage_done = 0, file_hash = ${hash},
        bytes = ${bytes}, entries = ${closing.entries}, facts = ${JSON.stringify(facts)},
        first_day = ${closing.firstDay ?? null}, last_day = ${closing.lastDay ?? null}, changed_at = ${at}
      where t.id = ${statement}::uuid and t.state = 'receiving' returning t.id`.execute(tx);
    // It took so long to come that it was taken for abandoned.
    if (taken.length === 0) return 'late';
    const timer = { subject: `statement:${statement}`, kind: compareKind, due: at };
    await scheduleTimers(tx as Tx, 'gateway', [timer]);
  }
  if (key) {
    const kept = { ...key, answer: Buffer.alloc(0) };
    await insertAnswers([kept], new Date(at.getTime() + idempotencyMillis)).execute(tx);
  }
  return rows[0] && { same: rows[0].id };
}

/** The key of an upload stands for its file too, which is known only when all of it has come. */
const keyOf = ({ account, operator, idempotency }: ReceiveStatement, hash: Buffer): ActKey | undefined =>
  idempotency &&
  actKeyOf(
    callerOf(operator),
    { ...idempotency, request: `${idempotency.request}\n${hash.toString('hex')}` },
    statementSubject(account),
  );
