import { heldBy } from './held-by.js';

/**
 * A client that span over unreachable brokers, a core of CPU each.
 * Here it costs less than 5 % of a core, intake goes on from the store, and readiness says why nothing goes out.
 */
heldBy('all brokers down: no busy loop, intake still accepts (kafkajs PR 1402)', [
  {
    file: 'libs/bus/src/testing/kafka-faults/brokers-down.cases.ts',
    title:
      'cost less than 5 % of a core, though publishing is tried again at once; then everything goes on (kafkajs PR 1402)',
    runBy: 'libs/bus/src/kafka/kafka.int.spec.ts',
  },
  {
    file: 'libs/bus/src/kafka/spin-guard.unit.spec.ts',
    title: 'that turns at once without asking anybody is said once',
  },
  {
    file: 'test/cluster/broker-away.cases.ts',
    title: 'takes work in, says that it is not ready and why, idles no core, and goes on when it is back',
    runBy: 'test/cluster/cluster.e2e.spec.ts',
  },
  {
    file: 'libs/store/src/outbox/outbox.int.spec.ts',
    title: 'while the bus is down everything is kept, in order, and memory is bounded',
  },
]);
