import { sql } from 'kysely';
import { reached } from '@lienthong/contracts';
import { recordset, type OutboxMessage, type RunBatch, type Tx } from '@lienthong/store';
import { exchangeChanged } from '../exchange/message.js';
import { mayLandUntil } from '../exchange/transitions.js';
import type { AnyOperation } from '../port.js';
import { workColumns, workOfRow, type WorkRow } from './rows.js';
import type {
  Accept,
  AcceptCommand,
  Answer,
  Change,
  Quarantine,
  SideCallRow,
  Unit,
  UnitResult,
  Verdict,
} from './units.js';

/** Who writes: `writer` numbers arrivals in commit order, `owner` holds the leases. */
export interface BatchWriter {
  /** The outbox's writer; a process that lost its own goes on under a new number. */
  readonly writer: number;
  readonly owner: string;
  readonly operationOf: (partner: string, operation: string) => AnyOperation | undefined;
  /** Number of the last arrival given; one transaction in flight makes the next ones commit in order. */
  arrivals: number;
}

/** One transaction of the connectors' side for many units: a handful of statements, whatever their number. */
export function runBatch(writer: BatchWriter): RunBatch<Unit, UnitResult> {
  return async (tx, units) => {
    const results = new Map<Unit, UnitResult>(units.map((unit) => [unit, 'stored']));
    const messages: OutboxMessage[] = [];
    const of = <K extends Unit['kind']>(kind: K): Extract<Unit, { kind: K }>[] =>
      units.filter((unit): unit is Extract<Unit, { kind: K }> => unit.kind === kind);

    messages.push(...(await acceptAll(tx, writer, of('accept'), results)));
    await acceptCommands(tx, writer, of('command'), results);
    await quarantineAll(tx, of('quarantine'));
    messages.push(...(await changeAll(tx, writer, of('change'), results)));
    messages.push(...(await answerAll(tx, writer, of('answer'), results)));
    await storeSideCalls(
      tx,
      writer.owner,
      of('strayCall').map(({ row }) => row),
    );
    messages.push(...of('strayCall').flatMap((unit) => unit.messages));
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
  const rows = units.map(({ announcement: a, shard }) => ({
    exchange: a.exchange,
    n: ++writer.arrivals,
    subject: a.subject,
    shard,
    partner: a.partner,
    operation: a.operation,
    lane: a.lane,
    number: a.number,
    after_partner: a.after?.partner ?? null,
    after_operation: a.after?.operation ?? null,
    after_number: a.after?.number ?? null,
    due: new Date(a.due),
    client: a.client,
    traceparent: a.traceparent ?? null,
    key: Buffer.from(a.payload.key, 'base64'),
    payload: Buffer.from(a.payload.box, 'base64'),
  }));
  const inserted = await sql<{ exchange: string }>`
    insert into connectors.work (exchange, writer, n, subject, shard, partner, operation, lane, number, after_partner,
      after_operation, after_number, due, client, traceparent, key, payload)
    select r.exchange, ${writer.writer}, r.n, r.subject, r.shard, r.partner, r.operation, r.lane, r.number, r.after_partner,
      r.after_operation, r.after_number, r.due, r.client, r.traceparent, r.key, r.payload
    from ${recordset(rows, {
      exchange: 'uuid',
      n: 'int8',
      subject: 'text',
      shard: 'int4',
      partner: 'text',
      operation: 'text',
      lane: 'text',
      number: 'int8',
      after_partner: 'text',
      after_operation: 'text',
      after_number: 'int8',
      due: 'timestamptz',
      client: 'text',
      traceparent: 'text',
      key: 'bytea',
      payload: 'bytea',
    })}
    where not exists (
      select from connectors.lane_past p
      where p.subject = r.subject and p.partner = r.partner and p.operation = r.operation and p.through >= r.number)
    on conflict (exchange) do nothing
    returning exchange::text as exchange`.execute(tx);
  const fresh = new Set(inserted.rows.map((row) => row.exchange));
  const duplicates: string[] = [];
  for (const unit of units) {
    // The second copy within one batch is a duplicate like any other.
    if (fresh.delete(unit.announcement.exchange)) continue;
    results.set(unit, 'duplicate');
    duplicates.push(unit.announcement.exchange);
  }
  return presentStates(tx, writer, duplicates);
}

/** A duplicate announcement is answered with the exchange's present state: what was said of it may have been lost. */
async function presentStates(
  tx: Tx,
  { operationOf }: BatchWriter,
  exchanges: readonly string[],
): Promise<OutboxMessage[]> {
  if (exchanges.length === 0) return [];
  const found = await sql<WorkRow & { changed_at: Date }>`
    select ${sql.raw(workColumns)}, w.changed_at from connectors.work w
    join ${recordset(
      [...new Set(exchanges)].map((exchange) => ({ exchange })),
      { exchange: 'uuid' },
    )} on w.exchange = r.exchange`.execute(tx);
  return found.rows.map((row) => {
    const work = workOfRow(row);
    const operation = operationOf(work.partner, work.operation);
    const landsUntil = operation ? mayLandUntil(operation, work) : 0;
    return exchangeChanged(work, work, row.changed_at.getTime(), { landsUntil });
  });
}

async function acceptCommands(
  tx: Tx,
  writer: BatchWriter,
  units: readonly AcceptCommand[],
  results: Map<Unit, UnitResult>,
): Promise<void> {
  if (units.length === 0) return;
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
  for (const unit of units) if (!fresh.delete(unit.command.command)) results.set(unit, 'duplicate');
}

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
  await storeAttempts(tx, writer.owner, applied);
  await storeSideCalls(
    tx,
    writer.owner,
    applied.flatMap((unit) => unit.question ?? []),
  );
  await markAnswered(
    tx,
    applied.flatMap((unit) => unit.answers ?? []),
  );
  return applied.flatMap((unit) => unit.messages);
}

/** Leases of these shards, held until the commit: a take-over waits for us, and then sees what we wrote. */
async function lockLeases(tx: Tx, owner: string, wanted: readonly number[]): Promise<ReadonlyMap<number, number>> {
  const shards = [...new Set(wanted)].sort((a, b) => a - b).map((shard) => ({ shard }));
  const leases = await sql<{ shard: number; epoch: number }>`
    select l.shard, l.epoch from connectors.shard_lease l
    where l.owner = ${owner} and l.shard in (select r.shard from ${recordset(shards, { shard: 'int4' })})
    order by l.shard for share of l`.execute(tx);
  return new Map(leases.rows.map((row) => [row.shard, Number(row.epoch)]));
}

async function updateWork(tx: Tx, units: readonly Change[]): Promise<ReadonlySet<string>> {
  if (units.length === 0) return new Set();
  const time = (millis: number | undefined): Date | null => (millis === undefined ? null : new Date(millis));
  const rows = units.map(({ work, to, at }) => ({
    exchange: work.exchange,
    version: work.version,
    state: to.state,
    new_version: to.version,
    attempts: to.attempts,
    broken: to.broken,
    questions: to.questions,
    outcome: to.outcome ?? null,
    cause: to.cause ?? null,
    who_acts: to.whoActs ?? null,
    fields: to.fields ? JSON.stringify(to.fields) : null,
    next_at: time(to.nextAt),
    surely_not_done: to.surelyNotDone,
    attempted_at: time(to.attemptedAt),
    superseded_by: to.supersededBy ?? null,
    changed_at: new Date(at),
  }));
  const updated = await sql<{ exchange: string }>`
    update connectors.work w set state = r.state, version = r.new_version, attempts = r.attempts, broken = r.broken,
      questions = r.questions, outcome = r.outcome, cause = r.cause, who_acts = r.who_acts, fields = r.fields,
      next_at = r.next_at, surely_not_done = r.surely_not_done, attempted_at = r.attempted_at,
      superseded_by = r.superseded_by, changed_at = r.changed_at
    from ${recordset(rows, {
      exchange: 'uuid',
      version: 'int4',
      state: 'text',
      new_version: 'int4',
      attempts: 'int4',
      broken: 'int4',
      questions: 'int4',
      outcome: 'text',
      cause: 'text',
      who_acts: 'text',
      fields: 'text',
      next_at: 'timestamptz',
      surely_not_done: 'bool',
      attempted_at: 'timestamptz',
      superseded_by: 'uuid',
      changed_at: 'timestamptz',
    })}
    where w.exchange = r.exchange and w.version = r.version
    returning w.exchange::text as exchange`.execute(tx);
  return new Set(updated.rows.map((row) => row.exchange));
}

async function storeAttempts(tx: Tx, owner: string, units: readonly Change[]): Promise<void> {
  const rows = units.flatMap(({ work, attempt }) =>
    attempt
      ? [
          {
            exchange: work.exchange,
            attempt: attempt.attempt,
            started_at: new Date(attempt.startedAt),
            ended_at: attempt.endedAt === undefined ? null : new Date(attempt.endedAt),
            outcome: attempt.outcome ?? null,
            cause: attempt.cause ?? null,
            calls: attempt.calls ?? null,
          },
        ]
      : [],
  );
  if (rows.length === 0) return;
  await sql`
    insert into connectors.attempt (exchange, attempt, owner, started_at, ended_at, outcome, cause, calls)
    select r.exchange, r.attempt, ${owner}, r.started_at, r.ended_at, r.outcome, r.cause, r.calls
    from ${recordset(rows, {
      exchange: 'uuid',
      attempt: 'int4',
      started_at: 'timestamptz',
      ended_at: 'timestamptz',
      outcome: 'text',
      cause: 'text',
      calls: 'bytea',
    })}
    on conflict (exchange, attempt) do update set ended_at = excluded.ended_at, outcome = excluded.outcome,
      cause = excluded.cause, calls = excluded.calls`.execute(tx);
}

async function storeSideCalls(tx: Tx, owner: string, calls: readonly SideCallRow[]): Promise<void> {
  if (calls.length === 0) return;
  const rows = calls.map(({ startedAt, endedAt, cause, calls: bytes, ...row }) => ({
    ...row,
    started_at: new Date(startedAt),
    ended_at: new Date(endedAt),
    cause: cause ?? null,
    calls: bytes ?? null,
  }));
  await sql`
    insert into connectors.side_call (exchange, kind, n, owner, started_at, ended_at, outcome, cause, calls)
    select r.exchange, r.kind, r.n, ${owner}, r.started_at, r.ended_at, r.outcome, r.cause, r.calls
    from ${recordset(rows, {
      exchange: 'uuid',
      kind: 'text',
      n: 'int4',
      started_at: 'timestamptz',
      ended_at: 'timestamptz',
      outcome: 'text',
      cause: 'text',
      calls: 'bytea',
    })}
    on conflict do nothing`.execute(tx);
}

/** What somebody was told has been refused must not be done all the same. */
async function answeredAmong(tx: Tx, commands: readonly string[]): Promise<ReadonlySet<string>> {
  if (commands.length === 0) return new Set();
  const found = await sql<{ command: string }>`
    select c.command::text as command from connectors.command c
    join ${recordset(
      commands.map((command) => ({ command })),
      { command: 'uuid' },
    )} on c.command = r.command where c.verdict is not null`.execute(tx);
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
