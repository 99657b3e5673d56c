/** The servers of `npm run infra`, and what is written for a trial with them. Runs under our own Node, after a build. */
import { chmodSync, existsSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { dirname, join } from 'node:path';
import { createDatabaseBeside, startPostgresProcess, withClient } from '@lienthong/store/testing';
import { startOwnKafka, whyNoKafkaJars } from '@lienthong/bus/testing';
import { makeFolder } from './sandbox.mjs';
import { writeTrial } from './infra-trial.mjs';

const say = (line) => console.log(`infra: ${line}`);
const folder = join(process.env.DATA_DIR, 'infra');
const database = 'lienthong';
// Below the range that systems give away by themselves.
const preferred = { postgres: 25432, kafka: 29092 };

let stopping = false;
const running = [];
const stop = async () => {
  if (stopping) process.exit(130);
  stopping = true;
  say('stopping Kafka and PostgreSQL; once more to stop at once');
  for (const server of running.reverse()) await server.stop();
  process.exit(0);
};
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, stop);
process.once('disconnect', stop);

try {
  await start();
} catch (error) {
  console.error(`infra: ${error.message}`);
  for (const server of running.reverse()) await server.stop();
  process.exit(1);
}

async function start() {
  const why = whyNoKafkaJars();
  if (why !== undefined) throw new Error(`Apache Kafka cannot be started: ${why}`);
  makeFolder(folder);
  letOthersPass();
  const ports = await keptPorts();

  const began = performance.now();
  say(`starting PostgreSQL, data in ${join(folder, 'postgres')}`);
  const postgres = await startPostgresProcess({
    folder: join(folder, 'postgres'),
    port: ports.postgres,
    durable: true,
  });
  running.push(postgres);
  const admin = postgres.url('postgres');
  const known = await withClient(admin, (client) =>
    client.query('select from pg_database where datname = $1', [database]),
  );
  if (known.rowCount === 0) await createDatabaseBeside(admin, database);

  say(`starting Apache Kafka, data in ${join(folder, 'kafka')} (the first time Maven fetches it)`);
  const kafka = await startOwnKafka({ folder: join(folder, 'kafka'), port: ports.kafka });
  running.push(kafka);

  const trial = writeTrial(folder, process.env.SANDBOX_URL);
  say(`both are up after ${((performance.now() - began) / 1000).toFixed(1)} s`);
  const environment = [
    `export DATABASE_URL='${postgres.url(database)}'`,
    `export KAFKA_BROKERS='${kafka.brokers.join(',')}'`,
    `export LIENTHONG_MASTER_KEY='file:${trial.masterKeyFile}'`,
    `export LIENTHONG_CONFIG='${trial.configFile}'`,
  ].join('\n');
  const file = join(folder, 'environment');
  writeFileSync(file, `${environment}\n`, { mode: 0o600 });
  console.log(`
In each terminal that starts gateways and connectors, these lines (or: . '${file}'):

${environment}

Key of client demo: ${trial.clientKeyFile}
Ctrl-C stops Kafka and PostgreSQL; their data stays.
`);
}

/** As root, PostgreSQL runs as nobody, who has to reach its folder; what lies in ours stays closed to him. */
function letOthersPass() {
  if (process.getuid?.() !== 0) return;
  for (const path of [folder, process.env.DATA_DIR]) chmodSync(path, statSync(path).mode | 0o011);
  for (let path = process.env.DATA_DIR; path !== dirname(path); path = dirname(path)) {
    if ((statSync(path).mode & 0o001) !== 0) continue;
    throw new Error(
      `as root PostgreSQL runs as the user nobody, who cannot pass through ${path}; set DATA_DIR to a folder elsewhere, or run as another user`,
    );
  }
}

/** The same at every run, so that what was exported once stays true. */
async function keptPorts() {
  const file = join(folder, 'ports.json');
  if (existsSync(file)) {
    const ports = JSON.parse(readFileSync(file, 'utf8'));
    for (const [name, port] of Object.entries(ports)) {
      if (!(await isFree(port))) {
        throw new Error(
          `port ${port} of ${name} is taken: another npm run infra on this folder? To use others, remove ${file}`,
        );
      }
    }
    return ports;
  }
  const ports = {};
  for (const [name, port] of Object.entries(preferred)) ports[name] = (await isFree(port)) ? port : await anyFree();
  writeFileSync(file, `${JSON.stringify(ports)}\n`);
  return ports;
}

/** Answers false where somebody has the port. */
function isFree(port) {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)));
  });
}

function anyFree() {
  return new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });
}
