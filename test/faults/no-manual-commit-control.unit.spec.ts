import { heldBy } from './held-by.js';

/**
 * The transport committed what it had fetched, whether anybody had handled it or not.
 * Here a handler answers one verdict per delivery; without them nothing moves on.
 */
heldBy('no manual commit control (NestJS #4804)', [
  {
    file: 'libs/bus/src/testing/failing.cases.ts',
    title: 'a handler that answers too few verdicts acknowledges nothing by it',
    suite: 'bus',
  },
  {
    file: 'libs/bus/src/testing/crashing.cases.ts',
    title: 'a crash while the handler runs: the messages come again, also when it ends later after all',
    suite: 'bus',
  },
]);
