import { heldBy } from './held-by.js';

/**
 * What had ended well was marked as crashed by the recovery at the next start.
 * Here every event carries the version of its exchange, an outcome joins the epoch of its lease, and what is done is not sent again.
 */
heldBy('recovery never overwrites a success (n8n #23807)', [
  {
    file: 'apps/gateway/src/projection/outcomes.int.spec.ts',
    title: 'takes events twice and out of order, keeps every attempt once and never overwrites a success',
  },
  {
    file: 'libs/store/src/leases/shard-leases.int.spec.ts',
    title: 'an outcome that joins the epoch of a lost lease changes nothing',
  },
  {
    file: 'libs/connector-kit/src/runner/lane.unit.spec.ts',
    title: 'does not send again what is %s and older than what is done',
  },
  {
    file: 'libs/connector-kit/src/runner/known-work.int.spec.ts',
    title: 'does not take for open what was read before it ended, and is heard of after',
  },
]);
