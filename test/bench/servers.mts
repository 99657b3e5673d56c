import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startOwnKafka } from '@lienthong/bus/testing';
import { createDatabaseBeside, startPostgresProcess, tempFolder } from '@lienthong/store/testing';
import { freePort, Program } from '../support/program.ts';
import { setPortalTimes } from './portal.mts';
import { keptByKafka, writtenByPostgres, type Written } from './written.mts';

/** What a cluster needs beside its own processes. */
export interface Servers {
  /** An empty database. */
  readonly databaseUrl: string;
  readonly brokers: readonly string[];
  readonly sandboxUrl: string;
  /** For the cluster's own files; goes with the servers. */
  readonly folder: string;
  readonly pids: Readonly<Record<'PostgreSQL' | 'Kafka' | 'sandbox', number>>;
  written(): Promise<Written>;
  stop(): Promise<void>;
}

/** PostgreSQL that survives a power cut, one broker of Apache Kafka, the sandbox with the portal's times. */
export async function startServers(): Promise<Servers> {
  const folder = mkdtempSync(join(tmpdir(), 'lienthong-bench-'));
  const ends: (() => Promise<unknown> | void)[] = [
    () =>
      process.env['BENCH_KEEP'] ? console.log(`kept: ${folder}`) : rmSync(folder, { recursive: true, force: true }),
  ];
  const stop = async (): Promise<void> => {
    for (const end of ends.splice(0).reverse()) await end();
  };
  try {
    const postgres = await startPostgresProcess({
      folder: tempFolder('bench-postgres').path,
      temporary: true,
      durable: true,
      settings: {
        shared_buffers: '256MB',
        max_wal_size: '4GB',
        ...(process.env['PGSTAT'] ? { shared_preload_libraries: 'pg_stat_statements' } : {}),
      },
    });
    ends.push(() => postgres.stop());
    const databaseUrl = await createDatabaseBeside(postgres.url('postgres'));
    const kafkaFolder = join(folder, 'kafka');
    const kafka = await startOwnKafka({ folder: kafkaFolder });
    ends.push(() => kafka.stop());
    const port = await freePort();
    const sandboxUrl = `http://127.0.0.1:${port}`;
    const sandbox = new Program({
      name: 'sandbox',
      script: 'apps/sandbox/dist/main.js',
      args: ['--port', String(port), '--data', join(folder, 'sandbox')],
      log: join(folder, 'sandbox.log'),
      ready: `${sandboxUrl}/health`,
    });
    await sandbox.start();
    ends.push(() => sandbox.stop());
    await setPortalTimes(sandboxUrl);
    return {
      ...{ databaseUrl, brokers: kafka.brokers, sandboxUrl, folder, stop },
      pids: { PostgreSQL: postgres.pid, Kafka: kafka.pid, sandbox: sandbox.pid },
      written: async () => ({ ...(await writtenByPostgres(databaseUrl)), bus: keptByKafka(join(kafkaFolder, 'data')) }),
    };
  } catch (error) {
    await stop();
    throw error;
  }
}
