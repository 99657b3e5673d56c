import { sql } from 'kysely';
import { reached } from '@lienthong/contracts';
import { recordset, type OutboxMessage, type RunBatch, type Tx } from '@lienthong/store';
import { commandAnswered, exchangeChanged } from '../exchange/message.js';
import { mayLandUntil } from '../exchange/transitions.js';
import { expectAll } from '../inbound/expected.js';
import { moveCursors } from '../inbound/cursor.js';
import { setFollowing } from '../inbound/following.js';
import { markReadAgain } from '../inbound/read-again.js';
import { keepAll, receiveAll } from '../inbound/received.js';
import { endTellings, keepTellings } from '../inbound/telling.js';
import { ownClaims } from '../inbound/unowned.js';
import { plain, writeAll } from './all-at-once.js';
import {
  insertWork,
  lockedLeases,
  storeAttempts,
  storeSideCalls,
  updateWork as moveOn,
  type ChangedWork,
} from './statements.js';
import { workColumns, workOfRow, type WorkRow } from './rows.js';
import type { Accept, AcceptCommand, Answer, Change, Quarantine, Unit, UnitResult, Verdict } from './units.js';
import type { BatchWriter } from './writer.js';

export type { BatchWriter } from './writer.js';

/**
 * One transaction of the connectors' side for many units: one statement when all are of the usual kind and nothing is against
 * them, else a handful, whatever their number.
 */
export function runBatch(writer: BatchWriter): RunBatch<Unit, UnitResult> {
  return async (tx, units, careful) => {
    const mayBePlain = careful ? undefined : plain(units);
    if (mayBePlain) return writeAll(writer, mayBePlain);
    const results = new Map<Unit, UnitResult>(units.map((unit) => [unit, 'stored']));
    const messages: OutboxMessage[] = [];
    const of = <K extends Unit['kind']>(kind: K): Extract<Unit, { kind: K }>[] =>
      units.filter((unit): unit is Extract<Unit, { kind: K }> => unit.kind === kind);

    messages.push(...(await acceptAll(tx, writer, of('accept'), results)));
    messages.push(...(await acceptCommands(tx, writer, of('command'), results)));
    await quarantineAll(tx, of('quarantine'));
    messages.push(...(await changeAll(tx, writer, of('change'), results)));
    messages.push(...(await answerAll(tx, writer, of('answer'), results)));
    await storeSideCalls(
      writer.owner,
      of('strayCall').map(({ row }) => row),
    )?.execute(tx);
    messages.push(...of('strayCall').flatMap((unit) => unit.messages));
    const expected = await expectAll(tx, of('expect'));
    await endTellings(
      tx,
      of('acknowledge').flatMap(({ events }) => events),
    );
    await keepAll(tx, of('keep'));
    const again = of('readAgain');
    await markReadAgain(tx, again);
    const received = await receiveAll(tx, [...of('receive'), ...again.flatMap(({ found }) => found ?? [])]);
    const owned = await ownClaims(
      tx,
      of('expect').map(({ expected: { payment } }) => payment),
    );
    await keepTellings(tx, owned.tellings);
    await moveCursors(
      tx,
      of('receive').flatMap(({ cursor }) => cursor ?? []),
    );
    const follows = await setFollowing(tx, writer.follows, { expected, told: [...owned.told, ...received.told] });
    for (const [unit, facts] of received.results) results.set(unit, { facts, follows });
    messages.push(...owned.tellings.map(({ message }) => message), ...received.messages);
    messages.push(...again.map(({ answer }) => answer));
    if (of('change').length > 0) reached('outcome.beforeCommit');
    if (of('accept').length > 0) reached('consumer.beforeCommit');
    return { results: units.map((unit) => results.get(unit)!), messages };
  };
}

async function acceptAll(
  tx: Tx,
  writer: BatchWriter,
  units: readonly Accept[],
  results: Map<Unit, UnitResult>,
): Promise<OutboxMessage[]> {
  if (units.length === 0) return [];
  const inserted = await insertWork(writer, units).execute(tx);
  const fresh = new Set(inserted.rows.map((row) => row.exchange));
  const duplicates: string[] = [];
  const doubtful: ChangedWork[] = [];
  for (const unit of units) {
    // The second copy within one batch is a duplicate like any other.
    if (fresh.delete(unit.announcement.exchange)) {
      const { begins, announcement } = unit;
      if (begins)
        doubtful.push({
          work: { exchange: announcement.exchange, version: 0 },
          to: begins,
          at: begins.attemptedAt ?? 0,
        });
      continue;
    }
    results.set(unit, 'duplicate');
    duplicates.push(unit.announcement.exchange);
  }
  await updateWork(tx, doubtful);
  return presentStates(tx, writer, duplicates);
}

/**
 * A duplicate announcement is answered with the exchange's present state: what was said of it may have been lost, or come later than
 * this. So it tells of the call that led there, facts included, as the first telling did.
 */
async function presentStates(
  tx: Tx,
  { operationOf, materialise }: BatchWriter,
  exchanges: readonly string[],
): Promise<OutboxMessage[]> {
  if (exchanges.length === 0) return [];
  const found = await sql<WorkRow & { changed_at: Date; call: 'attempt' | 'question' | null }>`
    select ${sql.raw(workColumns)}, w.changed_at, case
        when exists (select from connectors.side_call c where c.exchange = w.exchange and c.kind = 'question' and c.n = w.version)
          then 'question'
        when exists (select from connectors.attempt a where a.exchange = w.exchange and a.attempt = w.attempts and a.calls is not null)
          then 'attempt' end as call
    from connectors.work w
    join ${recordset(
      [...new Set(exchanges)].map((exchange) => ({ exchange })),
      { exchange: 'uuid' },
    )} on w.exchange = r.exchange`.execute(tx);
  const states = found.rows.map((row) => {
    const work = workOfRow(row);
    const operation = operationOf(work.partner, work.operation);
    const landsUntil = operation ? mayLandUntil(operation, work) : 0;
    return exchangeChanged(work, work, row.changed_at.getTime(), {
      landsUntil,
      ...(row.call ? { call: row.call } : {}),
    });
  });
  const whole = await materialise(tx)(states.filter((_, at) => found.rows[at]!.call !== null));
  return states.map((state) => ({ ...state, ...whole.get(state.ref) }));
}

async function acceptCommands(
  tx: Tx,
  writer: BatchWriter,
  units: readonly AcceptCommand[],
  results: Map<Unit, UnitResult>,
): Promise<OutboxMessage[]> {
  if (units.length === 0) return [];
  const rows = units.map(({ command, shard }) => ({
    command: command.command,
    n: ++writer.arrivals,
    exchange: command.exchange,
    subject: command.subject,
    shard,
    body: JSON.stringify(command),
  }));
  const inserted = await sql<{ command: string }>`
    insert into connectors.command (command, writer, n, exchange, subject, shard, body)
    select r.command, ${writer.writer}, r.n, r.exchange, r.subject, r.shard, r.body
    from ${recordset(rows, {
      command: 'uuid',
      n: 'int8',
      exchange: 'uuid',
      subject: 'text',
      shard: 'int4',
      body: 'text',
    })}
    on conflict (command) do nothing
    returning command::text as command`.execute(tx);
  const fresh = new Set(inserted.rows.map((row) => row.command));
  const duplicates = units.filter((unit) => !fresh.delete(unit.command.command));
  for (const unit of duplicates) results.set(unit, 'duplicate');
  return givenVerdicts(
    tx,
    duplicates.map(({ command }) => command.command),
  );
}

interface AnsweredRow {
  command: string;
  exchange: string;
  subject: string;
  received_at: Date;
  verdict: Verdict['verdict'];
  reason: string | null;
}

/** A repeated command that has its verdict is told it again: what was said of it may have been lost. */
async function givenVerdicts(tx: Tx, commands: readonly string[]): Promise<OutboxMessage[]> {
  if (commands.length === 0) return [];
  const found = await sql<AnsweredRow>`
    select c.command::text as command, c.exchange::text as exchange, c.subject, c.received_at, c.verdict, c.reason
    from connectors.command c
    join ${commandList(commands)} on c.command = r.command where c.verdict is not null`.execute(tx);
  return found.rows.map((row) =>
    commandAnswered(
      { command: row.command, verdict: row.verdict, ...(row.reason === null ? {} : { reason: row.reason }) },
      row,
      // When it was answered is not kept; when it came is near enough, and the same each time.
      row.received_at.getTime(),
    ),
  );
}

const commandList = (commands: readonly string[]) =>
  recordset(
    [...new Set(commands)].map((command) => ({ command })),
    { command: 'uuid' },
  );

async function quarantineAll(tx: Tx, units: readonly Quarantine[]): Promise<void> {
  if (units.length === 0) return;
  const rows = units.map(({ id, topic, partition, offset, reason, key, record }) => ({
    id,
    topic,
    partition,
    record_offset: offset,
    reason,
    key,
    record,
  }));
  await sql`
    insert into connectors.quarantine (id, topic, partition, record_offset, reason, key, record)
    select r.id, r.topic, r.partition, r.record_offset, r.reason, r.key, r.record
    from ${recordset(rows, {
      id: 'uuid',
      topic: 'text',
      partition: 'int4',
      record_offset: 'text',
      reason: 'text',
      key: 'bytea',
      record: 'bytea',
    })}
    on conflict (topic, partition, record_offset) do nothing`.execute(tx);
}

async function changeAll(
  tx: Tx,
  writer: BatchWriter,
  units: readonly Change[],
  results: Map<Unit, UnitResult>,
): Promise<OutboxMessage[]> {
  if (units.length === 0) return [];
  const mine = await lockLeases(
    tx,
    writer.owner,
    units.map(({ work }) => work.shard),
  );
  const isOurs = (unit: Change): boolean => mine.get(unit.work.shard) === unit.epoch;
  const held = units.filter(isOurs);
  const answered = await answeredAmong(
    tx,
    held.flatMap((unit) => unit.answers?.command ?? []),
  );
  const changed = await updateWork(
    tx,
    held.filter((unit) => !unit.answers || !answered.has(unit.answers.command)),
  );
  const applied = held.filter((unit) => changed.has(unit.work.exchange));
  for (const unit of units) {
    if (!isOurs(unit)) results.set(unit, 'fenced');
    else if (!changed.has(unit.work.exchange)) results.set(unit, 'overtaken');
  }
  await storeAttempts(writer.owner, applied)?.execute(tx);
  await storeSideCalls(
    writer.owner,
    applied.flatMap((unit) => unit.question ?? []),
  )?.execute(tx);
  await markAnswered(
    tx,
    applied.flatMap((unit) => unit.answers ?? []),
  );
  return applied.flatMap((unit) => unit.messages);
}

async function lockLeases(tx: Tx, owner: string, shards: readonly number[]): Promise<ReadonlyMap<number, number>> {
  const leases = await lockedLeases(owner, shards).execute(tx);
  return new Map(leases.rows.map((row) => [row.shard, Number(row.epoch)]));
}

/** Writes states over those that they were decided on; which exchanges still had them. */
export async function updateWork(tx: Tx, units: readonly ChangedWork[]): Promise<ReadonlySet<string>> {
  if (units.length === 0) return new Set();
  const updated = await moveOn(units).execute(tx);
  return new Set(updated.rows.map((row) => row.exchange));
}

/** What somebody was told has been refused must not be done all the same. */
async function answeredAmong(tx: Tx, commands: readonly string[]): Promise<ReadonlySet<string>> {
  if (commands.length === 0) return new Set();
  const found = await sql<{ command: string }>`
    select c.command::text as command from connectors.command c
    join ${commandList(commands)} on c.command = r.command where c.verdict is not null`.execute(tx);
  return new Set(found.rows.map((row) => row.command));
}

/** A command is answered once; whoever comes later with another verdict says nothing. */
async function answerAll(
  tx: Tx,
  writer: BatchWriter,
  units: readonly Answer[],
  results: Map<Unit, UnitResult>,
): Promise<OutboxMessage[]> {
  if (units.length === 0) return [];
  const mine = await lockLeases(
    tx,
    writer.owner,
    units.map(({ shard }) => shard),
  );
  const isOurs = (unit: Answer): boolean => mine.get(unit.shard) === unit.epoch;
  const held = units.filter(isOurs);
  for (const unit of units) if (!isOurs(unit)) results.set(unit, 'fenced');
  const fresh = await markAnswered(
    tx,
    held.map((unit) => unit.verdict),
  );
  return held.flatMap((unit) => (fresh.delete(unit.verdict.command) ? unit.messages : []));
}

async function markAnswered(tx: Tx, verdicts: readonly Verdict[]): Promise<Set<string>> {
  if (verdicts.length === 0) return new Set();
  const rows = verdicts.map(({ command, verdict, reason }) => ({ command, verdict, reason: reason ?? null }));
  const marked = await sql<{ command: string }>`
    update connectors.command c set verdict = r.verdict, reason = r.reason
    from ${recordset(rows, { command: 'uuid', verdict: 'text', reason: 'text' })}
    where c.command = r.command and c.verdict is null returning c.command::text as command`.execute(tx);
  return new Set(marked.rows.map((row) => row.command));
}
