import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { CannotOpenStore } from '../errors.js';
import type { OnStoreEvent } from '../events.js';
import type { Store } from '../port.js';
import { storeOver } from '../store-over-pool.js';
import { connect } from './connect.js';
import { createDatabaseFolder } from './create-folder.js';
import { openDatabaseThread } from './database-thread.js';
import { lockFolder, type FolderLock } from './folder-lock.js';
import { openingError } from './opening-error.js';
import { SingleSessionPool } from './single-session-pool.js';
import { startUpkeep } from './upkeep.js';

export interface PGliteOptions {
  readonly dataDir: string;
  readonly onEvent?: OnStoreEvent;
  /** Only for the test of the durability check. */
  readonly fileSystem?: 'durable' | 'plain';
}

async function lock(dataDir: string): Promise<FolderLock> {
  try {
    mkdirSync(dataDir, { recursive: true, mode: 0o700 });
    return await lockFolder(dataDir);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === undefined) throw error;
    throw openingError(dataDir, String(error), error);
  }
}

function previousOwner(existed: boolean, folderLock: FolderLock): Store['previousOwner'] {
  if (!existed) return 'none';
  return folderLock.takenFromDead ? 'died' : 'clean';
}

async function openLocked(options: PGliteOptions, folderLock: FolderLock): Promise<Store> {
  const { dataDir, onEvent } = options;
  const begun = performance.now();
  const existed = existsSync(join(dataDir, 'pg', 'PG_VERSION'));
  if (await createDatabaseFolder(dataDir)) {
    onEvent?.({ kind: 'store.created', folder: dataDir, millis: performance.now() - begun });
  }
  const thread = await openDatabaseThread(dataDir, options.fileSystem);
  const client = await connect(thread);
  const pool = new SingleSessionPool(client as never);
  let died = false;
  thread.onGone((error) => {
    died = true;
    pool.refuse(error);
    (client as unknown as { connection: NodeJS.EventEmitter }).connection.emit('error', error);
    onEvent?.({ kind: 'store.gone', error });
  });
  const upkeep = startUpkeep(pool, (error) => onEvent?.({ kind: 'store.upkeepFailed', error }));
  onEvent?.({ kind: 'store.opened', store: 'pglite', millis: performance.now() - begun });
  const rest: Omit<Store, 'db'> = {
    kind: 'pglite',
    previousOwner: previousOwner(existed, folderLock),
    standStill: async (work) => {
      const session = await pool.connect();
      try {
        return await work();
      } finally {
        session.release();
      }
    },
    close: async () => {
      await upkeep.stop();
      await pool.end();
      await thread.close();
      if (died) folderLock.abandon();
      else folderLock.release();
    },
  };
  return storeOver(pool, rest, (side) => pool.of(side));
}

/**
 * Opens (creates, the first time) the embedded database of a data folder.
 * @throws {DataFolderInUse} {@link CannotOpenStore}
 */
export async function openPGlite(options: PGliteOptions): Promise<Store> {
  const folderLock = await lock(options.dataDir);
  try {
    return await openLocked(options, folderLock);
  } catch (error) {
    if (!folderLock.takenFromDead) folderLock.release();
    throw error instanceof CannotOpenStore ? error : openingError(options.dataDir, String(error), error);
  }
}
