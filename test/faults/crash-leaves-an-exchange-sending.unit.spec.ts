import { heldBy } from './held-by.js';

/**
 * Transactions that were being sent when the server died stayed so for ever, or were guessed failed.
 * Here what a dead process may have sent is unknown: a resolvable operation is asked about and never sent again, the others go again after the wait.
 */
heldBy('a crash leaves an exchange "sending": it is unknown afterwards and is resolved by asking (OpenHIM PR 1208)', [
  {
    file: 'libs/connector-kit/src/testing/contract/crashes.cases.ts',
    title: 'a killed process: the next one finds what it began, and doubles nothing that must not be',
    suite: 'connectors',
  },
  {
    file: 'libs/connector-kit/src/testing/contract/crashes.cases.ts',
    title: 'a graceful stop with calls out stores them as unknown; the next process goes on',
    suite: 'connectors',
  },
  {
    file: 'test/restart/killed-with-calls-out.e2e.spec.ts',
    title: 'leaves every accepted dossier and step to the next one, which brings each to its end, created once',
  },
]);
