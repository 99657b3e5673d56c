const Sequencer = require('@jest/test-sequencer').default;

/**
 * Seconds that files take on two cores; one that is not named counts as short. A wrong figure costs time, nothing else: the file
 * that takes longest would begin last, and end alone.
 */
const seconds = {
  'libs/bus/src/kafka/kafka.int.spec.ts': 120,
  'test/restore/backup-restore.int.spec.ts': 65,
  'libs/connector-kit/src/testing/reference.contract.int.spec.ts': 35,
  'apps/gateway/src/money/money.int.spec.ts': 16,
  'libs/connector-kit/src/runner/runner.property.int.spec.ts': 40,
  'apps/connectors/src/dvc-portal/dvc-portal.contract.int.spec.ts': 25,
  'libs/store/src/pglite/open-pglite.int.spec.ts': 45,
  'apps/connectors/src/payment-platform/payment-platform.contract.int.spec.ts': 25,
  'apps/connectors/src/post-office/post-office.contract.int.spec.ts': 54,
  'apps/connectors/src/population/population.contract.int.spec.ts': 25,
  'apps/connectors/src/bank-qr/bank-qr.contract.int.spec.ts': 18,
  'apps/connectors/src/emc/emc.contract.int.spec.ts': 18,
  'libs/bus/src/embedded/embedded-bus.int.spec.ts': 24,
  'libs/connector-kit/src/runner/room/long-outage.int.spec.ts': 40,
  'libs/store/src/timers/killed.int.spec.ts': 23,
  'libs/store/src/leases/shard-leases.int.spec.ts': 35,
  'apps/gateway/src/projection/outcomes.int.spec.ts': 8,
  'apps/gateway/src/money/statements-over-http.e2e.spec.ts': 25,
  'apps/gateway/src/money/payments-over-http.e2e.spec.ts': 60,
  'test/start/refusals.e2e.spec.ts': 30,
  'test/build/nest-build.e2e.spec.ts': 30,
  'test/counters/metrics-equal-sql.e2e.spec.ts': 20,
  'test/restart/lost-on-the-way.e2e.spec.ts': 20,
  'apps/gateway/src/http/over-the-core.e2e.spec.ts': 25,
  'test/start/start.e2e.spec.ts': 95,
  'test/start/demo.e2e.spec.ts': 30,
  'test/start/infra.e2e.spec.ts': 13,
  'test/privacy/canary.e2e.spec.ts': 50,
  'test/restore/commands.e2e.spec.ts': 27,
  'test/journeys/configuration-example.e2e.spec.ts': 20,
  'libs/bus/src/kafka/secured.int.spec.ts': 20,
  'apps/gateway/src/webhooks/webhooks.int.spec.ts': 37,
  'apps/connectors/src/lgsp-exchange/lgsp-exchange.contract.int.spec.ts': 50,
  'apps/gateway/src/going-live/going-live.int.spec.ts': 25,
  'apps/gateway/src/intake/bulk/bulk-dossiers.int.spec.ts': 30,
  'apps/gateway/src/feed/feed.int.spec.ts': 20,
  'test/journeys/handed-over-through-a-hub.e2e.spec.ts': 40,
  'test/going-live/catch-up.e2e.spec.ts': 20,
  'test/journeys/portal-submission.e2e.spec.ts': 20,
  'apps/gateway/src/identity/citizen-checks.int.spec.ts': 19,
  'apps/gateway/src/money/orders.int.spec.ts': 18,
  'apps/gateway/src/money/virtual-accounts.int.spec.ts': 16,
  'apps/gateway/src/money/processes.int.spec.ts': 16,
  'test/journeys/dossier-reaches-portal.e2e.spec.ts': 25,
  'test/journeys/bank-statement.e2e.spec.ts': 17,
  'test/disagreements/disagreements.e2e.spec.ts': 22,
  'apps/gateway/src/disagreements/disagreements.int.spec.ts': 30,
  'test/drill/drill.e2e.spec.ts': 90,
  'test/agencies/agencies.e2e.spec.ts': 60,
  'test/crash/crash.e2e.spec.ts': 40,
};

/** The same of those that keep more than a core busy with processes of their own: no two of them at the same time. */
const secondsOfCrowds = {
  'test/money/money.e2e.spec.ts': 130,
  'test/crash/crash-cluster.e2e.spec.ts': 125,
  'test/chaos/chaos.e2e.spec.ts': 90,
  'test/cluster/cluster.e2e.spec.ts': 115,
};

const short = 6;
const known = (table, { path }) => Object.entries(table).find(([file]) => path.endsWith(`/${file}`))?.[1];

/** The longest first; crowds and others so that one worker has the crowds and the rest has the others. */
module.exports = class LongestFirst extends Sequencer {
  constructor(options) {
    super(options);
    this.workers = options.globalConfig.maxWorkers;
  }

  sort(tests) {
    const timed = [...super.sort(tests)].map((test) => {
      const ofCrowd = known(secondsOfCrowds, test);
      return { test, crowd: ofCrowd !== undefined, seconds: ofCrowd ?? known(seconds, test) ?? short };
    });
    timed.sort((one, other) => other.seconds - one.seconds);
    const [crowds, others] = [timed.filter(({ crowd }) => crowd), timed.filter(({ crowd }) => !crowd)];
    const rest = Math.max(1, this.workers - 1);
    const order = [];
    for (let ahead = 0; crowds.length + others.length > 0;) {
      const fromCrowds = others.length === 0 || (crowds.length > 0 && ahead <= 0);
      const next = (fromCrowds ? crowds : others).shift();
      ahead += fromCrowds ? next.seconds : -next.seconds / rest;
      order.push(next.test);
    }
    return order;
  }
};
