import { heldBy } from './held-by.js';

/**
 * The payee had fulfilled, the switch could not commit, and the payer never heard.
 * Here a bank is answered only by what is stored: its notification is not accepted while the store is away, so that it comes again.
 */
heldBy('the payer is told when our commit fails (Mojaloop specification #103)', [
  {
    file: 'libs/connector-kit/src/testing/inbound/describe-inbound-contract.ts',
    title: 'the store is away: not answered as if it had been kept, and taken when it comes again',
    runBy: 'libs/connector-kit/src/testing/contract/describe-connector-contract.ts',
  },
  {
    file: 'libs/connector-kit/src/testing/inbound/describe-inbound-contract.ts',
    title: 'killed after the answer: the next process tells it',
    runBy: 'libs/connector-kit/src/testing/contract/describe-connector-contract.ts',
  },
]);
