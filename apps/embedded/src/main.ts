import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import {
  createLog,
  defaultConfig,
  loadConfig,
  readEnvironment,
  type Config,
  type Environment,
} from '@lienthong/config';
import { partnerSchemas } from '@lienthong/connectors';
import { logEvent, refuseTakenPort, runProcess, StartRefused, whenAskedToStop } from '@lienthong/process';
import { Keyring, loadMasterKey } from '@lienthong/seal';
import { refuseFolderInUse } from '@lienthong/store';

import { createApplication } from './embedded.module.js';
import { openEmbedded } from './embedded.js';
import { readyTable } from './ready-table.js';
import { sandboxPartners } from './sandbox-partners.js';

const startedAt = performance.now();
const sandboxUrl = process.env['SANDBOX_URL'] || undefined;

function refuse(sentences: readonly string[]): never {
  throw new StartRefused(sentences);
}

function configuration({ configFile, dataDir }: Environment): Config {
  if (configFile.required || existsSync(configFile.path)) {
    const loaded = loadConfig({ file: configFile.path, env: process.env, partnerSchemas });
    return loaded.ok ? loaded.config : refuse(loaded.sentences);
  }
  return defaultConfig(dataDir, sandboxUrl ? sandboxPartners(sandboxUrl) : {});
}

/** The key is made before the database: one without the other is no first start. A new key would open nothing that is sealed. */
function refuseLostKey(dataDir: string, path: string): void {
  if (process.env['LIENTHONG_MASTER_KEY'] || existsSync(path) || !existsSync(join(dataDir, 'pg', 'PG_VERSION'))) return;
  refuse([
    `the master key ${path} is not there, and the store beside it was begun with one: whoever runs this installation must put that file back from its copy, or set LIENTHONG_MASTER_KEY to that key; nothing was changed.`,
  ]);
}

function makeDataDir(dataDir: string): void {
  try {
    mkdirSync(dataDir, { recursive: true });
  } catch (error) {
    const { code } = error as { code?: string };
    refuse([`the data folder ${dataDir} cannot be written (${code}); set DATA_DIR to one that can.`]);
  }
}

async function main(): Promise<void> {
  const read = readEnvironment(process.env);
  const { environment } = read.ok ? read : refuse(read.sentences);
  const { dataDir, port } = environment;
  if (environment.kafkaBrokers || environment.databaseUrl) {
    refuse([
      'DATABASE_URL and KAFKA_BROKERS belong to separate processes; npm start runs both sides in one, unset them.',
    ]);
  }
  // Before the port: a second start on a folder would find that taken too, and another port does not help.
  await refuseFolderInUse(dataDir);
  await refuseTakenPort(port, environment.listenHost ?? '127.0.0.1');
  const keyFile = join(dataDir, 'master.key');
  refuseLostKey(dataDir, keyFile);
  const log = createLog(environment.logLevel);
  makeDataDir(dataDir);
  const config = configuration(environment);
  const masterKey = loadMasterKey({
    value: process.env['LIENTHONG_MASTER_KEY'] || undefined,
    path: keyFile,
    createIfMissing: true,
  });
  const keyring = new Keyring(masterKey);

  const embedded = await openEmbedded({
    ...{ config, dataDir, keyring },
    onEvent: (what, detail) => logEvent(log, what, detail),
  });
  const { app, stopHearing } = await createApplication(embedded, config, log);
  let closing: Promise<void> | undefined;
  const close = (): Promise<void> =>
    (closing ??= (async () => {
      const listening = app.close();
      await stopHearing();
      await embedded.close();
      await listening;
    })());
  whenAskedToStop(close);
  try {
    await app.listen(port, environment.listenHost ?? '127.0.0.1');
  } catch (error) {
    await close();
    throw error;
  }
  const bound = (app.getHttpServer().address() as { port: number }).port;
  const demo = config.source === 'embedded defaults' ? config.clients[0]?.key.reveal() : undefined;
  console.log(readyTable({ port: bound, sandboxUrl, dataDir, configuration: config.source, demoKey: demo }));
  log.info({ millis: Math.round(performance.now() - startedAt), pid: process.pid }, 'ready');
  // To the starter, where there is one.
  if (process.connected) process.send?.('ready');
}

void runProcess(main);
