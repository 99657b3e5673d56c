import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startOwnKafka } from '@lienthong/bus/testing';
import { defaultsOf, Secret, defaultBus, type Config } from '@lienthong/config';
import { sandboxPartners } from '@lienthong/embedded';
import { createDatabaseBeside, startPostgresProcess, tempFolder, withClient } from '@lienthong/store/testing';
import { startCluster } from '../support/cluster.ts';
import { freePort, Program } from '../support/program.ts';
import { bankAccount, clients, operator, startProcesses } from './processes.mts';
import { setPortalTimes, widePortal } from './portal.mts';

/** The product under measurement, whatever it consists of. */
export interface UnderTest {
  /** Where it takes dossiers. */
  readonly url: string;
  /** Where partners call, if that is elsewhere. */
  readonly callbacksUrl?: string;
  /** Its processes by name. */
  readonly pids: Readonly<Record<string, number>>;
  /** Bytes that PostgreSQL has written ahead, and what its database takes; undefined where there is no PostgreSQL. */
  readonly written?: () => Promise<{ readonly wal: number; readonly database: number }>;
  stop(): Promise<void>;
}

export async function startEmbedded(): Promise<UnderTest> {
  const product = await startProcesses(widePortal);
  await setPortalTimes(product.sandboxUrl);
  const { gateway, sandbox, url } = product;
  return { url, pids: { product: gateway.pid, sandbox: sandbox.pid }, stop: () => product.stop() };
}

/** One gateway, one process of connectors, PostgreSQL that survives a power cut, one broker of Apache Kafka, the sandbox. */
export async function startKafkaAndPostgres(): Promise<UnderTest> {
  const folder = mkdtempSync(join(tmpdir(), 'lienthong-bench-'));
  const ends: (() => Promise<unknown> | void)[] = [() => rmSync(folder, { recursive: true, force: true })];
  const stop = async (): Promise<void> => {
    for (const end of ends.reverse()) await end();
  };
  try {
    const postgresFolder = tempFolder('bench-postgres');
    const postgres = await startPostgresProcess({
      folder: postgresFolder.path,
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
    const kafka = await startOwnKafka();
    ends.push(() => kafka.stop());
    const sandboxPort = await freePort();
    const sandboxUrl = `http://127.0.0.1:${sandboxPort}`;
    const sandbox = new Program({
      name: 'sandbox',
      script: 'apps/sandbox/dist/main.js',
      args: ['--port', String(sandboxPort), '--data', join(folder, 'sandbox')],
      log: join(folder, 'sandbox.log'),
      ready: `${sandboxUrl}/health`,
    });
    await sandbox.start();
    ends.push(() => sandbox.stop());
    await setPortalTimes(sandboxUrl);
    const cluster = await startCluster({
      gateways: 1,
      connectors: 1,
      brokers: kafka.brokers,
      databaseUrl,
      dataDir: join(folder, 'data'),
      config: configuration(sandboxUrl),
    });
    ends.push(() => cluster.stop());
    const [gateway, connectors] = [cluster.gateways[0]!, cluster.connectors[0]!];
    return {
      url: gateway.url,
      callbacksUrl: connectors.url,
      pids: {
        gateway: gateway.pid,
        connectors: connectors.pid,
        PostgreSQL: postgres.pid,
        Kafka: kafka.pid,
        sandbox: sandbox.pid,
      },
      written: () => written(databaseUrl),
      ...({ databaseUrl } as object),
      stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
}

const written = (databaseUrl: string): Promise<{ wal: number; database: number }> =>
  withClient(databaseUrl, async (client) => {
    const { rows } = await client.query<{ wal: string; database: string }>(
      `select (pg_current_wal_insert_lsn() - '0/0')::bigint::text as wal, pg_database_size(current_database())::text as database`,
    );
    return { wal: Number(rows[0]!.wal), database: Number(rows[0]!.database) };
  });

function configuration(sandboxUrl: string): Config {
  const slice = sandboxPartners(sandboxUrl)['dvc-portal'] as Record<string, unknown>;
  return {
    units: [
      { code: 'H44', name: 'UBND tỉnh Mẫu' },
      { code: 'H44.01', name: 'Sở Tư pháp tỉnh Mẫu', parent: 'H44' },
      { code: 'H44.02', name: 'Sở Xây dựng tỉnh Mẫu', parent: 'H44' },
    ],
    clients: clients.map(({ name, key, unit }) => ({ name, key: new Secret(key), units: [unit] })),
    operators: [{ name: operator.name, key: new Secret(operator.key), role: 'viewer' }],
    partners: { 'dvc-portal': { ...slice, ...widePortal }, 'bank-qr': bankAccount },
    limits: defaultsOf('limits'),
    journey: defaultsOf('journey'),
    bus: defaultBus,
    payments: defaultsOf('payments'),
    accounts: [],
    postAccounts: [],
    retention: defaultsOf('retention'),
    citizenChecks: defaultsOf('citizenChecks'),
    partnerNames: ['dvc-portal', 'bank-qr'],
    source: 'bench',
  };
}
