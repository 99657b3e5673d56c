import { heldBy } from './held-by.js';

/**
 * A job that took longer than its interval was begun a second time beside itself.
 * Here a job is claimed, in database time, and says itself when it runs next.
 */
heldBy('a timeout job is not re-entrant (Mojaloop central-ledger PR 996)', [
  {
    file: 'libs/store/src/timers/jobs.int.spec.ts',
    title: 'while a job runs nobody else begins it, however long it takes',
  },
  {
    file: 'libs/connector-kit/src/timetable.int.spec.ts',
    title: 'a standing one runs in one of two processes, and is set for its next time',
  },
]);
