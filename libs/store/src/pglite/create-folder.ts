import { execFile } from 'node:child_process';
import { existsSync, fsyncSync, openSync, closeSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { workerFolder } from '../../worker/location.cjs';
import { openingError } from './opening-error.js';

const run = promisify(execFile);
const creationDeadlineMs = 60_000;

function syncFolder(folder: string): void {
  const descriptor = openSync(folder, 'r');
  try {
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}

/** Creates `<dataDir>/pg` if it is not there, whole or not at all. True when it was created. */
export async function createDatabaseFolder(dataDir: string): Promise<boolean> {
  const folder = join(dataDir, 'pg');
  if (existsSync(join(folder, 'PG_VERSION'))) return false;
  const unfinished = join(dataDir, 'pg.new');
  rmSync(unfinished, { recursive: true, force: true });
  try {
    await run(process.execPath, [join(workerFolder, 'create-folder.mjs'), unfinished], {
      timeout: creationDeadlineMs,
      killSignal: 'SIGKILL',
      env: {},
    });
  } catch (error) {
    rmSync(unfinished, { recursive: true, force: true });
    throw openingError(dataDir, (error as { stderr?: string }).stderr || String(error), error);
  }
  renameSync(unfinished, folder);
  syncFolder(dataDir);
  return true;
}
