import { randomUUID } from 'node:crypto';
import { sql } from 'kysely';
import type { Bus, Delivery, Verdict } from '@lienthong/bus';
import { keyHolder, type Keyring } from '@lienthong/seal';
import {
  awakeClock,
  checkMasterKey,
  createCommitLine,
  createShardLeases,
  assertOutlivesBus,
  migrate,
  openOutbox,
  quarantineShelf,
  Retention,
  type CommitTrouble,
  type OutboxLag,
  type OutboxTuning,
  type RetentionOptions,
  type Store,
} from '@lienthong/store';
import { databaseClock } from './database-clock.js';
import { ArrivalFollower } from './inbox/follow-arrivals.js';
import { Door } from './inbound/door.js';
import type { DoorSettings, InboundEvent } from './inbound/door-deps.js';
import { followsOf } from './inbound/follow.js';
import type { InboundDoor } from './inbound/port.js';
import { ReadAgain } from './inbound/read-again.js';
import { Rows } from './inbound/rows.js';
import { expectedShelf, receivedShelf } from './inbound/shelves.js';
import {
  Retelling,
  type FactsUnacknowledged,
  type RetellingSettings,
  type Unacknowledged,
} from './inbound/retelling.js';
import { Inbox } from './inbox/inbox.js';
import { PassingKeys } from './inbox/passing-keys.js';
import { PartnerHealth } from './partner-health.js';
import type { Connector } from './port.js';
import { defaultRunnerSettings, type RunnerDeps, type RunnerEvent, type RunnerSettings } from './runner/deps.js';
import { materialiseFrom } from './runner/materialise.js';
import { Runner, type RunnerStats } from './runner/runner.js';
import { Sealer } from './runner/sealer.js';
import { dealWithRestore } from './upkeep/deal-with-restore.js';
import { passingShelf } from './upkeep/passing.js';
import { commandShelf, workShelf } from './upkeep/work-shelf.js';
import { jobsOf, timetable } from './timetable.js';
import { personalByPartner } from './runner/record.js';
import { connectorsSchema } from './work-store/migrations.js';
import { runBatch, type BatchWriter } from './work-store/run-batch.js';
import type { Unit, UnitResult } from './work-store/units.js';

/** What a side tells about itself. */
export type SideEvent = RunnerEvent | InboundEvent | FactsUnacknowledged;

export interface ConnectorsSideOptions {
  readonly store: Store;
  readonly bus: Pick<Bus, 'publish' | 'retentionMillis'>;
  readonly keyring: Keyring;
  readonly connectors: readonly Connector[];
  /** Names this process in leases; unique per start. */
  readonly owner: string;
  readonly leaseTtlMs?: number;
  readonly settings?: Partial<RunnerSettings>;
  readonly random?: () => number;
  readonly onEvent?: (event: SideEvent) => void;
  /** What the partners' door allows itself. */
  readonly door?: Partial<DoorSettings>;
  readonly onTransition?: RunnerDeps['onTransition'];
  readonly outboxTuning?: Partial<OutboxTuning>;
  /** When what the gateway has not acknowledged is told again. */
  readonly retelling?: Partial<RetellingSettings> | undefined;
  /** How long ended work is kept; longer than the bus keeps its records. */
  readonly retention?: Partial<KeptFor> & Pick<RetentionOptions, 'everyMillis' | 'portion'>;
}

const dayMillis = 24 * 3_600_000;
const defaultKept: KeptFor = {
  workMillis: 90 * dayMillis,
  quarantineMillis: 90 * dayMillis,
  receivedMillis: 730 * dayMillis,
};

/** Milliseconds. */
export interface KeptFor {
  /** Ended work with its attempts and commands. */
  readonly workMillis: number;
  readonly quarantineMillis: number;
  /** What partners told us, with its bytes; what repeats it after that is taken for new. */
  readonly receivedMillis: number;
}

/** Where a side reads the time. */
export interface SideClocks {
  /** Database time as this process knows it, epoch milliseconds. */
  readonly now: () => number;
  /** Milliseconds on a clock that never goes back, for leases and hard deadlines; by default one that counts sleep too. */
  readonly monotonicNow?: () => number;
}

/** The connectors' side in one process: inbox, work store, runner, leases. */
export interface ConnectorsSide {
  handle(deliveries: readonly Delivery[]): Promise<Verdict[]>;
  quarantine(delivery: Delivery, reason: string): Promise<void>;
  stats(): RunnerStats & {
    readonly outbox: OutboxLag;
    readonly shards: number;
    readonly trouble: CommitTrouble | undefined;
  };
  /** Where partners come in. */
  readonly inbound: InboundDoor;
  /** Whether the partners answer; asked when somebody looks, and not too often. */
  partners(): ReturnType<PartnerHealth['read']>;
  /** Removes what has been kept long enough; runs by itself, and whole rounds on request. */
  readonly retention: Pick<Retention, 'roundNow' | 'removed'>;
  /** Tells again now what has been silent for long enough; how much. Runs by itself. */
  retell(): Promise<number>;
  /** What the gateway has not acknowledged; `undefined` where another process looks after it. */
  unacknowledged(): Unacknowledged | undefined;
  /** Stops claiming, waits for calls that are out, stores what is known of the rest, publishes it, ends the leases. */
  stop(): Promise<void>;
}

export async function openConnectorsSide(options: ConnectorsSideOptions): Promise<ConnectorsSide> {
  const { store } = options;
  await migrate(store, connectorsSchema);
  await checkMasterKey(store, 'connectors', keyHolder(options.keyring));
  const now = await databaseClock(async () => {
    const { rows } = await sql<{ now: Date }>`select connectors.clock_now() as now`.execute(store.db('connectors'));
    return rows[0]!.now.getTime();
  });
  return startConnectorsSide(options, { now });
}

/** The same on a schema that has been migrated, with clocks that the caller chooses. */
export async function startConnectorsSide(
  options: ConnectorsSideOptions,
  { now, monotonicNow = awakeClock() }: SideClocks,
): Promise<ConnectorsSide> {
  const { store, bus, keyring, connectors, owner } = options;
  const onEvent = options.onEvent ?? (() => undefined);
  const kept = keptFor(options);
  const partnerJobs = jobsOf(connectors);
  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- raw SQL only
  const db = store.db<any>('connectors');
  const sealer = new Sealer(keyring);

  const outbox = await openOutbox({
    store,
    side: 'connectors',
    owner,
    publisher: bus,
    materialise: materialiseFrom(db, sealer, connectors),
    onEvent: (detail) => onEvent({ event: 'outbox', ...detail }),
    clock: monotonicNow,
    ...(options.outboxTuning ? { tuning: options.outboxTuning } : {}),
  });
  const writer: BatchWriter = {
    get writer() {
      return outbox.writer;
    },
    owner,
    operationOf: (partner, operation) => runner.operation(partner, operation),
    materialise: (tx) => materialiseFrom(tx, sealer, connectors),
    arrivals: 0,
    follows: followsOf(connectors),
  };
  const { commitRestMs } = { ...defaultRunnerSettings, ...options.settings };
  const line = createCommitLine<Unit, UnitResult>({
    outbox,
    run: runBatch(writer),
    onEvent: (detail) => onEvent({ event: 'commit', ...detail }),
    ...(commitRestMs > 0 ? { patient: { is: isPatient, restMs: commitRestMs } } : {}),
  });
  const leases = createShardLeases({
    store,
    side: 'connectors',
    owner,
    ...(options.leaseTtlMs ? { ttlMs: options.leaseTtlMs } : {}),
    monotonicNow,
    canRelease: (shard) => runner.letGo(shard),
    endsCleanly: (shard) => runner.endsCleanly(shard),
    onError: (error) => onEvent({ event: 'leaseRenewalFailed', error }),
  });
  const runner: Runner = new Runner({
    db,
    line,
    leases,
    connectors,
    owner,
    sealer,
    now,
    monotonicNow,
    random: options.random ?? Math.random,
    onEvent,
    ...(options.onTransition ? { onTransition: options.onTransition } : {}),
    ...(options.settings ? { settings: options.settings } : {}),
  });
  const restored = await dealWithRestore(
    db,
    (partner, operation) => runner.operation(partner, operation),
    options.onTransition,
  );
  if (restored) onEvent({ event: 'restored', ...restored });
  const passing = new PassingKeys({
    ...{ db, keyring, publisher: bus, owner, now, newId: randomUUID },
    onError: (error) => onEvent({ event: 'failed', error }),
  });
  const rows = new Rows({ keyring, now, newId: randomUUID, personal: personalByPartner(connectors) });
  const again = new ReadAgain({
    ...{ db, line, connectors, keyring, rows, now, onFollowing: () => jobs.wake() },
    onError: (error) => onEvent({ event: 'failed', error }),
  });
  const inbox = new Inbox({
    ...{ line, runner, keyring, passing, now, restoredAt: restored?.restoredAt },
    newId: randomUUID,
    readAgain: (asked) => again.handle(asked),
    operationOf: (partner, operation) => runner.operation(partner, operation),
  });
  const door = new Door({
    ...{ connectors, line, now, onEvent, settings: options.door, onFollowing: () => jobs.wake() },
    depositTools: { newDataKey: () => keyring.newDataKey() },
    rows,
  });
  const jobs = timetable({
    ...{ store, leases, jobs: partnerJobs, now },
    reserve: (partner) => runner.reserve(partner),
    found: (found, cursor) => door.found(found, cursor),
    onError: (error, timer) => onEvent({ event: 'jobFailed', error, ...(timer ? { timer } : {}) }),
  });
  const ownWriters = (): readonly number[] => outbox.writers;
  const arrivals = new ArrivalFollower(db, ownWriters, runner, (error) => onEvent({ event: 'failed', error }));

  runner.start();
  await arrivals.start();
  await leases.start();
  await jobs.start();

  const health = new PartnerHealth(connectors, now, {}, (partner) => runner.reserve(partner));
  const before = (millis: number) => (): number => now() - millis;
  const retention = new Retention({
    ...{ db, side: 'connectors', owner },
    shelves: [
      passingShelf(db, connectors, now),
      workShelf(db, before(kept.workMillis)),
      commandShelf(db, before(kept.workMillis)),
      quarantineShelf(db, 'connectors', () => new Date(now() - kept.quarantineMillis)),
      receivedShelf(db, before(kept.receivedMillis)),
      expectedShelf(db, before(kept.receivedMillis)),
    ],
    onEvent: (detail) => onEvent({ event: 'retention', ...detail }),
    ...options.retention,
  });
  retention.start();
  const retelling = new Retelling({
    ...{ db, owner, clock: now, publisher: bus, settings: options.retelling, onEvent },
    onError: (error) => onEvent({ event: 'failed', error }),
  });
  retelling.start();
  if (forgetsSoon(connectors)) passing.start();

  return {
    handle: (deliveries) => inbox.handle(deliveries),
    quarantine: (delivery, reason) => inbox.quarantine(delivery, reason),
    stats: () => ({ ...runner.stats(), outbox: outbox.lag(), shards: leases.held().length, trouble: line.trouble() }),
    inbound: door,
    partners: () => health.read(),
    retention,
    retell: () => retelling.roundNow(),
    unacknowledged: () => retelling.unacknowledged(),
    stop: async () => {
      await retelling.close();
      await passing.close();
      await jobs.close();
      await retention.close();
      await arrivals.close();
      await runner.stop();
      await line.close();
      await outbox.close();
      await leases.release();
      await Promise.all(connectors.map(({ transport }) => transport.close()));
    },
  };
}

/** A partner waits for the answer to its call; for the rest nobody does. */
const isPatient = ({ kind }: Unit): boolean => kind !== 'receive' && kind !== 'keep';

/** Some of what is asked may be known for a short time only. */
const forgetsSoon = (connectors: readonly Connector[]): boolean =>
  connectors.some(({ operations }) => Object.values(operations).some(({ keptMs }) => keptMs !== undefined));

/** @throws {RetentionTooShort} */
function keptFor({ retention, bus }: ConnectorsSideOptions): KeptFor {
  const workMillis = retention?.workMillis ?? defaultKept.workMillis;
  assertOutlivesBus('retention.workDays', workMillis, bus.retentionMillis);
  return {
    workMillis,
    quarantineMillis: retention?.quarantineMillis ?? defaultKept.quarantineMillis,
    receivedMillis: retention?.receivedMillis ?? defaultKept.receivedMillis,
  };
}
