import { heldBy } from './held-by.js';

/**
 * A message processor that had been deactivated by failures stayed so until a person came.
 */
heldBy('a processor resumes by itself when the partner is back (WSO2 MI #3771)', [
  {
    file: 'libs/connector-kit/src/runner/room/long-outage.int.spec.ts',
    title:
      'keeps in memory only those whose turn is near, over a restart too, and brings all in rank order when it is back',
  },
  {
    file: 'libs/connector-kit/src/testing/feed/describe-feed-contract.ts',
    title: 'a partner that is away and comes back',
    runBy: 'libs/connector-kit/src/testing/contract/describe-connector-contract.ts',
  },
  {
    file: 'apps/gateway/src/webhooks/webhooks.int.spec.ts',
    title: 'what is not taken is sent again, later and later, and what follows waits for it',
  },
]);
