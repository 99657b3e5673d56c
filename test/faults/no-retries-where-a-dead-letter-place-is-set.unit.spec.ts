import { heldBy } from './held-by.js';

/**
 * With a dead-letter topic configured, what failed went there at the first failure.
 * Here an outage is waited for, however long; only what fails alone, three times, is quarantined.
 */
heldBy('retries still happen when a dead-letter place is set (Dapr #5511)', [
  {
    file: 'libs/bus/src/testing/failing.cases.ts',
    title: 'an outage pauses and resumes: the same messages come again, nothing is skipped or quarantined',
    suite: 'bus',
  },
]);
