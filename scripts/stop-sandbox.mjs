/** `npm run stop:sandbox`: ends the sandbox that `npm start` left running. */
import { stopSandbox } from './lib/sandbox.mjs';
import { readSettings } from './lib/settings.mjs';

if (process.argv.length > 2) {
  const helpWanted = process.argv.slice(2).every((option) => option === '--help' || option === '-h');
  console.log('npm run stop:sandbox\n\nEnds the sandbox that npm start left running, on SANDBOX_PORT (8091).');
  process.exit(helpWanted ? 0 : 2);
}

try {
  console.log(await stopSandbox(readSettings().sandboxPort));
} catch (error) {
  console.error(`stop:sandbox: ${error.message}`);
  process.exitCode = 1;
}
