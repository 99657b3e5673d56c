import { randomUUID } from 'node:crypto';
import {
  closeSync,
  fsyncSync,
  openSync,
  readFileSync,
  renameSync,
  unlinkSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { DataFolderInUse } from '../errors.js';
import { isAlive, ownIdentity, type ProcessIdentity } from './process-identity.js';

interface LockContent extends ProcessIdentity {
  /** Tells two takers of the same dead lock apart. */
  readonly token: string;
}

export interface FolderLock {
  /** Whether a lock of a dead process was found. */
  readonly takenFromDead: boolean;
  release(): unknown;
  /** Leaves the lock as that of an owner that died, also while this process lives. */
  abandon(): unknown;
}

const lockName = 'lienthong.lock';
const settleMs = 50;

function write(path: string, flags: string, content: LockContent): void {
  const file = openSync(path, flags, 0o600);
  try {
    writeSync(file, JSON.stringify(content));
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
}

function tryCreate(path: string, content: LockContent): boolean {
  try {
    write(path, 'wx', content);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}

/** The lock's content; `undefined` when it is not there, `torn` when its writer died (or is still) writing it. */
function read(path: string): LockContent | 'torn' | undefined {
  try {
    const content = JSON.parse(readFileSync(path, 'utf8')) as LockContent;
    return Number.isInteger(content.pid) && content.pid > 0 ? content : 'torn';
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'ENOENT' ? undefined : 'torn';
  }
}

async function readSettled(path: string): Promise<LockContent | 'torn' | undefined> {
  const content = read(path);
  if (content !== 'torn') return content;
  await sleep(4 * settleMs);
  return read(path);
}

/** Puts our lock in place of a dead one; of two that try, the later one has it. */
async function takeFromDead(path: string, own: LockContent): Promise<boolean> {
  const beside = `${path}.${own.token}`;
  write(beside, 'wx', own);
  renameSync(beside, path);
  await sleep(settleMs);
  const now = read(path);
  return typeof now === 'object' && now.token === own.token;
}

function held(path: string, own: LockContent, takenFromDead: boolean): FolderLock {
  const ours = (): boolean => {
    const now = read(path);
    return typeof now === 'object' && now.token === own.token;
  };
  return {
    takenFromDead,
    release: () => ours() && unlinkSync(path),
    abandon: () => ours() && writeFileSync(path, '{"owner":"died"}'),
  };
}

/**
 * Takes the folder for this process. PGlite itself takes no lock, and two processes on one folder destroy it.
 * @throws {DataFolderInUse} when a living process (also this one) has it.
 */
export async function lockFolder(folder: string): Promise<FolderLock> {
  const path = join(folder, lockName);
  const own: LockContent = { ...ownIdentity(), token: randomUUID() };
  for (let attempt = 0; ; attempt += 1) {
    if (tryCreate(path, own)) return held(path, own, false);
    const other = await readSettled(path);
    if (typeof other === 'object' && isAlive(other)) throw new DataFolderInUse(folder, other.pid);
    if (other !== undefined && (await takeFromDead(path, own))) return held(path, own, true);
    if (attempt === 5)
      throw new Error(`the lock ${path} changes hands again and again: is another process starting on it?`);
  }
}

/**
 * Says so before anything else is done, where a living process (also this one) has the folder; takes nothing.
 * @throws {DataFolderInUse}
 */
export async function refuseFolderInUse(folder: string): Promise<void> {
  const owner = await readSettled(join(folder, lockName));
  if (typeof owner === 'object' && isAlive(owner)) throw new DataFolderInUse(folder, owner.pid);
}
