/** `npm run backup`, `npm run restore`, `npm run catch-up`, `npm run status`: builds where nothing has been built, then runs the program's command. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { ensureBuilt } from './lib/build.mjs';
import { runInFront } from './lib/foreground.mjs';
import { runNode } from './lib/node24.mjs';
import { root } from './lib/root.mjs';
import { upkeepHelp } from './lib/upkeep-help.mjs';

const program = 'apps/embedded/dist/upkeep/main.js';

const [command, ...options] = process.argv.slice(2);
if (options.some((option) => option === '--help' || option === '-h') && command in upkeepHelp) {
  console.log(upkeepHelp[command]);
  process.exit(0);
}

try {
  // Not anew while a process may be running from what is there.
  if (!existsSync(join(root, program))) ensureBuilt((line) => console.log(line));
} catch (error) {
  console.error(`upkeep: ${error.message}`);
  process.exit(1);
}
const asked = [program, ...process.argv.slice(2)];
// What runs for hours is stopped by Ctrl-C, and says what it has done.
process.exitCode = command === 'catch-up' ? await runInFront(asked) : runNode(asked);
