import { heldBy } from './held-by.js';

/**
 * The message was acknowledged although the dead-letter topic had not taken it.
 */
heldBy('publishing to the dead-letter place fails: the message is not lost (Dapr #8284)', [
  {
    file: 'libs/bus/src/testing/failing.cases.ts',
    title:
      'a message whose quarantine fails is not lost (Dapr #8284): it is held and quarantined when that works again',
    suite: 'bus',
  },
  {
    file: 'libs/bus/src/testing/failing.cases.ts',
    title: 'a message whose quarantine fails until the consumer is closed comes again, with all behind it',
    suite: 'bus',
  },
  {
    file: 'libs/bus/src/testing/crashing.cases.ts',
    title: 'a crash while a poisonous message cannot be quarantined: it comes again and is quarantined then',
    suite: 'bus',
  },
]);
