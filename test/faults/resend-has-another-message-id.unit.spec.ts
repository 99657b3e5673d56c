import { heldBy } from './held-by.js';

/**
 * A retry had a new message id, so that its receiver took it for another message.
 */
heldBy('a resend keeps its message id (phase4 #6)', [
  {
    file: 'apps/gateway/src/upkeep/silence.int.spec.ts',
    title: 'is broken by announcing again, in the very same words, with back-off',
  },
  {
    file: 'libs/connector-kit/src/inbound/telling.int.spec.ts',
    title: 'is told again in the very same words after a minute of silence, and then ever more seldom',
  },
  {
    file: 'apps/gateway/src/webhooks/webhooks.int.spec.ts',
    title: 'what is not taken is sent again, later and later, and what follows waits for it',
  },
]);
