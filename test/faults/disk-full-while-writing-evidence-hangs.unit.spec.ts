import { heldBy } from './held-by.js';

/**
 * With a full disk the message log stood still for 120 seconds, and every request with it.
 * Here raw received messages are in the store: its full disk is an answer at once, readiness names it, and it ends by itself.
 */
heldBy('disk full while writing evidence is an error at once, not a hang (X-Road #1766)', [
  {
    file: 'apps/gateway/src/pipeline/full-disk.int.spec.ts',
    title: 'is not ready, with the reason, until a commit succeeds; the log hears it once',
  },
  {
    file: 'libs/connector-kit/src/inbound/door.int.spec.ts',
    title: 'a store that does not answer is not waited for: its partner is told to come again, and is taken once',
  },
  {
    file: 'libs/connector-kit/src/testing/inbound/describe-inbound-contract.ts',
    title: 'the store is away: not answered as if it had been kept, and taken when it comes again',
    runBy: 'libs/connector-kit/src/testing/contract/describe-connector-contract.ts',
  },
]);
