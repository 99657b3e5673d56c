/** `npm run sandbox [-- --port N --data FOLDER]`: the partners' stand-ins alone, in front. */
import { ensureBuilt } from './lib/build.mjs';
import { runInFront } from './lib/foreground.mjs';
import { ensureInstalled } from './lib/install.mjs';
import { sandboxProgram } from './lib/sandbox.mjs';
import { readSettings } from './lib/settings.mjs';

const say = (line) => console.log(`sandbox: ${line}`);
try {
  const { sandboxPort, sandboxDataDir } = readSettings();
  ensureInstalled(say);
  ensureBuilt(say);
  const given = process.argv.slice(2);
  const unless = (name, value) =>
    given.some((arg) => arg === name || arg.startsWith(`${name}=`)) ? [] : [name, value];
  process.exitCode = await runInFront([
    sandboxProgram,
    ...unless('--port', String(sandboxPort)),
    ...(process.env.SANDBOX_DATA_DIR ? [] : unless('--data', sandboxDataDir)),
    ...given,
  ]);
} catch (error) {
  console.error(`sandbox: ${error.message}`);
  process.exitCode = 1;
}
