import { heldBy } from './held-by.js';

/**
 * A handler that throws stopped its partition for good: the stock transport fetches the same event again and again.
 * Here a batch that fails is halved until the one event is found; it is quarantined with its bytes, and the others are handled.
 */
heldBy('a poison event must not block its partition (NestJS Kafka #14664)', [
  {
    file: 'libs/bus/src/testing/failing.cases.ts',
    title: 'a message that makes its batch fail is isolated by bisection; its neighbours are handled once, in order',
    suite: 'bus',
  },
  {
    file: 'libs/bus/src/testing/failing.cases.ts',
    title: 'a message with the verdict poison is quarantined with exact bytes, key, headers and the reason given',
    suite: 'bus',
  },
  {
    file: 'libs/bus/src/testing/failing.cases.ts',
    title: 'what was quarantined counts as handled: it does not come again and holds nothing behind it',
    suite: 'bus',
  },
]);
