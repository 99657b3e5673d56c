import { heldBy } from './held-by.js';

/**
 * X-Road refuses traffic when its log cannot be stamped in time. Here work goes on without its log: that of the process waits while its
 * disk is full or its reader stands still, in bounded memory, and behind the gap a line says how many lines are missing. The journal of
 * received messages that were refused is bounded too, and counts what it does not keep.
 */
heldBy('log or evidence service down: traffic continues, the gap is recorded (X-Road)', [
  {
    file: 'libs/config/src/log-output.unit.spec.ts',
    title: 'that takes %s holds nobody up, and tells what is missing',
  },
  {
    file: 'libs/connector-kit/src/inbound/door.int.spec.ts',
    title: 'refusals are kept with the cause, but not without end',
  },
]);
