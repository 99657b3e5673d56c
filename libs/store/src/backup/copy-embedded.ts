import { cp, mkdir, rename, rm } from 'node:fs/promises';
import { constants } from 'node:fs';
import { join } from 'node:path';
import { lockFolder } from '../pglite/folder-lock.js';
import { openPGlite } from '../pglite/open-pglite.js';
import type { Store } from '../port.js';

/** A copy with a life of its own. */
export interface OpenCopy extends Store {
  /** How long the original stood still. */
  readonly stoodStillMillis: number;
}

/**
 * Copies the files of a running embedded database at an instant at which nothing runs in it, and opens the copy: whoever uses the
 * database waits for the copying, and not for what is then done with the copy. `folder` is made, and removed by `close`.
 */
export async function openCopy(store: Store, dataDir: string, folder: string): Promise<OpenCopy> {
  if (!store.standStill) throw new TypeError('only an embedded store is copied');
  await mkdir(folder, { mode: 0o700 });
  try {
    const stoodStillMillis = await store.standStill(async () => {
      const begun = performance.now();
      await cp(join(dataDir, 'pg'), join(folder, 'pg'), { recursive: true, mode: constants.COPYFILE_FICLONE });
      return Math.round(performance.now() - begun);
    });
    const copy = await openPGlite({ dataDir: folder });
    return {
      ...copy,
      stoodStillMillis,
      close: async () => {
        await copy.close();
        await rm(folder, { recursive: true, force: true });
      },
    };
  } catch (error) {
    await rm(folder, { recursive: true, force: true });
    throw error;
  }
}

/**
 * Builds another database with `build` and puts it in the place of the one in `dataDir`, which no process may use meanwhile. The old
 * one stays until the new one is whole.
 * @throws {DataFolderInUse}
 */
export async function rebuildEmbedded<T>(dataDir: string, build: (store: Store) => Promise<T>): Promise<T> {
  await mkdir(dataDir, { recursive: true, mode: 0o700 });
  const lock = await lockFolder(dataDir);
  const folder = join(dataDir, 'restore.new');
  try {
    await rm(folder, { recursive: true, force: true });
    const store = await openPGlite({ dataDir: folder });
    const built = await build(store).finally(() => store.close());
    await takePlace(folder, dataDir);
    return built;
  } finally {
    await rm(folder, { recursive: true, force: true });
    lock.release();
  }
}

async function takePlace(folder: string, dataDir: string): Promise<void> {
  const [present, old] = [join(dataDir, 'pg'), join(dataDir, 'pg.replaced')];
  await rm(old, { recursive: true, force: true });
  await rename(present, old).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'ENOENT') throw error;
  });
  await rename(join(folder, 'pg'), present);
  await rm(old, { recursive: true, force: true });
}
