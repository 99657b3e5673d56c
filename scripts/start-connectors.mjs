/** `npm run start:connectors`: the partners' side as a process of its own. */
import { startProcess } from './lib/start-process.mjs';

await startProcess({
  name: 'connectors',
  what: "Starts connectors, the partners' side, as a process of its own.",
  port: '  CALLBACK_PORT          health and metrics, 8090; on one machine each connectors process needs its own',
  program: 'apps/connectors/dist/main.js',
});
