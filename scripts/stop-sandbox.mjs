/** `npm run stop:sandbox`: ends the sandbox that `npm start` left running. */
import { stopSandbox } from './lib/sandbox.mjs';
import { readSettings } from './lib/settings.mjs';

try {
  console.log(await stopSandbox(readSettings().sandboxPort));
} catch (error) {
  console.error(`stop:sandbox: ${error.message}`);
  process.exitCode = 1;
}
