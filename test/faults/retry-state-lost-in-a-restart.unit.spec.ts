import { heldBy } from './held-by.js';

/**
 * What was waiting for its next try began its count anew after a restart, or was forgotten. Here the count of attempts and the time of the
 * next one stand in the row of the work.
 */
heldBy('retry state survives a restart (Dapr #7549)', [
  {
    file: 'libs/connector-kit/src/runner/retry-state.int.spec.ts',
    title: 'keeps its count and its time over a restart',
  },
  {
    file: 'libs/connector-kit/src/runner/room/long-outage.int.spec.ts',
    title:
      'keeps in memory only those whose turn is near, over a restart too, and brings all in rank order when it is back',
  },
]);
