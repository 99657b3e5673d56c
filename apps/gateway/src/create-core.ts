import { sql } from 'kysely';
import { v7 } from 'uuid';
import { reached } from '@lienthong/contracts';
import type { Bus, Delivery, Verdict } from '@lienthong/bus';
import { readinessOf } from '@lienthong/process';
import { keyHolder, type Keyring } from '@lienthong/seal';
import {
  assertOutlivesBus,
  checkMasterKey,
  createCommitLine,
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
import type { GatewayCore, IdempotencyClash, OperatorAct, OperatorActAnswer } from './core.js';
import { checkShelf } from './identity/check-shelf.js';
import { identityCore } from './identity/identity-core.js';
import { checkPlans } from './identity/pipeline/check-plans.js';
import type { PostAccountOf } from './delivery/accounts.js';
import { deliveryCore } from './delivery/delivery-core.js';
import { postOfficePlan } from './delivery/pipeline/post-office.plan.js';
import { isId } from './ids.js';
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
import { openReferences } from './money/reference-book.js';
import { defaultPrefix } from './money/reference/prefix.js';
import { lockMoney } from './money/store/lock-money.js';
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
import { PacedReader } from './reconciliation/paced-reader.js';
import { monitorRunShelf } from './reconciliation/status-pushes/kept-runs.js';
import { monitorReconciliations } from './reconciliation/status-pushes/monitor-reconciliations.js';
import { withDefaults, type CoreSettings } from './settings.js';
import { materialiseFrom } from './store/announceable.js';
import { gatewayMigrations } from './store/migrations.js';
import { exchangeShelf } from './upkeep/exchange-shelf.js';
import { Reannouncer } from './upkeep/reannouncer.js';
import { readCounters } from './views/counters.js';
import { listDossiers, readDossier } from './views/dossiers.js';
import { listExchanges, readExchange, readStates } from './views/exchanges.js';
import { readTimeline } from './views/timeline.js';
import { Waiter } from './waiting/waiter.js';

/** What the connectors say. */
const told: ReadonlySet<Unit['kind']> = new Set(['changed', 'stray', 'answered', 'credit', 'claim', 'tracked']);

export interface GatewayCoreOptions {
  readonly store: Store;
  readonly bus: Pick<Bus, 'publish' | 'maxRecordBytes' | 'retentionMillis' | 'health'>;
  readonly keyring: Keyring;
  /** Names this process in leases; unique per start. */
  readonly owner: string;
  /** Name of a unit as configured, for what partners are told; its code where nothing is said. */
  readonly unitName?: (unit: string) => string;
  /** Accounts, and how long payments stay open; without it no payment can be opened. */
  readonly payments?: PaymentRules;
  /** The agreement with the post that serves a unit; without it nothing can be ordered with the post. */
  readonly postAccountOf?: PostAccountOf;
  /** Letters that payment references begin with (`HSDVC`). */
  readonly referencePrefix?: string;
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
  /** Refuses new work, waits for what runs, publishes what is committed. */
  close(): Promise<void>;
}

/**
 * Opens the gateway's core over a store and a bus: migrates its schema, starts its relay and its sweeps.
 * @throws {RecordLimitTooSmall} when the largest dossier would not fit the bus.
 * @throws {RetentionTooShort} when exchanges would be forgotten of which the bus may still bring records.
 */
export async function createGatewayCore(options: GatewayCoreOptions): Promise<OpenGatewayCore> {
  const { store, bus, owner } = options;
  const settings = withDefaults(options.settings);
  const onEvent = options.onEvent ?? (() => undefined);
  const plans = [...(options.plans ?? [portalPlan]), ...orderPlans, ...checkPlans, postOfficePlan];
  const clock = options.clock ?? Date.now;
  const newId = options.newId ?? (() => v7());
  const sealer = keyringSealer(options.keyring);
  checkCapacity(sealer, settings.dossierBodyBytes, bus.maxRecordBytes);
  assertOutlivesBus('retention.exchangeDays', settings.exchangeMillis, bus.retentionMillis);
  await migrate(store, gatewayMigrations);
  await checkMasterKey(store, 'gateway', keyHolder(options.keyring));

  const db = store.db<unknown>('gateway');
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
      statementShelf(db, () => clock() - settings.statementMillis),
      monitorRunShelf(db, () => clock() - settings.exchangeMillis),
      quarantineShelf(db, 'gateway', () => new Date(clock() - settings.quarantineMillis)),
    ],
    everyMillis: settings.retentionEveryMillis,
  });
  const doors = statementDoors(line);
  const reader = new PacedReader();
  const statements = statementBooks({
    ...{ db, reader, sealer, newId, clock, accounts },
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
  const watched = plans.some(({ watches }) => watches);
  const timetable: Timetable = {
    ...options.timetable,
    jobs: { ...statements.jobs, ...books.jobs, ...monitor.jobs, ...options.timetable?.jobs },
    standing: [
      ...books.standing(new Date(clock())),
      ...(watched ? monitor.standing(new Date(clock())) : []),
      ...(options.timetable?.standing ?? []),
    ],
    units: { [expiryTimer]: ({ subject }) => ({ kind: 'expire', subject }), ...options.timetable?.units },
  };
  const lock = (tx: Tx, units: readonly Unit[]) => lockMoney(tx, units, tools);
  const timers = gatewayTimers({ ...{ store, owner, outbox, run, onEvent }, timetable, lock });
  /** After the commit, and without waiting: one that is lost is made good by the next, when the fact is told again. */
  const acknowledge = (events: readonly string[]): void => {
    if (events.length === 0) return;
    void bus.publish([acknowledgement(newId(), events, new Date(clock()).toISOString())]).catch((error: unknown) => {
      onEvent({ kind: 'acknowledge.failed', error });
    });
  };
  reannouncer.start();
  retention.start();
  await timers.start();

  return {
    async putDossier(command) {
      const { code, content } = command;
      // Before anything is written: nobody leaves a mark under another unit's name.
      if (!command.mayUseUnit(content.unit)) return { kind: 'forbidden' };
      return submit(line, { kind: 'put', subject: code, command, canonical: canonicalJson(content) });
    },
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
    ...identityCore({
      ...{ db, sealer, newId, clock },
      lookupHash: (purpose, value) => options.keyring.lookupHash(purpose, value),
      submit: (unit) => once(inFlight, unit, () => submit(line, unit)),
    }),
    statements,
    reconciliations: books,
    monitor,
    waitFor: (exchanges, millis, signal) => waiter.waitFor(exchanges, millis, signal),
    dossier: (code) => readDossier(db, sealer, plans, code),
    listDossiers: (filter, page) => listDossiers(db, filter, page),
    timeline: (code, page) => readTimeline(db, sealer, code, page),
    exchange: (id) => readExchange(db, sealer, id),
    listExchanges: (filter, page) => listExchanges(db, filter, page),
    counters: () => readCounters(db),
    readiness: () =>
      readinessOf({
        ...{ store, bus, side: 'gateway' },
        trouble: () => line.trouble(),
        lag: () => outbox.lag(),
        lagLimitMillis: settings.lagLimitMillis,
      }),

    handleOutcomes: (deliveries) =>
      handleOutcomes(deliveries, {
        submit: async (units) => (await line.submitAll(units)).map((result) => answerOf(result) as ToldAnswer),
        committed: (exchanges) => waiter.committed(exchanges),
        acknowledge,
      }),
    reverseCredits: (reversals) => doors.reverse(reversals),
    tellCredits: (credits) => doors.tell(credits),
    async quarantine(delivery, reason) {
      await quarantineOutcome(delivery, reason, { db, sealer, newId, clock });
      acknowledge([factOf(delivery) ?? []].flat());
    },
    lag: () => outbox.lag(),
    drained: () => outbox.drained(),
    reannounce: () => reannouncer.roundNow(),
    retention,
    async close() {
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
