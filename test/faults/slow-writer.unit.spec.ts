import { heldBy } from './held-by.js';

/**
 * A body that came a byte at a time held its worker for as long as it liked.
 */
heldBy('a slow writer: bounded, and a proper status (WSO2 #866)', [
  { file: 'apps/gateway/src/http/http.e2e.spec.ts', title: 'so is a body that drips' },
  {
    file: 'libs/connector-kit/src/testing/inbound/describe-inbound-contract.ts',
    title: 'a body that does not come: given up in time, others are served meanwhile',
    runBy: 'libs/connector-kit/src/testing/contract/describe-connector-contract.ts',
  },
  { file: 'libs/transport/src/limits.int.spec.ts', title: 'ends an answer that drips' },
]);
