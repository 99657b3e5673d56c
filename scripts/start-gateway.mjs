/** `npm run start:gateway`: the agencies' side as a process of its own. */
import { startProcess } from './lib/start-process.mjs';

await startProcess({
  name: 'gateway',
  what: "Starts a gateway, the agencies' side, as a process of its own.",
  port: '  PORT                   the unified API, 8080; on one machine each gateway needs its own',
  program: 'apps/gateway/dist/main.js',
});
