import { heldBy } from './held-by.js';

/**
 * A body beyond the limit ended as a cut connection, or as 500.
 */
heldBy('413 is a clear problem document (OpenFn #4524)', [
  {
    file: 'apps/gateway/src/http/bad-input.e2e.spec.ts',
    title: '2 MB is read off and refused, with the answer arriving',
  },
  { file: 'apps/gateway/src/http/bad-input.e2e.spec.ts', title: '2 MB in chunks of unknown length too' },
  {
    file: 'apps/gateway/src/http/bad-input.e2e.spec.ts',
    title: 'a caller that reads nothing before it has written everything gets the answer too',
  },
]);
