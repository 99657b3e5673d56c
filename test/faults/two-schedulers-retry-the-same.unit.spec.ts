import { heldBy } from './held-by.js';

/**
 * Two instances with auto-retry on each sent what was due.
 * Here shards have one owner at a time, by leases in database time, and what is due fires in its transaction.
 */
heldBy('two schedulers and N due retries: each retried exactly once (OpenHIM autoRetry)', [
  {
    file: 'libs/store/src/timers/timers.int.spec.ts',
    title: 'two processes never fire one timer twice, and only those of their shards',
  },
  {
    file: 'libs/store/src/timers/timers.int.spec.ts',
    title: 'nothing fires in a shard that another has taken meanwhile',
  },
  { file: 'libs/store/src/timers/killed.int.spec.ts', title: 'each timer fires once, those of the dead process too' },
  {
    file: 'libs/store/src/leases/shard-leases.int.spec.ts',
    title: 'two processes at once never hold one shard (random schedules)',
  },
  {
    file: 'libs/connector-kit/src/testing/contract/crashes.cases.ts',
    title: 'an owner that does not know that it has lost its lease writes nothing',
    suite: 'connectors',
  },
]);
