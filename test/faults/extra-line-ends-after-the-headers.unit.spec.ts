import { heldBy } from './held-by.js';

/**
 * An extra CRLF behind the headers put the server's reader into a loop that took a core for ever (WSO2 #2956). Here it belongs to the
 * body, or to nothing: the answer is a proper one, and costs next to nothing.
 */
heldBy('extra CRLF after headers: bounded CPU and a proper status (WSO2 #2956)', [
  {
    file: 'apps/gateway/src/http/line-ends.e2e.spec.ts',
    title: 'counted as part of the body',
  },
  {
    file: 'apps/gateway/src/http/line-ends.e2e.spec.ts',
    title: 'line ends alone, a hundred thousand of them, are no request and cost nothing',
  },
]);
