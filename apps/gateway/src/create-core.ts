import { randomBytes } from 'node:crypto';
import { sql } from 'kysely';
import { v7 } from 'uuid';
import { reached } from '@lienthong/contracts';
import { fileLimits, type Blobs } from '@lienthong/blobs';
import type { Bus, Delivery, Verdict } from '@lienthong/bus';
import { readinessOf } from '@lienthong/process';
import { keyHolder, type Keyring } from '@lienthong/seal';
import { vietNam, type Calendar } from '@lienthong/statutory-clock';
import {
  assertOutlivesBus,
  checkMasterKey,
  createCommitLine,
  hastenTimers,
  letOthersIn,
  migrate,
  openOutbox,
  quarantineShelf,
  Retention,
  type CommitEvent,
  type CommitLine,
  type OutboxEvent,
  type OutboxLag,
  type OutboxTuning,
  type RetentionEvent,
  type Store,
  type Tx,
} from '@lienthong/store';
import { attachments } from './attachments/attachments.js';
import { bindPlace } from './attachments/own-place.js';
import { fileShelves } from './attachments/shelves.js';
import { Uploads } from './attachments/uploads.js';
import type { GatewayCore, IdempotencyClash, OperatorAct, OperatorActAnswer } from './core.js';
import { putDossiers } from './intake/bulk/put-dossiers.js';
import { catchUpJob } from './going-live/catch-up-job.js';
import { catchUps, catchUpTimer, type CatchUps } from './going-live/catch-ups.js';
import { checkShelf } from './identity/check-shelf.js';
import { identityCore } from './identity/identity-core.js';
import { awaitedTimer } from './identity/pipeline/await-answer.js';
import { checkPlans } from './identity/pipeline/check-plans.js';
import {
  comparisonJob,
  comparisonRound,
  comparisonStanding,
  comparisonTimer,
} from './disagreements/comparison-round.js';
import { disagreementCore } from './disagreements/disagreement-core.js';
import type { PostAccountOf } from './delivery/accounts.js';
import { deliveryCore } from './delivery/delivery-core.js';
import { postOfficePlan } from './delivery/pipeline/post-office.plan.js';
import { feedCore } from './feed/feed-core.js';
import { feedShelf } from './feed/feed-shelf.js';
import { handoverCore } from './handovers/handover-core.js';
import { noHandovers, type HandoverRules } from './handovers/handover-rules.js';
import { handoverShelf } from './handovers/handover-shelf.js';
import { hubPlan } from './handovers/pipeline/hub.plan.js';
import { handoverTimers } from './handovers/pipeline/put-handover.js';
import { rerouteJob, rerouteTimer } from './handovers/reroute-job.js';
import { isId } from './ids.js';
import { inboxCore } from './inbox/inbox-core.js';
import { canonicalJson } from './journey/canonical-json.js';
import type { PartnerPlan } from './journey/plan.js';
import { portalPlan } from './journey/portal.plan.js';
import { statementShelf } from './money/bank-books/statement-shelf.js';
import { statementBooks } from './money/bank-books/statement-books.js';
import { statementDoors } from './money/bank-books/statement-doors.js';
import { moneyCore } from './money/money-core.js';
import { expiryTimer } from './money/pipeline/apply.js';
import type { CreditReversal, ToldCredit } from './money/pipeline/money-unit.js';
import { orderPlans } from './money/pipeline/order.plan.js';
import { usualRules, type PaymentRules } from './money/payment-rules.js';
import { admissionWindows } from './money/windows/admission-windows.js';
import { releaseTimer } from './money/windows/admission.js';
import { openReferences } from './money/reference-book.js';
import { defaultPrefix } from './money/reference/prefix.js';
import { reconciliations } from './money/three-way/reconciliations.js';
import { InFlight } from './pipeline/in-flight.js';
import { checkCapacity } from './pipeline/capacity.js';
import { callerOf, idempotencyOf } from './pipeline/caller.js';
import { keyringSealer } from './pipeline/keyring-sealer.js';
import { RecentMap } from './pipeline/recent-map.js';
import { gatewayTimers, type TimerEvent, type Timetable } from './pipeline/gateway-timers.js';
import { runBatch } from './pipeline/run-batch.js';
import type { PipelineTools } from './pipeline/tools.js';
import type { AnswerOf, Unit, UnitOf, UnitResult } from './pipeline/unit.js';
import { acknowledgement } from './pipeline/message.js';
import { factOf, handleOutcomes, type ToldAnswer } from './projection/handle-outcomes.js';
import { quarantineOutcome } from './projection/quarantine.js';
import { quarantined } from './quarantined/quarantined.js';
import { replayCore } from './replays/replays.js';
import { replayJob } from './replays/replay-job.js';
import { replayTimer } from './replays/replay-rows.js';
import { replayShelf } from './replays/replay-shelf.js';
import { overtakenShelf } from './replays/overtaken-shelf.js';
import { fileParked } from './replays/save-parked.js';
import { PacedReader } from './reconciliation/paced-reader.js';
import { monitorRunShelf } from './reconciliation/status-pushes/kept-runs.js';
import { monitorReconciliations } from './reconciliation/status-pushes/monitor-reconciliations.js';
import { withDefaults, type CoreSettings } from './settings.js';
import { lockUnits } from './store/lock-units.js';
import { materialiseFrom } from './store/announceable.js';
import { gatewayMigrations } from './store/migrations.js';
import { exchangeShelf } from './upkeep/exchange-shelf.js';
import { submissionCore } from './submissions/submission-core.js';
import { submissionShelf } from './submissions/submission-shelf.js';
import { listUnreadable } from './unreadable/list-unreadable.js';
import { registers } from './registers/read-register.js';
import { reReadRow } from './unreadable/re-read-row.js';
import { unreadableShelf } from './unreadable/unreadable-shelf.js';
import { Reannouncer } from './upkeep/reannouncer.js';
import { readCounters } from './views/counters.js';
import { listDossiers, readDossier } from './views/dossiers.js';
import { listExchanges, readExchange, readStates } from './views/exchanges.js';
import { readBlame } from './views/blame.js';
import { readHandoverTimeline, readTimeline } from './views/timeline.js';
import { sendTimer, type EndpointTools } from './webhooks/endpoint-tools.js';
import { noWebhooks, type WebhookRules } from './webhooks/rules/sending.js';
import { sendJob, type WebhookEvent } from './webhooks/send-job.js';
import { webhookCore } from './webhooks/webhook-core.js';
import { WebhookWaker } from './webhooks/waker.js';
import { Waiter } from './waiting/waiter.js';

/** What the connectors say. */
const told: ReadonlySet<Unit['kind']> = new Set([
  'changed',
  'stray',
  'answered',
  'credit',
  'claim',
  'tracked',
  'handoverTold',
  'unreadable',
  'rowReadAgain',
  'submitted',
  'passingKey',
]);

export interface GatewayCoreOptions {
  readonly store: Store;
  readonly bus: Pick<Bus, 'publish' | 'maxRecordBytes' | 'retentionMillis' | 'health'>;
  readonly keyring: Keyring;
  /** Where files of dossiers lie; without it none are taken. */
  readonly blobs?: Blobs | undefined;
  /** Names this process in leases; unique per start. */
  readonly owner: string;
  /** Name of a unit as configured, for what partners are told; its code where nothing is said. */
  readonly unitName?: (unit: string) => string;
  /** A unit and those below it, none where there is no such unit; without it a unit alone. */
  readonly unitsWithin?: (unit: string) => readonly string[];
  /** Accounts, and how long payments stay open; without it no payment can be opened. */
  readonly payments?: PaymentRules;
  /** The agreement with the post that serves a unit; without it nothing can be ordered with the post. */
  readonly postAccountOf?: PostAccountOf;
  /** Units that something can be handed to, and when answers are due; without it nothing can be handed over. */
  readonly handovers?: HandoverRules;
  /** Where events may be sent, and for how long it is tried; without it there is no client to send any to. */
  readonly webhooks?: WebhookRules;
  /** Letters that payment references begin with (`HSDVC`). */
  readonly referencePrefix?: string;
  /** Which days are worked; the country's by default. */
  readonly calendar?: Calendar;
  /** What partners must hear of, beside the orders of payments; the portal's plan by default. */
  readonly plans?: readonly PartnerPlan[];
  /** Epoch milliseconds. */
  readonly clock?: () => number;
  /** UUIDv7 of the same clock. */
  readonly newId?: () => string;
  readonly settings?: Partial<CoreSettings>;
  readonly outboxTuning?: Partial<OutboxTuning>;
  /** What is done by the clock, beside what the core does so itself. */
  readonly timetable?: Timetable;
  readonly onEvent?: (event: CoreEvent) => void;
}

/** What the core tells its process, for the log; never a personal value. */
export type CoreEvent =
  | OutboxEvent
  | RetentionEvent
  | CommitEvent
  | TimerEvent
  | WebhookEvent
  | { readonly kind: 'reannounce.failed'; readonly error: unknown }
  /** What was stored will be told again. */
  | { readonly kind: 'acknowledge.failed'; readonly error: unknown };

/** The core with its doors to the bus and to the process that runs it. */
export interface OpenGatewayCore extends GatewayCore {
  /** Deliveries of `topics.outcomes`, one verdict each, in their order. */
  handleOutcomes(deliveries: readonly Delivery[]): Promise<Verdict[]>;
  quarantine(delivery: Delivery, reason: string): Promise<void>;
  /** Banks took these credits back. A repeat changes nothing. */
  reverseCredits(reversals: readonly CreditReversal[]): Promise<void>;
  /** Money that banks' statements show. A repeat changes nothing. */
  tellCredits(credits: readonly ToldCredit[]): Promise<void>;
  lag(): OutboxLag;
  /** Resolves when everything committed so far is on the bus. */
  drained(): Promise<void>;
  /** One round of announcing again now; how many records. */
  reannounce(): Promise<number>;
  /** Removes what has been kept long enough; runs by itself, and whole rounds on request. */
  readonly retention: Pick<Retention, 'roundNow' | 'removed'>;
  /** One round of the periodic comparison now. */
  compareNow(): Promise<void>;
  /** Telling the portal of what was recorded without telling it. */
  readonly catchUps: CatchUps;
  /** Refuses new work, waits for what runs, publishes what is committed. */
  close(): Promise<void>;
}

/**
 * Opens the gateway's core over a store and a bus: migrates its schema, starts its relay and its sweeps.
 * @throws {RecordLimitTooSmall} when the largest dossier would not fit the bus.
 * @throws {StartRefused} when the place for files is another store's, or is not there.
 * @throws {RetentionTooShort} when exchanges would be forgotten of which the bus may still bring records.
 */
export async function createGatewayCore(options: GatewayCoreOptions): Promise<OpenGatewayCore> {
  const { store, bus, owner } = options;
  const settings = withDefaults(options.settings);
  const onEvent = options.onEvent ?? (() => undefined);
  const plans = [...(options.plans ?? [portalPlan]), ...orderPlans, ...checkPlans, postOfficePlan, hubPlan];
  const clock = options.clock ?? Date.now;
  const calendar = options.calendar ?? vietNam();
  const newId = options.newId ?? (() => v7());
  const sealer = keyringSealer(options.keyring);
  checkCapacity(sealer, settings.dossierBodyBytes, bus.maxRecordBytes);
  assertOutlivesBus('retention.exchangeDays', settings.exchangeMillis, bus.retentionMillis);
  await migrate(store, gatewayMigrations);
  await checkMasterKey(store, 'gateway', keyHolder(options.keyring));

  const db = store.db<unknown>('gateway');
  await fileParked(db);
  if (options.blobs) await bindPlace(db, options.blobs, newId);
  const outbox = await openOutbox({
    store,
    side: 'gateway',
    owner,
    publisher: bus,
    materialise: materialiseFrom(db),
    onEvent,
    ...(options.outboxTuning ? { tuning: options.outboxTuning } : {}),
  });
  const references = await openReferences(db, sealer, options.referencePrefix ?? defaultPrefix);
  const payments = options.payments ?? usualRules();
  const { accounts } = payments;
  const tools: PipelineTools = {
    sealer,
    plans,
    newId,
    clock,
    references,
    payments,
    postAccountOf: options.postAccountOf ?? (() => undefined),
    handovers: options.handovers ?? noHandovers,
    unitName: options.unitName ?? ((unit) => unit),
    defaultDueMillis: settings.defaultDueMillis,
    idempotencyMillis: settings.idempotencyMillis,
    known: new RecentMap(50_000),
    keys: new RecentMap(20_000),
    counterSlot: Math.floor(Math.random() * 32),
  };
  const run = runBatch(tools);
  const line = createCommitLine<Unit, UnitResult>({
    ...{ outbox, run: runBatch(tools, letOthersIn) },
    cap: settings.batchCap,
    // Whoever states something waits for its answer; for what partners have done nobody waits to the millisecond.
    patient: { is: ({ kind }) => told.has(kind), restMs: settings.outcomesRestMillis },
    crowd: { units: settings.crowdUnits, restMs: settings.crowdRestMillis },
    bytesOf: (unit) => ('canonical' in unit ? unit.canonical.length : 0),
    onEvent,
  });
  const waiter = new Waiter({ read: (ids) => readStates(db, ids), everyMillis: settings.waitEveryMillis });
  const feed = feedCore(db, settings.feedEveryMillis);
  const reannouncer = new Reannouncer({
    ...{ db, owner, clock },
    publisher: bus,
    rule: { firstMillis: settings.silenceFirstMillis, maxMillis: settings.silenceMaxMillis },
    everyMillis: settings.reannounceEveryMillis,
    perSecond: settings.reannouncePerSecond,
    onError: (error) => onEvent({ kind: 'reannounce.failed', error }),
  });
  const retention = new Retention({
    ...{ db, side: 'gateway', owner, onEvent },
    shelves: [
      exchangeShelf(db, () => clock() - settings.exchangeMillis),
      checkShelf(db, sealer, clock),
      handoverShelf(db, () => clock() - settings.handoverMillis),
      feedShelf(db, () => clock() - settings.feedMillis),
      submissionShelf(db, () => clock() - settings.exchangeMillis),
      statementShelf(db, () => clock() - settings.statementMillis),
      monitorRunShelf(db, () => clock() - settings.exchangeMillis),
      replayShelf(db, () => clock() - settings.exchangeMillis),
      overtakenShelf(db),
      unreadableShelf(db, () => clock() - settings.quarantineMillis),
      quarantineShelf(db, 'gateway', () => new Date(clock() - settings.quarantineMillis)),
      // Last: a place that is not there any more fails the round.
      ...fileShelves(db, options.blobs, settings, clock),
    ],
    everyMillis: settings.retentionEveryMillis,
  });
  const doors = statementDoors(line);
  const reader = new PacedReader();
  const statements = statementBooks({
    ...{ db, reader, sealer, newId, clock, accounts, formats: payments.statementFormats },
    codesIn: (text) => references.codesIn(text),
    ...doors,
    onAccepted: () => timers.wake(),
  });
  const books = reconciliations({ db, reader, clock, accounts });
  const inFlight = new InFlight();
  const operatorAct = async (command: OperatorAct): Promise<OperatorActAnswer> => {
    const found = isId(command.exchange)
      ? await sql<{ subject: string }>`
          select e.subject from gateway.exchange e where e.id = ${command.exchange}::uuid`.execute(db)
      : { rows: [] };
    const subject = found.rows[0]?.subject;
    if (subject === undefined) return { kind: 'notFound' };
    const unit: UnitOf<'act'> = {
      kind: 'act',
      subject,
      command: { ...command, exchange: command.exchange.toLowerCase() },
    };
    return once(inFlight, unit, () => submit(line, unit));
  };
  const monitor = monitorReconciliations({
    ...{ db, reader, sealer, clock, newId },
    tellAgain: async (units) =>
      (await line.submitAll(units)).map((result) => answerOf(result) as AnswerOf['tellAgain']),
    abandon: (act) => operatorAct({ ...act, kind: 'abandon', operator: 'gateway' }),
  });
  const comparing = {
    ...{ db, sealer, reader, clock },
    submitAll: (units: readonly Unit[]) => line.submitAll(units),
    settling: { systems: settings.disagreementMillis, agency: settings.agencyDisagreementMillis },
    rules: {
      ...{ everyMillis: settings.comparisonEveryMillis, dossiers: settings.comparedAtOnce },
      ...{ questions: settings.portalQuestions, againMillis: settings.portalAskedAgainMillis },
    },
  };
  const watched = plans.some(({ watches }) => watches);
  const reroute = rerouteJob({
    ...{ db, clock, rules: tools.handovers },
    submit: async (units) =>
      (await line.submitAll(units)).flatMap((result) => ('fault' in result ? [result.fault] : [])),
  });
  const endpoints: EndpointTools = {
    ...{ db, sealer, newId, clock, rules: options.webhooks ?? noWebhooks },
    idempotencyMillis: settings.idempotencyMillis,
    newSecret: () => randomBytes(32),
    chance: () => Math.random(),
  };
  const waker = new WebhookWaker(endpoints, settings.webhookEveryMillis, () => timers.wake());
  const timetable: Timetable = {
    ...options.timetable,
    jobs: {
      ...{ ...statements.jobs, ...books.jobs, ...monitor.jobs },
      [rerouteTimer]: reroute,
      [comparisonTimer]: comparisonJob(comparing),
      [catchUpTimer]: catchUpJob({
        ...{ db, clock, unitsWithin: options.unitsWithin ?? ((unit) => [unit]) },
        submitAll: (units) => line.submitAll(units),
      }),
      [replayTimer]: replayJob({
        ...{ db, sealer, clock, lookMillis: settings.replayLookMillis },
        submitAll: (units) => line.submitAll(units),
      }),
      [sendTimer]: sendJob(endpoints, onEvent),
      ...options.timetable?.jobs,
    },
    standing: [
      ...books.standing(new Date(clock())),
      comparisonStanding(new Date(clock()), comparing.rules),
      ...(watched ? monitor.standing(new Date(clock())) : []),
      ...(options.timetable?.standing ?? []),
    ],
    units: {
      [expiryTimer]: ({ subject }) => ({ kind: 'expire', subject }),
      [releaseTimer]: ({ subject }) => ({ kind: 'release', subject }),
      [handoverTimers.soon]: ({ subject }) => ({ kind: 'remindOfHandover', subject, of: 'soon' }),
      [handoverTimers.late]: ({ subject }) => ({ kind: 'remindOfHandover', subject, of: 'late' }),
      [awaitedTimer]: ({ subject }) => ({ kind: 'awaited', subject }),
      ...options.timetable?.units,
    },
  };
  const lock = (tx: Tx, units: readonly Unit[]) => lockUnits(tx, units, tools);
  const timers = gatewayTimers({ ...{ store, owner, outbox, run, onEvent }, timetable, lock });
  /** After the commit, and without waiting: one that is lost is made good by the next, when the fact is told again. */
  const acknowledge = (events: readonly string[]): void => {
    if (events.length === 0) return;
    void bus.publish([acknowledgement(newId(), events, new Date(clock()).toISOString())]).catch((error: unknown) => {
      onEvent({ kind: 'acknowledge.failed', error });
    });
  };
  const handle = (deliveries: readonly Delivery[]): Promise<Verdict[]> =>
    handleOutcomes(deliveries, {
      submit: async (units) => (await line.submitAll(units)).map((result) => answerOf(result) as ToldAnswer),
      committed: (exchanges) => waiter.committed(exchanges),
      acknowledge,
    });
  reannouncer.start();
  retention.start();
  const start = { subject: 'handovers', kind: rerouteTimer, due: new Date(clock()) };
  await hastenTimers(db as unknown as Tx, 'gateway', [start]);
  await timers.start();
  waker.start();

  return {
    async putDossier(command) {
      const { code, content } = command;
      // Before anything is written: nobody leaves a mark under another unit's name.
      if (!command.mayUseUnit(content.unit)) return { kind: 'forbidden' };
      return submit(line, { kind: 'put', subject: code, command, canonical: canonicalJson(content) });
    },
    putDossiers: (commands) => putDossiers(commands, (units) => line.submitAll(units)),
    async addStep(command) {
      const unit: UnitOf<'step'> = {
        kind: 'step',
        subject: command.code,
        command,
        canonical: canonicalJson(command.step),
      };
      return once(inFlight, unit, () => submit(line, unit));
    },
    operatorAct,
    ...moneyCore({ db, sealer, references, newId, submit: (unit) => once(inFlight, unit, () => submit(line, unit)) }),
    ...deliveryCore({ db, sealer, submit: (unit) => once(inFlight, unit, () => submit(line, unit)) }),
    ...handoverCore({
      ...{ db, sealer, clock, newId },
      submit: (unit) => once(inFlight, unit, () => submit(line, unit)),
    }),
    ...inboxCore({ db, sealer, clock }),
    ...submissionCore({ db, sealer, submit: (unit) => once(inFlight, unit, () => submit(line, unit)) }),
    quarantined: quarantined({ db, sealer, clock, handle }),
    replays: replayCore({
      ...{ db, sealer, newId, clock, idempotencyMillis: settings.idempotencyMillis },
      perSecond: settings.replayPerSecond,
      onStart: () => timers.wake(),
    }),
    ...webhookCore(endpoints, () => {
      waker.changed();
      timers.wake();
    }),
    ...identityCore({
      ...{ db, sealer, newId, clock },
      lookupHash: (purpose, value) => options.keyring.lookupHash(purpose, value),
      submit: (unit) => once(inFlight, unit, () => submit(line, unit)),
    }),
    attachments: attachments({
      ...{
        db,
        blobs: options.blobs,
        keyring: options.keyring,
        limits: fileLimits(settings.attachmentBytes, settings.attachmentTypes),
        inFlight,
        newId,
        clock,
      },
      idempotencyMillis: settings.idempotencyMillis,
      uploads: new Uploads(settings.uploadsPerClient),
      unnamedBytes: settings.unnamedAttachmentBytes,
    }),
    events: (reader, ask) => feed.events(reader, ask),
    statements,
    reconciliations: books,
    monitor,
    disagreements: disagreementCore({
      ...comparing,
      ask: (unit) => submit(line, unit),
      repair: (unit) => once(inFlight, unit, () => submit(line, unit)),
    }),
    admissionWindows: admissionWindows({ db, newId, clock }),
    registers: registers(db, sealer),
    waitFor: (exchanges, millis, signal) => waiter.waitFor(exchanges, millis, signal),
    dossier: (code) => readDossier(db, sealer, plans, code, clock()),
    blame: (code) => readBlame({ db, calendar, unitName: tools.unitName }, code, clock()),
    listDossiers: (filter, page) => listDossiers(db, filter, page),
    timeline: (code, page, units) => readTimeline(db, sealer, { subject: code, units }, page),
    handoverTimeline: async (id, page) =>
      isId(id) ? readHandoverTimeline(db, sealer, id.toLowerCase(), page) : undefined,
    exchange: (id) => readExchange(db, sealer, id),
    listUnreadableRows: (filter, page) => listUnreadable(db, sealer, filter, page),
    reReadUnreadableRow: (id, operator) =>
      reReadRow(id, operator, { db, sealer, newId, clock, submit: (unit) => submit(line, unit) }),
    listExchanges: (filter, page) => listExchanges(db, filter, page),
    counters: () => readCounters(db),
    readiness: () =>
      readinessOf({
        ...{ store, bus, blobs: options.blobs, side: 'gateway' },
        trouble: () => line.trouble(),
        lag: () => outbox.lag(),
        lagLimitMillis: settings.lagLimitMillis,
      }),

    handleOutcomes: handle,
    reverseCredits: (reversals) => doors.reverse(reversals),
    tellCredits: (credits) => doors.tell(credits),
    async quarantine(delivery, reason) {
      await quarantineOutcome(delivery, reason, { db, sealer, newId, clock });
      acknowledge([factOf(delivery) ?? []].flat());
    },
    compareNow: () => comparisonRound(comparing),
    catchUps: catchUps({ db, newId, clock, onStart: () => timers.wake() }),
    lag: () => outbox.lag(),
    drained: () => outbox.drained(),
    reannounce: () => reannouncer.roundNow(),
    retention,
    async close() {
      feed.close();
      await waker.close();
      await timers.close();
      await retention.close();
      await reannouncer.close();
      waiter.close();
      await line.close();
      await outbox.close();
    },
  };
}

/** Commits what a client or an operator states. */
async function submit<K extends Unit['kind']>(
  line: CommitLine<Unit, UnitResult>,
  unit: UnitOf<K>,
): Promise<AnswerOf[K]> {
  const answer = answerOf(await line.submit(unit)) as AnswerOf[K];
  reached('intake.committed');
  return answer;
}

function answerOf(result: UnitResult): AnswerOf[Unit['kind']] {
  if ('fault' in result) throw result.fault;
  return result.answer;
}

/** A key that is still being worked on in this process is refused, not run twice. */
async function once<Answer>(
  inFlight: InFlight,
  unit: Unit,
  run: () => Promise<Answer>,
): Promise<Answer | IdempotencyClash> {
  const idempotency = idempotencyOf(unit);
  return idempotency ? inFlight.run(callerOf(unit), idempotency, run) : run();
}
