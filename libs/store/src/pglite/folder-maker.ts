import { execFile } from 'node:child_process';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { workerFolder } from '../../worker/location.cjs';
import { identityOf, isAlive, type ProcessIdentity } from './process-identity.js';

const run = promisify(execFile);
const creationDeadlineMs = 60_000;
const goneDeadlineMs = 10_000;

/**
 * Makes a database in `folder` in a process of its own, which ends when this one does: it holds the other end of its standard
 * input. Who it is stands in `record` meanwhile, for a next start that finds it still living.
 */
export async function makeFolder(folder: string, record: string): Promise<void> {
  const making = run(process.execPath, [join(workerFolder, 'create-folder.mjs'), folder], {
    timeout: creationDeadlineMs,
    killSignal: 'SIGKILL',
    env: {},
  });
  const { child } = making;
  try {
    if (child.pid !== undefined) writeFileSync(record, JSON.stringify(identityOf(child.pid)), { mode: 0o600 });
    await making;
  } catch (error) {
    child.kill('SIGKILL');
    await making.catch(() => undefined);
    throw error;
  } finally {
    rmSync(record, { force: true });
  }
}

function read(record: string): ProcessIdentity | undefined {
  try {
    const maker = JSON.parse(readFileSync(record, 'utf8')) as ProcessIdentity;
    return Number.isInteger(maker.pid) && maker.pid > 0 ? maker : undefined;
  } catch {
    return undefined;
  }
}

/**
 * Ends the process that an earlier start had make the folder, should it still live. Only surely that process is killed: where start
 * times are not known, it is given time to end by itself.
 * @returns the pid of one that would not end
 */
export async function endFormerMaker(record: string): Promise<number | undefined> {
  const maker = read(record);
  if (maker) {
    if (maker.startedAt !== undefined && isAlive(maker)) killHard(maker.pid);
    const deadline = performance.now() + goneDeadlineMs;
    while (isAlive(maker)) {
      if (performance.now() > deadline) return maker.pid;
      await sleep(20);
    }
  }
  rmSync(record, { force: true });
  return undefined;
}

function killHard(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // It has ended, or belongs to another user: whether it lives is looked at next.
  }
}
