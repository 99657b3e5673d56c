import { hastenTimers, Retention, type Tx } from '@lienthong/store';
import type { Delivery, Verdict } from '@lienthong/bus';
import { coreDoors } from './core-doors.js';
import { openGround } from './core-ground.js';
import type { GatewayCoreOptions, OpenGatewayCore } from './core-options.js';
import { coreShelves } from './core-shelves.js';
import { coreTimetable } from './core-timetable.js';
import { coreWorks } from './core-works.js';
import { comparisonRound } from './disagreements/comparison-round.js';
import { feedCore } from './feed/feed-core.js';
import { catchUps } from './going-live/catch-ups.js';
import { rerouteTimer } from './handovers/reroute-job.js';
import { gatewayTimers } from './pipeline/gateway-timers.js';
import { acknowledgement } from './pipeline/message.js';
import { answerOf } from './pipeline/submitter.js';
import type { Unit } from './pipeline/unit.js';
import { factOf, handleOutcomes, type ToldAnswer } from './projection/handle-outcomes.js';
import { saveQuarantined } from './quarantined/save-quarantined.js';
import { lockUnits } from './store/lock-units.js';
import { Reannouncer } from './upkeep/reannouncer.js';
import { readStates } from './views/exchanges.js';
import { Waiter } from './waiting/waiter.js';
import { WebhookWaker } from './webhooks/waker.js';

/**
 * Opens the gateway's core over a store and a bus: migrates its schema, starts its relay and its sweeps.
 * @throws {RecordLimitTooSmall} when the largest dossier would not fit the bus.
 * @throws {StartRefused} when the place for files is another store's, or is not there.
 * @throws {RetentionTooShort} when exchanges would be forgotten of which the bus may still bring records.
 */
export async function createGatewayCore(options: GatewayCoreOptions): Promise<OpenGatewayCore> {
  const ground = await openGround(options);
  const { settings, onEvent, db, sealer, newId, clock, outbox, tools, run, line, submitter } = ground;
  const { store, bus, owner } = options;
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
    shelves: coreShelves(ground),
    everyMillis: settings.retentionEveryMillis,
  });
  const wake = (): void => timers.wake();
  const works = coreWorks(ground, wake);
  const lock = (tx: Tx, units: readonly Unit[]) => lockUnits(tx, units, tools);
  const timers = gatewayTimers({
    ...{ store, owner, outbox, run, onEvent },
    timetable: coreTimetable(ground, works),
    lock,
  });
  const waker = new WebhookWaker(works.endpoints, settings.webhookEveryMillis, wake);
  /** After the commit, and without waiting: one that is lost is made good by the next, when the fact is told again. */
  const acknowledge = (events: readonly string[]): void => {
    if (events.length === 0) return;
    void bus.publish([acknowledgement(newId(), events, new Date(clock()).toISOString())]).catch((error: unknown) => {
      onEvent({ kind: 'acknowledge.failed', error });
    });
  };
  const handle = (deliveries: readonly Delivery[], early: Verdict = 'handled'): Promise<Verdict[]> =>
    handleOutcomes(deliveries, {
      submit: async (units) => (await submitter.submitAll(units)).map((result) => answerOf(result) as ToldAnswer),
      committed: (exchanges) => waiter.committed(exchanges),
      acknowledge,
      early,
    });
  reannouncer.start();
  retention.start();
  const start = { subject: 'handovers', kind: rerouteTimer, due: new Date(clock()) };
  await hastenTimers(db as unknown as Tx, 'gateway', [start]);
  await timers.start();
  waker.start();

  const endpointsChanged = (): void => {
    waker.changed();
    wake();
  };
  return {
    ...coreDoors(ground, works, { waiter, feed, wake, endpointsChanged, handle }),
    handleOutcomes: (deliveries) => handle(deliveries),
    reverseCredits: (reversals) => works.doors.reverse(reversals),
    tellCredits: (credits) => works.doors.tell(credits),
    async quarantine(delivery, reason) {
      await saveQuarantined(delivery, reason, { db, sealer, newId, clock });
      acknowledge([factOf(delivery) ?? []].flat());
    },
    compareNow: () => comparisonRound(works.comparing),
    catchUps: catchUps({ db, newId, clock, onStart: wake }),
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
