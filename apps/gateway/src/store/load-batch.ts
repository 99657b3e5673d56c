import { sql } from 'kysely';
import { recordset, type Tx } from '@lienthong/store';
import type { DossierFacts } from '@lienthong/contracts';
import { stepKey } from '../intake/fold-step.js';
import { idempotencyId } from '../pipeline/idempotent.js';
import { laneKey, type LaneState } from '../journey/lane.js';
import type { DossierState } from '../journey/subject.js';
import type { Proposal } from '../operators/judge-act.js';
import { Batch, type CommandState, type HeldSubject, type KnownCommand } from '../pipeline/batch.js';
import { callerOf, idempotencyOf } from '../pipeline/caller.js';
import { boxAt } from '../pipeline/sealer.js';
import type { PipelineTools } from '../pipeline/tools.js';
import type { Unit, UnitOf } from '../pipeline/unit.js';
import { identified, lockSubjects, named, type SubjectRow } from './lock-subjects.js';
import {
  dossierColumns,
  dossierOfRow,
  exchangeColumns,
  identityOfRow,
  laneOfRow,
  listOf,
  projectionOfRow,
  type DossierRow,
  type ExchangeRow,
  type LaneRow,
} from './rows.js';

/** Locks the subjects of all units, in one order, and reads under their locks what the folds need. */
export async function loadBatch(tx: Tx, units: readonly Unit[], tools: PipelineTools): Promise<Batch> {
  const batch = new Batch(new Date(tools.clock()).toISOString());
  const subjects = [...new Set(units.map((unit) => unit.subject))].sort();
  const stated = [...new Set(of(units, 'put').map((unit) => unit.subject))].sort();
  const { rows, fresh } = await lockSubjects(tx, subjects, stated, tools);
  const known = subjects.filter((subject) => !fresh.has(subject));
  const dossiers = await loadDossiers(tx, known);
  const lanes = await loadLanes(tx, known);
  for (const row of rows) batch.subjects.set(row.subject, held(row, dossiers, lanes, tools));
  await loadExchanges(tx, units, batch);
  await loadSteps(tx, of(units, 'step'), batch, tools);
  await loadAnswers(tx, units, batch);
  await loadCommands(tx, units, batch);
  return batch;
}

const of = <K extends Unit['kind']>(units: readonly Unit[], kind: K): UnitOf<K>[] =>
  units.filter((unit): unit is UnitOf<K> => unit.kind === kind);

async function loadDossiers(tx: Tx, subjects: readonly string[]): Promise<ReadonlyMap<string, DossierRow>> {
  if (subjects.length === 0) return new Map();
  const found = await sql<DossierRow>`
    select ${sql.raw(dossierColumns)} from gateway.dossier d where d.code in (select r.subject from ${named(subjects)})`.execute(
    tx,
  );
  return new Map(found.rows.map((row) => [row.code, row]));
}

async function loadLanes(tx: Tx, subjects: readonly string[]): Promise<ReadonlyMap<string, Map<string, LaneState>>> {
  if (subjects.length === 0) return new Map();
  const found = await sql<LaneRow>`
    select l.subject, l.partner, l.operation, l.last_number, l.last_exchange, l.snapshot_hash, l.ended_number, l.trouble, l.since
    from gateway.lane l where l.subject in (select r.subject from ${named(subjects)})`.execute(tx);
  const lanes = new Map<string, Map<string, LaneState>>();
  for (const row of found.rows) {
    const ofSubject = lanes.get(row.subject) ?? new Map<string, LaneState>();
    lanes.set(row.subject, ofSubject.set(laneKey(row), laneOfRow(row)));
  }
  return lanes;
}

function held(
  row: SubjectRow,
  dossiers: ReadonlyMap<string, DossierRow>,
  lanes: ReadonlyMap<string, Map<string, LaneState>>,
  { sealer }: PipelineTools,
): HeldSubject {
  const { subject } = row;
  const key = sealer.unwrap(row.data_key);
  const openFacts = (box: Buffer): DossierFacts =>
    JSON.parse(sealer.open(key, box, boxAt.facts(subject))) as DossierFacts;
  const found = dossiers.get(subject);
  const dossier: DossierState | undefined = found && dossierOfRow(found, openFacts);
  const loaded = {
    subject,
    ...(dossier ? { dossier } : {}),
    lanes: lanes.get(subject) ?? new Map<string, LaneState>(),
  };
  const lastEvent = row.last_event;
  return { subject, wrappedKey: row.data_key, key, loaded, state: loaded, loadedLastEvent: lastEvent, lastEvent };
}

async function loadExchanges(tx: Tx, units: readonly Unit[], batch: Batch): Promise<void> {
  const ids = new Set([
    ...of(units, 'changed').map((unit) => unit.change.exchange),
    ...of(units, 'act').map((unit) => unit.command.exchange),
  ]);
  if (ids.size === 0) return;
  const found = await sql<ExchangeRow>`
    select ${sql.raw(exchangeColumns)} from gateway.exchange e left join gateway.exchange_state s on s.id = e.id
    where e.id in (select r.id from ${identified(ids)})`.execute(tx);
  for (const row of found.rows) {
    batch.exchanges.set(row.id, { identity: identityOfRow(row), projection: projectionOfRow(row) });
  }
  await loadAttempts(
    tx,
    found.rows.filter((row) => row.version !== null).map((row) => row.id),
    batch,
  );
}

/** Only exchanges that were heard of before can have attempts. */
async function loadAttempts(tx: Tx, heard: readonly string[], batch: Batch): Promise<void> {
  if (heard.length === 0) return;
  const found = await sql<{ exchange: string; attempt: number }>`
    select a.exchange, a.attempt from gateway.exchange_attempt a
    where a.exchange in (select r.id from ${identified(heard)})`.execute(tx);
  for (const row of found.rows) batch.attempts.add(`${row.exchange}/${row.attempt}`);
}

async function loadSteps(
  tx: Tx,
  units: readonly UnitOf<'step'>[],
  batch: Batch,
  { sealer }: PipelineTools,
): Promise<void> {
  const wanted = new Map<string, { subject: string; key_hash: string }>();
  for (const { subject, command } of units) {
    const holder = batch.subjects.get(subject);
    if (!holder) continue;
    const key_hash = sealer.hash(holder.key, command.step.key);
    wanted.set(stepKey(subject, key_hash), { subject, key_hash });
  }
  if (wanted.size === 0) return;
  const found = await sql<{ subject: string; key_hash: string; content_hash: string; exchanges: string }>`
    select t.subject, t.key_hash, t.content_hash, t.exchanges from gateway.dossier_step t
    join ${recordset([...wanted.values()], { subject: 'text', key_hash: 'text' })}
      on r.subject = t.subject and r.key_hash = t.key_hash`.execute(tx);
  for (const row of found.rows) {
    const step = { contentHash: row.content_hash, exchanges: listOf(row.exchanges) };
    batch.steps.set(stepKey(row.subject, row.key_hash), step);
  }
}

async function loadAnswers(tx: Tx, units: readonly Unit[], batch: Batch): Promise<void> {
  const ids = new Set<string>();
  for (const unit of units) {
    const idempotency = idempotencyOf(unit);
    if (idempotency) ids.add(idempotencyId(callerOf(unit), idempotency.key));
  }
  if (ids.size === 0) return;
  const found = await sql<{ id: string; subject: string; request_hash: string; answer: Buffer }>`
    select i.id, i.subject, i.request_hash, i.answer from gateway.idempotency i
    where i.id in (select r.subject from ${named([...ids])}) and i.expires_at > ${new Date(batch.at)}`.execute(tx);
  for (const row of found.rows) {
    batch.answers.set(row.id, { subject: row.subject, requestHash: row.request_hash, answer: row.answer });
  }
}

interface CommandRow extends KnownCommand {
  readonly finding: string | null;
  readonly expected_version: number;
}

/** Commands that the connectors answered, and proposals about exchanges that an operator acts on. */
async function loadCommands(tx: Tx, units: readonly Unit[], batch: Batch): Promise<void> {
  const answered = of(units, 'answered').map((unit) => unit.answer.command);
  const acted = of(units, 'act').map((unit) => unit.command.exchange);
  if (answered.length + acted.length === 0) return;
  const columns = sql.raw('c.id, c.exchange, c.kind, c.operator, c.state, c.finding, c.expected_version');
  const found = await sql<CommandRow>`
    select ${columns} from gateway.command c where c.id in (select r.id from ${identified(answered)})
    union all
    select ${columns} from gateway.command c
    where c.exchange in (select r.id from ${identified(acted)}) and c.state = 'proposed'`.execute(tx);
  for (const { finding, expected_version: version, ...row } of found.rows) {
    batch.commands.set(row.id, { ...row, state: row.state as CommandState });
    if (row.state !== 'proposed') continue;
    const proposal: Proposal = { id: row.id, operator: row.operator, finding: finding as Proposal['finding'], version };
    batch.proposals.set(row.exchange, proposal);
  }
}
