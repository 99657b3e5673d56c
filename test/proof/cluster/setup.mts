import { flushCompileCache } from 'node:module';
import { join } from 'node:path';
import {
  createLog,
  defaultBus,
  defaultConfig,
  readEnvironment,
  type ClusterEnvironment,
  type Config,
  type Log,
} from '@lienthong/config';
import { sandboxPartners } from '@lienthong/embedded';
import { Keyring, loadMasterKey } from '@lienthong/seal';
import { clusterDeadlines, kafkaSessionMs } from '../deadlines.mts';

export interface Setup {
  readonly environment: ClusterEnvironment;
  readonly config: Config;
  readonly keyring: Keyring;
  readonly log: Log;
  readonly onFatal: (error: Error) => void;
}

export const given = (name: string): string => {
  const value = process.env[name];
  if (!value) throw new Error(`${name} must be set`);
  return value;
};

/** The crash run's: the portal alone, beside what is given in code. */
function portalConfig(dataDir: string): Config {
  const portal = sandboxPartners(given('CRASH_SANDBOX_URL'))['dvc-portal'] as object;
  return defaultConfig(dataDir, {
    'dvc-portal': {
      ...portal,
      deadlines: { sync: clusterDeadlines, progress: clusterDeadlines },
      loginPauseMs: 500,
      limits: { retryFirstMs: 100, retryMaxMs: 1_000, breakerFailures: 20, breakerOpenMs: 500, slowStartMs: 500 },
    },
  });
}

/** What a process of the cluster under test is opened with; keys and master key lie in the run's folder already. */
export function readSetup(configIn: (dataDir: string) => Config = portalConfig): Setup {
  const read = readEnvironment(process.env);
  if (!read.ok) throw new Error(read.sentences.join('\n'));
  const { databaseUrl, kafkaBrokers, listenHost = '127.0.0.1', dataDir } = read.environment;
  if (!databaseUrl || !kafkaBrokers) throw new Error('DATABASE_URL and KAFKA_BROKERS must be set');
  const bus = { ...defaultBus, partitions: 8, replication: 1, sessionTimeoutMs: kafkaSessionMs };
  const key = loadMasterKey({ value: undefined, path: join(dataDir, 'master.key'), createIfMissing: false });
  const log = createLog(process.env['LOG_LEVEL'] ?? 'warn');
  return {
    environment: { ...read.environment, databaseUrl, kafkaBrokers, listenHost },
    config: { ...configIn(dataDir), bus },
    keyring: new Keyring(key),
    log,
    onFatal: (error) => {
      log.fatal({ fault: error.message }, 'only a new process helps');
      process.exit(3);
    },
  };
}

/** Listens, says so, and closes in order when asked to. */
export async function live(opened: { listen(): Promise<number>; close(): Promise<void> }): Promise<void> {
  process.once('SIGTERM', () => {
    void opened.close().then(() => process.exit(0));
  });
  await opened.listen();
  console.log('ready');
  // A killed process writes no cache at its end; starts are most of a run's time.
  flushCompileCache();
}
