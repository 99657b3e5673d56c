import { closeSync, mkdirSync, openSync, readFileSync, rmSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';

const longestMillis = 10 * 60_000;

/** Does the work while nobody else of this machine does his under the same lock file. Waits for a living holder; a dead one has none. */
export function inTurn(file, waiting, work) {
  mkdirSync(dirname(file), { recursive: true });
  let said = false;
  for (const until = Date.now() + longestMillis; !take(file); sleep(100)) {
    if (isDead(holderOf(file))) {
      rmSync(file, { force: true });
      continue;
    }
    if (Date.now() > until) throw new Error(`the process ${holderOf(file)} has held ${file} for too long; end it`);
    if (!said) waiting();
    said = true;
  }
  try {
    return work();
  } finally {
    rmSync(file, { force: true });
  }
}

function take(file) {
  try {
    const handle = openSync(file, 'wx');
    writeSync(handle, String(process.pid));
    closeSync(handle);
    return true;
  } catch (error) {
    if (error.code === 'EEXIST') return false;
    throw error;
  }
}

/** Undefined where it is gone by now, or not yet written. */
function holderOf(file) {
  try {
    return Number(readFileSync(file, 'utf8')) || undefined;
  } catch {
    return undefined;
  }
}

function isDead(pid) {
  if (pid === undefined) return false;
  try {
    process.kill(pid, 0);
    return false;
  } catch (error) {
    return error.code === 'ESRCH';
  }
}

const sleep = (millis) => Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, millis);
