import { statSync } from 'node:fs';
import { join } from 'node:path';
import { sql } from 'kysely';
import { restoreBackup } from '@lienthong/embedded';
import { BackupUnreadable, checkBackup, openStore } from '@lienthong/store';

/** What a backup of somebody's own turned out to hold; nothing was started on it. */
export interface OwnBackup {
  readonly file: string;
  readonly bytes: number;
  readonly rows: number;
  readonly snapshotAt: string;
  readonly millis: number;
  readonly dossiers: number;
  readonly exchanges: number;
  /** Lanes whose numbers are not 1, 2, 3 … */
  readonly gaps: number;
}

const counted = `select (select count(*)::float8 from gateway.dossier) as dossiers,
  (select count(*)::float8 from gateway.exchange) as exchanges,
  (select count(*)::float8 from (select 1 from gateway.exchange group by subject, partner, operation
    having max(number) <> count(*)) lane) as gaps`;

/** Read before anything else: the drill is not made for a file that is none. */
export async function whyUnreadable(file: string | undefined): Promise<string | undefined> {
  if (file === undefined) return undefined;
  try {
    await checkBackup(file);
    return undefined;
  } catch (error) {
    if (error instanceof BackupUnreadable) return `--of ${error.message}`;
    throw error;
  }
}

/** Restored into a folder of the drill, and counted. @throws where it cannot be restored */
export async function lookAt(file: string, folder: string): Promise<OwnBackup> {
  const dataDir = join(folder, 'own');
  const { rows, snapshotAt, millis } = await restoreBackup(file, { dataDir }, false);
  const store = await openStore({ dataDir });
  try {
    const found = await sql
      .raw<Pick<OwnBackup, 'dossiers' | 'exchanges' | 'gaps'>>(counted)
      .execute(store.db('gateway'));
    return { file, bytes: statSync(file).size, rows, snapshotAt, millis, ...found.rows[0]! };
  } finally {
    await store.close();
  }
}
