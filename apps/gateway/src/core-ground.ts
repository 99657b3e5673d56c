import type { Kysely } from 'kysely';
import { v7 } from 'uuid';
import { keyHolder } from '@lienthong/seal';
import {
  assertOutlivesBus,
  checkMasterKey,
  createCommitLine,
  letOthersIn,
  migrate,
  openOutbox,
  type CommitLine,
  type WritableOutbox,
  type RunBatch,
} from '@lienthong/store';
import { bindPlace } from './attachments/own-place.js';
import type { CoreEvent, GatewayCoreOptions } from './core-options.js';
import { postOfficePlan } from './delivery/pipeline/post-office.plan.js';
import { noHandovers } from './handovers/handover-rules.js';
import { hubPlan } from './handovers/pipeline/hub.plan.js';
import { checkPlans } from './identity/pipeline/check-plans.js';
import { portalPlan } from './journey/portal.plan.js';
import { usualRules } from './money/payment-rules.js';
import { orderPlans } from './money/pipeline/order.plan.js';
import { openReferences } from './money/reference-book.js';
import { defaultPrefix } from './money/reference/prefix.js';
import { checkCapacity } from './pipeline/capacity.js';
import { keyringSealer } from './pipeline/keyring-sealer.js';
import { RecentKeys } from './pipeline/recent-keys.js';
import { RecentMap } from './pipeline/recent-map.js';
import { runBatch } from './pipeline/run-batch.js';
import { submitterOf, type Submitter } from './pipeline/submitter.js';
import type { PipelineTools } from './pipeline/tools.js';
import { toldKinds, type Unit, type UnitResult } from './pipeline/unit.js';
import { withDefaults, type CoreSettings } from './settings.js';
import { materialiseFrom } from './store/announceable.js';
import type { DoneOnceTools } from './store/done-once.js';
import { gatewayMigrations } from './store/migrations.js';

/** What every part of the core stands on: the store as migrated, the outbox, and the one transaction. */
export interface CoreGround extends Pick<PipelineTools, 'sealer' | 'plans' | 'newId' | 'clock'> {
  readonly options: GatewayCoreOptions;
  readonly settings: CoreSettings;
  readonly onEvent: (event: CoreEvent) => void;
  readonly db: Kysely<unknown>;
  readonly outbox: WritableOutbox;
  readonly tools: PipelineTools;
  /** As timers fold: in a transaction of their own. */
  readonly run: RunBatch<Unit, UnitResult>;
  readonly line: CommitLine<Unit, UnitResult>;
  readonly submitter: Submitter;
  /** For acts of operators whose repeats are known by their key. */
  readonly acting: DoneOnceTools;
}

const told: ReadonlySet<Unit['kind']> = new Set(toldKinds);

/** Opens it; nothing runs by itself yet but the relay. Throws as `createGatewayCore` does. */
export async function openGround(options: GatewayCoreOptions): Promise<CoreGround> {
  const { store, bus, owner } = options;
  const settings = withDefaults(options.settings);
  const onEvent = options.onEvent ?? (() => undefined);
  const plans = [...(options.plans ?? [portalPlan]), ...orderPlans, ...checkPlans, postOfficePlan, hubPlan];
  const clock = options.clock ?? Date.now;
  const newId = options.newId ?? (() => v7());
  const sealer = keyringSealer(options.keyring);
  checkCapacity(sealer, settings.dossierBodyBytes, bus.maxRecordBytes);
  assertOutlivesBus('retention.exchangeDays', settings.exchangeMillis, bus.retentionMillis);
  await migrate(store, gatewayMigrations);
  await checkMasterKey(store, 'gateway', keyHolder(options.keyring));

  const db = store.db<unknown>('gateway');
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
    keys: new RecentKeys(20_000),
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
  const submitter = submitterOf(line);
  const acting = { db, clock, inFlight: submitter.inFlight, idempotencyMillis: settings.idempotencyMillis };
  return { options, settings, onEvent, sealer, plans, newId, clock, db, outbox, tools, run, line, submitter, acting };
}
