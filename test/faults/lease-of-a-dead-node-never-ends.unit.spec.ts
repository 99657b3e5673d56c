import { heldBy } from './held-by.js';

/**
 * A counter of connections that a dead node had raised was never lowered.
 * Here ownership is a lease that ends by itself, and what a process has in flight is counted in that process alone.
 */
heldBy('a lease or concurrency counter held by a dead node expires (APISIX #12823)', [
  {
    file: 'libs/store/src/leases/shard-leases.int.spec.ts',
    title: 'a silent process loses its shards to another, with the end of its lease and a higher epoch',
  },
  {
    file: 'libs/store/src/timers/jobs.int.spec.ts',
    title: 'what a process had begun that says nothing any more is begun again by another, once',
  },
  {
    file: 'libs/store/src/outbox/outbox.int.spec.ts',
    title: 'a living writer is not swept; one whose lease has run out is',
  },
]);
