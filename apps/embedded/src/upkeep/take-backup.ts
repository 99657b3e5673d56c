import { connectorsSchema } from '@lienthong/connector-kit';
import { gatewayMigrations } from '@lienthong/gateway';
import { openCopy, withSnapshot, writeBackup, type Store } from '@lienthong/store';

/** Both sides; the connectors' first, as it is restored. */
export const sets = [connectorsSchema, gatewayMigrations] as const;

export interface TakenBackup {
  readonly file: string;
  readonly rows: number;
  readonly bytes: number;
  /** What was accepted later is not in it. */
  readonly snapshotAt: string;
  readonly millis: number;
  /** How long an embedded store stood still for it; 0 on PostgreSQL. */
  readonly stoodStillMillis: number;
}

export interface BackupFrom {
  readonly store: Store;
  /** Given for an embedded store that others use meanwhile: they wait while its files are copied, not longer. */
  readonly inUseAt?: string;
}

/** Writes a backup of both sides to `file`, which must not exist. */
export async function takeBackup({ store, inUseAt }: BackupFrom, file: string): Promise<TakenBackup> {
  const begun = performance.now();
  const copy = inUseAt === undefined ? undefined : await openCopy(store, inUseAt, `${file}.${process.pid}.copy`);
  const stoodStillMillis = copy?.stoodStillMillis ?? 0;
  try {
    return await withSnapshot(copy ?? store, sets, async ({ header, items }) => {
      const written = await writeBackup(file, header, items);
      const millis = Math.round(performance.now() - begun);
      return { file, ...written, snapshotAt: header.snapshotAt, millis, stoodStillMillis };
    });
  } finally {
    await copy?.close();
  }
}
