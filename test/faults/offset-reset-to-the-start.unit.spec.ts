import { heldBy } from './held-by.js';

/**
 * After a restart a consumer read its topic from the beginning, and everything was done a second time.
 */
heldBy('an offset is never reset to the start (Camel 8447)', [
  {
    file: 'libs/bus/src/testing/kafka-faults/broker-restart.cases.ts',
    title:
      'readiness says so, publishing fails as an outage, and everything goes on by itself: nothing lost, nothing from the start (Camel 8447)',
    runBy: 'libs/bus/src/kafka/kafka.int.spec.ts',
  },
  {
    file: 'libs/bus/src/testing/closing.cases.ts',
    title: 'a consumer closed and subscribed again goes on where it stopped',
    suite: 'bus',
  },
  {
    file: 'libs/bus/src/testing/crashing.cases.ts',
    title: 'what was settled before a crash does not come again, once its position is saved',
    suite: 'bus',
  },
]);
