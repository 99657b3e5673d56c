import { resolve } from 'node:path';
import type { OnStoreEvent } from './events.js';
import { openPGlite } from './pglite/open-pglite.js';
import type { Store } from './port.js';
import { openPostgres } from './postgres/open-postgres.js';

export interface StoreOptions {
  /** PostgreSQL, when given. */
  readonly databaseUrl?: string;
  /** Folder of the embedded database otherwise; created if it is not there. */
  readonly dataDir?: string;
  /** Connections to PostgreSQL at most (10). */
  readonly pool?: number;
  readonly onEvent?: OnStoreEvent;
}

/**
 * Opens the store: PostgreSQL when `databaseUrl` is given, else the embedded database in `dataDir`.
 * @throws {DataFolderInUse} {@link CannotOpenStore}; each message is a sentence for the person who starts the process.
 */
export function openStore(options: StoreOptions): Promise<Store> {
  const { databaseUrl, dataDir, ...rest } = options;
  if (databaseUrl !== undefined) return openPostgres({ databaseUrl, ...rest });
  if (dataDir === undefined) throw new TypeError('openStore needs databaseUrl or dataDir');
  return openPGlite({ dataDir: resolve(dataDir), ...rest });
}
