import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './root.mjs';

const lock = join(root, 'package-lock.json');
const installed = join(root, 'node_modules/.package-lock.json'); // npm writes it last
const stamp = join(root, 'node_modules/.lienthong-lock');

/** Installs the packages of the lock where they are missing or of another lock. Returns whether it had to. */
export function ensureInstalled(say) {
  const wanted = createHash('sha256').update(readFileSync(lock)).digest('hex');
  const why = reasonToInstall(wanted);
  if (why !== undefined) {
    say(`${why}: running npm ci (about a minute)`);
    // Warnings aside: packages name the Node they run on, and npm compares that with its own, which only starts.
    npm(['ci', '--no-progress', '--loglevel=error']);
  }
  if (why !== undefined || !existsSync(stamp)) writeFileSync(stamp, wanted);
  return why !== undefined;
}

function reasonToInstall(wanted) {
  if (!existsSync(installed)) return 'the packages are not installed';
  if (existsSync(stamp)) return readFileSync(stamp, 'utf8') === wanted ? undefined : 'package-lock.json has changed';
  // Installed by hand: npm's own record tells, unless it is older than the lock.
  return statSync(installed).mtimeMs >= statSync(lock).mtimeMs
    ? undefined
    : 'package-lock.json is newer than node_modules';
}

/** npm as the one that started us, else the one on the path. */
function npm(args) {
  const cli = process.env.npm_execpath;
  const [command, first] = cli?.endsWith('.js') ? [process.execPath, [cli]] : ['npm', []];
  const { status, error } = spawnSync(command, [...first, ...args], { cwd: root, stdio: 'inherit' });
  if (error) throw new Error(`npm could not be run (${error.message})`);
  if (status !== 0) throw new Error('npm ci failed; its own words are above');
}
