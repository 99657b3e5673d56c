import { existsSync } from 'node:fs';
import { join } from 'node:path';
import {
  checkBackup,
  openStore,
  readBackup,
  rebuildEmbedded,
  refuseWhatIsThere,
  refuseWhatIsUnknown,
  refuseWhileAtWork,
  removeSchemas,
  restoreSnapshot,
  type Store,
} from '@lienthong/store';
import { sets } from './take-backup.js';

export interface Target {
  /** PostgreSQL, when given; else the embedded store in `dataDir`. */
  readonly databaseUrl?: string | undefined;
  readonly dataDir: string;
}
export interface Restored {
  readonly rows: number;
  /** Acceptance after this instant is lost. */
  readonly snapshotAt: string;
  readonly millis: number;
}

/**
 * Puts a backup into an empty store, or with `replace` in the place of what is there. The bus is not restored: what is open is
 * announced again by the first start. Nothing is touched before the whole file has been read once, and is known to be of this
 * release or an older one.
 * @throws {RestoreRefused} {@link BackupUnreadable} {@link DataFolderInUse}
 */
export async function restoreBackup(file: string, target: Target, replace: boolean): Promise<Restored> {
  const begun = performance.now();
  await checkBackup(file);
  const backup = await readBackup(file);
  const fill = async (store: Store): Promise<number> => (await restoreSnapshot(store, sets, backup)).rows;
  try {
    refuseWhatIsUnknown(sets, backup.header);
    const rows = await (target.databaseUrl === undefined
      ? intoFolder(target.dataDir, replace, fill)
      : intoPostgres(target.databaseUrl, replace, fill));
    return { rows, snapshotAt: backup.header.snapshotAt, millis: Math.round(performance.now() - begun) };
  } finally {
    await backup.close();
  }
}

async function intoFolder(dataDir: string, replace: boolean, fill: (store: Store) => Promise<number>): Promise<number> {
  if (!replace && existsSync(join(dataDir, 'pg', 'PG_VERSION'))) {
    const present = await openStore({ dataDir });
    try {
      for (const { side } of sets) await refuseWhatIsThere(present, side);
    } finally {
      await present.close();
    }
  }
  return rebuildEmbedded(dataDir, fill);
}

async function intoPostgres(
  databaseUrl: string,
  replace: boolean,
  fill: (store: Store) => Promise<number>,
): Promise<number> {
  const store = await openStore({ databaseUrl });
  try {
    for (const { side } of sets) await refuseWhileAtWork(store, side);
    for (const { side } of sets) if (!replace) await refuseWhatIsThere(store, side);
    if (replace)
      await removeSchemas(
        store,
        sets.map(({ side }) => side),
      );
    return await fill(store);
  } finally {
    await store.close();
  }
}
