import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { withClient } from '@lienthong/store/testing';

/** What lies on the disk of what was written so far, bytes. */
export interface Written {
  /** Written ahead by PostgreSQL; of the embedded database in steps of a file of its log, 16 MB. */
  readonly wal: number;
  /** Tables and indexes of both sides; embedded, those of the bus too. */
  readonly database: number;
  /** Kafka's records, as one broker keeps them. */
  readonly bus?: number;
}

export const writtenByPostgres = (databaseUrl: string): Promise<Written> =>
  withClient(databaseUrl, async (client) => {
    const { rows } = await client.query<{ wal: string; database: string }>(
      `select (pg_current_wal_insert_lsn() - '0/0')::bigint::text as wal, pg_database_size(current_database())::text as database`,
    );
    return { wal: Number(rows[0]!.wal), database: Number(rows[0]!.database) };
  });

/** From its folder alone, since nobody but the product may open it. */
export const writtenByEmbedded = (pgFolder: string): Written => ({
  wal: writtenAhead(join(pgFolder, 'pg_wal')),
  database: bytesIn(join(pgFolder, 'base'), () => true),
});

/** Files are kept for what comes later under names to come: the one that is written to is the one that changed last. */
function writtenAhead(folder: string): number {
  const files = readdirSync(folder).filter((name) => /^[0-9A-F]{24}$/.test(name));
  const [last] = files
    .map((name) => ({ name, ...statOf(join(folder, name)) }))
    .toSorted((one, other) => other.changedAt - one.changedAt);
  if (last === undefined || last.bytes === 0) return 0;
  const perLog = 2 ** 32 / last.bytes;
  return (parseInt(last.name.slice(8, 16), 16) * perLog + parseInt(last.name.slice(16), 16)) * last.bytes;
}

export const keptByKafka = (folder: string): number => bytesIn(folder, (name) => name.endsWith('.log'));

const bytesIn = (folder: string, counts: (name: string) => boolean): number =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter(counts)
    .reduce((sum, name) => sum + statOf(join(folder, name)).bytes, 0);

function statOf(path: string): { readonly bytes: number; readonly changedAt: number } {
  const stat = statSync(path, { throwIfNoEntry: false });
  return { bytes: stat?.isFile() ? stat.size : 0, changedAt: stat?.mtimeMs ?? 0 };
}
