import { heldBy } from './held-by.js';

/**
 * A worker waited for the rest of a body that never came.
 */
heldBy('a half-sent body: bounded, and a proper status (WSO2 #1450)', [
  { file: 'apps/gateway/src/http/http.e2e.spec.ts', title: 'half a body is ended with 408' },
  { file: 'apps/gateway/src/http/http.e2e.spec.ts', title: 'a caller that hangs up in the middle harms nobody' },
  { file: 'apps/connectors/src/callbacks/callbacks.e2e.spec.ts', title: 'a body that never ends is given up in time' },
]);
