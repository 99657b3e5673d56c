import { existsSync, fsyncSync, openSync, closeSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { CannotOpenStore } from '../errors.js';
import { endFormerMaker, makeFolder } from './folder-maker.js';
import { openingError } from './opening-error.js';

function syncFolder(folder: string): void {
  const descriptor = openSync(folder, 'r');
  try {
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}

// Tried again for a while: a maker that a start had no time to record is about to end by itself.
const removeWhole = (folder: string): void =>
  rmSync(folder, { recursive: true, force: true, maxRetries: 8, retryDelay: 50 });

/** Creates `<dataDir>/pg` if it is not there, whole or not at all. True when it was created. */
export async function createDatabaseFolder(dataDir: string): Promise<boolean> {
  const folder = join(dataDir, 'pg');
  if (existsSync(join(folder, 'PG_VERSION'))) return false;
  const unfinished = join(dataDir, 'pg.new');
  const record = join(dataDir, 'pg.maker');
  const living = await endFormerMaker(record);
  if (living !== undefined) {
    throw new CannotOpenStore(
      'notWritable',
      `the process ${living} of an earlier start is still making the database in ${dataDir}: end it and start again`,
    );
  }
  removeWhole(unfinished);
  try {
    await makeFolder(unfinished, record);
  } catch (error) {
    removeWhole(unfinished);
    throw openingError(dataDir, (error as { stderr?: string }).stderr || String(error), error);
  }
  renameSync(unfinished, folder);
  syncFolder(dataDir);
  return true;
}
