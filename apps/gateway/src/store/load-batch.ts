import { sql } from 'kysely';
import { recordset, type Tx } from '@lienthong/store';
import {
  citizenCheckSubject,
  deliverySubject,
  handoverSubject,
  paymentSubject,
  type DossierFacts,
} from '@lienthong/contracts';
import { filesNamedIn } from '../pipeline/files-named.js';
import { readAttachments } from '../attachments/store/attachment-uses.js';
import {
  readDisagreements,
  readDismissedParcels,
  repairedDossiers,
} from '../disagreements/store/load-disagreements.js';
import { readDeliveries } from '../delivery/store/load-deliveries.js';
import { readHandovers } from '../handovers/store/load-handovers.js';
import { readChecks } from '../identity/store/load-checks.js';
import { stepKey } from '../intake/fold-step.js';
import { idempotencyId } from '../pipeline/idempotent.js';
import { laneKey, type LaneState } from '../journey/lane.js';
import type { DossierState } from '../journey/subject.js';
import type { Proposal } from '../operators/judge-act.js';
import { Batch, type CommandState, type HeldSubject, type KnownCommand } from '../pipeline/batch.js';
import { callerOf, idempotencyOf } from '../pipeline/caller.js';
import { readBodies, readMoney, readPayments } from '../money/store/load-money.js';
import { boxAt } from '../pipeline/sealer.js';
import type { PipelineTools } from '../pipeline/tools.js';
import { owedKey, readOwedPushes } from '../reconciliation/status-pushes/owed-push.js';
import { keyOfSideCall, type SideCall } from '../projection/side-call.js';
import type { Unit, UnitOf } from '../pipeline/unit.js';
import { checkItems, readSubmissions, readSubmitters } from '../submissions/store/load-submissions.js';
import { waitingItems } from '../submissions/pipeline/take-over.js';
import { resolveBatch } from './batch-scope.js';
import { keptAnswerOf, selectAnswers } from './kept-answers.js';
import { createSubjects, identified, lockSubjects, named, type SubjectRow } from './lock-subjects.js';
import { readAll, reading, type Reading } from './reading.js';
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

/**
 * Locks the subjects of all units, in one order, and reads under their locks what the folds need. What can be asked without
 * knowing an answer goes at once; a second time only for subjects that had a row against expectation, for steps, and for what
 * steps of dossiers are to be preceded by that partners were never told of.
 */
export async function loadBatch(tx: Tx, units: readonly Unit[], tools: PipelineTools): Promise<Batch> {
  const batch = new Batch(new Date(tools.clock()).toISOString());
  const { money: scope, checks, post, handed, submitted, subjects } = await resolveBatch(tx, units, tools);
  const again = of(units, 'tellAgain');
  const caughtUp = of(units, 'catchUp');
  const stated = [...new Set(units.filter(mayBeFirst).map((unit) => unit.subject))].sort();
  const unsure = new Set(stated.filter((subject) => !tools.known.has(subject)));
  // So many come at once that they would push out of memory what is being worked on.
  const passing = new Set(of(units, 'put').flatMap(({ subject, command }) => (command.backfill ? [subject] : [])));
  const rows = new Map<string, SubjectRow>();
  const fresh = new Set<string>();
  const found: Found = { dossiers: new Map(), lanes: new Map() };
  const lock = (wanted: readonly string[]) => lockSubjects(wanted, (row) => rows.set(row.subject, row));
  const create = (wanted: readonly string[]) => createSubjects(wanted, tools, (subject) => fresh.add(subject));
  const steps = of(units, 'step');
  const supposed = (subject: string): Buffer | undefined => tools.keys.get(subject);

  await readAll(tx, [
    create([...unsure]),
    lock(subjects),
    ...readJourneys(
      subjects.filter((subject) => !unsure.has(subject)),
      found,
    ),
    readExchanges(units, batch),
    readSideCalls(units, batch),
    lockKeys(units, checks.persons),
    readAnswers(units, batch),
    readCommands(units, batch),
    ...readMoney(units, scope, batch, tools),
    ...readChecks(checks, batch, tools),
    readBodies(
      [
        ...new Set([
          ...checks.dossiers,
          ...post.dossiers,
          ...handed.dossiers,
          ...submitted.dossiers,
          ...again.map(({ subject }) => subject),
          ...caughtUp.map(({ subject }) => subject),
          ...repairedDossiers(units),
        ]),
      ].filter((dossier) => !scope.dossiers.has(dossier)),
      batch,
      tools,
    ),
    readDeliveries(post, batch),
    readDisagreements(units, batch),
    readDismissedParcels(units, batch),
    readAttachments(filesNamedIn(units), tools, (id, known) => batch.attachments.set(id, known)),
    readHandovers(handed, batch),
    readSubmissions(submitted, batch),
    readSubmitters(submitted, batch),
    checkItems(submitted),
    readOwedPushes(again, (owed) => batch.owed.set(owedKey(owed), owed)),
    readPayments(
      stated.filter((subject) => !unsure.has(subject) && !scope.dossiers.has(subject)),
      batch,
    ),
    readSteps(steps, supposed, batch, tools),
  ]);
  // What this transaction created is known only once it has committed; what was there stays there.
  for (const subject of rows.keys()) if (!fresh.has(subject) && !passing.has(subject)) tools.known.set(subject, true);
  const isUntold = (subject: string): boolean => found.dossiers.get(subject)?.untold === true;
  const erased = stated.filter((subject) => !rows.has(subject));
  await readAll(tx, [
    create(erased),
    lock(erased),
    ...readJourneys(
      [...unsure].filter((subject) => !fresh.has(subject)),
      found,
    ),
    readPayments(
      [...unsure].filter((subject) => !fresh.has(subject) && !scope.dossiers.has(subject)),
      batch,
    ),
    readBodies([...new Set(steps.map(({ subject }) => subject).filter(isUntold))], batch, tools),
  ]);
  const surprising = steps.filter(({ subject }) => {
    const row = rows.get(subject);
    return row !== undefined && supposed(subject)?.equals(row.data_key) !== true;
  });
  for (const row of rows.values()) {
    batch.subjects.set(row.subject, held(row, found, tools));
    if (!passing.has(row.subject)) tools.keys.set(row.subject, row.data_key);
  }
  for (const [payment, dossier] of scope.dossierOf) {
    const log = batch.subjects.get(dossier);
    if (log) batch.logs.set(paymentSubject(payment), log);
  }
  for (const [check, dossier] of checks.dossierOf) {
    const log = batch.subjects.get(dossier);
    if (log) batch.logs.set(citizenCheckSubject(check), log);
  }
  for (const [delivery, dossier] of post.dossierOf) {
    const log = batch.subjects.get(dossier);
    if (log) batch.logs.set(deliverySubject(delivery), log);
  }
  for (const [handover, dossier] of handed.dossierOf) {
    const log = batch.subjects.get(dossier);
    if (log) batch.logs.set(handoverSubject(handover), log);
  }
  for (const [dossier, item] of submitted.items) batch.submitted.items.set(dossier, item);
  const waiting = of(units, 'put').flatMap(({ subject }) => waitingItems(batch.subjects.get(subject)?.state.dossier));
  await readAll(tx, [
    // Whoever changes one holds its dossier.
    readHandovers({ ids: waiting.filter((id) => !batch.handed.handovers.has(id)) }, batch),
    readSteps(surprising, (subject) => rows.get(subject)?.data_key, batch, tools),
  ]);
  return batch;
}

/** Before such a unit its subject may have no row. */
const mayBeFirst = (unit: Unit): boolean =>
  unit.kind === 'put' ||
  unit.kind === 'submitted' ||
  (unit.kind === 'handoverTold' && unit.told.act === 'handOver') ||
  (unit.kind === 'askCitizen' && unit.command.dossier === undefined);

interface Found {
  readonly dossiers: Map<string, DossierRow>;
  readonly lanes: Map<string, Map<string, LaneState>>;
}

const of = <K extends Unit['kind']>(units: readonly Unit[], kind: K): UnitOf<K>[] =>
  units.filter((unit): unit is UnitOf<K> => unit.kind === kind);

function readJourneys(subjects: readonly string[], { dossiers, lanes }: Found): Reading[] {
  if (subjects.length === 0) return [];
  return [
    reading(
      sql<DossierRow>`
        select ${sql.raw(dossierColumns)} from gateway.dossier d
        where d.code in (select r.subject from ${named(subjects)})`,
      (rows) => rows.forEach((row) => dossiers.set(row.code, row)),
    ),
    reading(
      sql<LaneRow>`
        select l.subject, l.partner, l.operation, l.last_number, l.last_exchange, l.snapshot_hash, l.ended_number, l.trouble,
          l.since
        from gateway.lane l where l.subject in (select r.subject from ${named(subjects)})`,
      (rows) => {
        for (const row of rows) {
          const ofSubject = lanes.get(row.subject) ?? new Map<string, LaneState>();
          lanes.set(row.subject, ofSubject.set(laneKey(row), laneOfRow(row)));
        }
      },
    ),
  ];
}

function held(row: SubjectRow, { dossiers, lanes }: Found, { sealer }: PipelineTools): HeldSubject {
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

function readExchanges(units: readonly Unit[], batch: Batch): Reading | undefined {
  const ids = new Set([
    ...of(units, 'changed').map((unit) => unit.change.exchange),
    ...of(units, 'strayCall').map(({ call }) => call.exchange),
    ...of(units, 'act').map((unit) => unit.command.exchange),
  ]);
  if (ids.size === 0) return undefined;
  // Only exchanges that were heard of before can have attempts.
  return reading(
    sql<ExchangeRow & { readonly known_attempts: string | null }>`
      select ${sql.raw(exchangeColumns)}, case when s.version is not null then (
        select string_agg(a.attempt::text, ' ') from gateway.exchange_attempt a where a.exchange = e.id) end as known_attempts
      from gateway.exchange e left join gateway.exchange_state s on s.id = e.id
      where e.id in (select r.id from ${identified(ids)})`,
    (rows) => {
      for (const row of rows) {
        const projection = projectionOfRow(row);
        batch.exchanges.set(row.id, { identity: identityOfRow(row), wasHeard: projection.heard, projection });
        for (const attempt of listOf(row.known_attempts ?? '')) batch.attempts.add(`${row.id}/${attempt}`);
      }
    },
  );
}

/** Asked only about exchanges of which something is told beside the attempts: few, and such a row may be their first. */
function readSideCalls(units: readonly Unit[], batch: Batch): Reading | undefined {
  const ids = new Set([
    ...of(units, 'changed').flatMap(({ change }) => (change.question ? [change.exchange] : [])),
    ...of(units, 'strayCall').map(({ call }) => call.exchange),
  ]);
  if (ids.size === 0) return undefined;
  return reading(
    sql<Pick<SideCall, 'exchange' | 'kind' | 'n' | 'process'>>`
      select c.exchange, c.kind, c.n, c.process from gateway.exchange_side_call c
      where c.exchange in (select r.id from ${identified(ids)})`,
    (rows) => rows.forEach((row) => batch.sideCalls.add(keyOfSideCall(row))),
  );
}

/** Steps stand under a hash that takes their subject's key. */
function readSteps(
  units: readonly UnitOf<'step'>[],
  keyOf: (subject: string) => Buffer | undefined,
  batch: Batch,
  { sealer }: PipelineTools,
): Reading | undefined {
  const wanted = new Map<string, { subject: string; key_hash: string }>();
  for (const { subject, command } of units) {
    const wrapped = keyOf(subject);
    if (!wrapped) continue;
    const key_hash = sealer.hash(sealer.unwrap(wrapped), command.step.key);
    wanted.set(stepKey(subject, key_hash), { subject, key_hash });
  }
  if (wanted.size === 0) return undefined;
  return reading(
    sql<{ subject: string; key_hash: string; content_hash: string; exchanges: string }>`
      select t.subject, t.key_hash, t.content_hash, t.exchanges from gateway.dossier_step t
      join ${recordset([...wanted.values()], { subject: 'text', key_hash: 'text' })}
        on r.subject = t.subject and r.key_hash = t.key_hash`,
    (rows) => {
      for (const row of rows) {
        const step = { contentHash: row.content_hash, exchanges: listOf(row.exchanges) };
        batch.steps.set(stepKey(row.subject, row.key_hash), step);
      }
    },
  );
}

/** Ids of the idempotency keys of these units. */
function keysOf(units: readonly Unit[]): readonly string[] {
  const ids = units.flatMap((unit) => {
    const idempotency = idempotencyOf(unit);
    return idempotency ? [idempotencyId(callerOf(unit), idempotency.key)] : [];
  });
  return [...new Set(ids)];
}

/**
 * The same key may be under way at another gateway, about another subject, and so may a question about the same person. Locked
 * after the subjects and in one order, so that nobody waits crosswise; two keys that share a lock only wait for each other.
 */
function lockKeys(units: readonly Unit[], persons: readonly string[]): Reading | undefined {
  const ids = [...keysOf(units), ...persons];
  if (ids.length === 0) return undefined;
  return reading(
    sql`
      select pg_advisory_xact_lock(k.id) from (
        select distinct hashtextextended(r.subject, 0) as id from ${named(ids)} order by id) k`,
    () => undefined,
  );
}

function readAnswers(units: readonly Unit[], batch: Batch): Reading | undefined {
  const ids = keysOf(units);
  if (ids.length === 0) return undefined;
  return reading(selectAnswers(named(ids), new Date(batch.at)), (rows) => {
    for (const row of rows) batch.answers.set(row.id, keptAnswerOf(row));
  });
}

interface CommandRow extends KnownCommand {
  readonly finding: string | null;
  readonly expected_version: number;
}

/** Commands that the connectors answered, and proposals about exchanges that an operator acts on. */
function readCommands(units: readonly Unit[], batch: Batch): Reading | undefined {
  const answered = of(units, 'answered').map((unit) => unit.answer.command);
  const acted = of(units, 'act').map((unit) => unit.command.exchange);
  if (answered.length + acted.length === 0) return undefined;
  const columns = sql.raw('c.id, c.exchange, c.kind, c.operator, c.state, c.finding, c.expected_version');
  return reading(
    sql<CommandRow>`
      select ${columns} from gateway.command c where c.id in (select r.id from ${identified(answered)})
      union all
      select ${columns} from gateway.command c
      where c.exchange in (select r.id from ${identified(acted)}) and c.state = 'proposed'`,
    (rows) => rows.forEach((row) => takeCommand(row, batch)),
  );
}

function takeCommand({ finding, expected_version: version, ...row }: CommandRow, batch: Batch): void {
  batch.commands.set(row.id, { ...row, state: row.state as CommandState });
  if (row.state !== 'proposed') return;
  const proposal: Proposal = { id: row.id, operator: row.operator, finding: finding as Proposal['finding'], version };
  batch.proposals.set(row.exchange, proposal);
}
