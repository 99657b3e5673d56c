/**
 * Backup and restore at size, on PostgreSQL and Kafka: so many stored exchanges, `npm run backup` with gateway and connectors at
 * work under a light load, and `npm run restore` in the place of what is there, up to the first dossier that is brought to the
 * portal afterwards. What was accepted before the backup began must be there again; times are figures of this machine.
 */
import { randomBytes } from 'node:crypto';
import { statSync } from 'node:fs';
import { cpus, loadavg } from 'node:os';
import { join } from 'node:path';
import { optionsOf } from '../../scripts/lib/bench-options.mjs';
import { defaultBus } from '@lienthong/config';
import { Keyring, MasterKey } from '@lienthong/seal';
import { withClient } from '@lienthong/store/testing';
import { startCluster } from '../support/cluster.ts';
import { until } from '../support/until.ts';
import { upkeep } from '../support/upkeep.ts';
import { clusterConfig } from './cluster-config.mts';
import { fill } from './fill.mts';
import { median, percentile } from './figures.ts';
import { authorization, startLightLoad } from './light-load.mts';
import { startServers } from './servers.mts';
import { unsettledOf } from './unsettled.mts';

const options = optionsOf('backup');
const [exchanges, rate] = [options.number('exchanges'), options.number('rate')];
const patienceMillis = 120_000;

console.log(`backup: ${cpus().length} cores, load average ${loadavg()[0]!.toFixed(2)}`);
const servers = await startServers();
try {
  const masterKey = randomBytes(32);
  const { wrapped } = new Keyring(new MasterKey(masterKey)).newDataKey();
  await fill(servers.databaseUrl, { exchanges, open: 1_000, dataKey: wrapped });
  await measure(masterKey.toString('base64'));
} finally {
  await servers.stop();
}

async function measure(masterKey: string): Promise<void> {
  const { brokers, databaseUrl, folder, sandboxUrl } = servers;
  const cluster = await startCluster({
    ...{ gateways: 1, connectors: 1, brokers, databaseUrl },
    dataDir: join(folder, 'data'),
    config: clusterConfig(sandboxUrl),
    bus: { ...defaultBus, replication: 1 },
    env: { LIENTHONG_MASTER_KEY: masterKey },
  });
  const [gateway, connectors] = [cluster.gateways[0]!, cluster.connectors[0]!];
  const env = { ...cluster.env, LIENTHONG_MASTER_KEY: masterKey };
  const file = join(folder, 'bench.backup');
  try {
    const load = startLightLoad(gateway.url, rate);
    await until('the light load goes', () => load.accepted.length > 10 * rate, patienceMillis);
    const before = [...load.accepted];
    const alone = load.latencies.splice(0);
    const backup = await timed(['backup', '--to', file], env);
    const during = load.latencies.splice(0);
    await load.stop();
    await until('all of the light load is settled', async () => (await unsettledOf(databaseUrl)) === 0, patienceMillis);
    const megabytes = (bytes: number): string => `${(bytes / 1e6).toFixed(0)} MB`;
    console.log(
      `backup of ${exchanges} exchanges, database ${megabytes(await databaseBytes(databaseUrl))}: ${backup} s, file ${megabytes(statSync(file).size)}`,
    );
    for (const [name, found] of Object.entries({ before: alone, 'during it': during }))
      console.log(
        `  accept at ${rate}/s ${name}: p50 ${median(found).toFixed(1)}, p99 ${percentile(found, 0.99).toFixed(1)} ms of ${found.length}`,
      );
    if (load.refused > 0) broken(`${load.refused} requests were refused or lost`);

    await Promise.all([gateway.stop(), connectors.stop()]);
    const restore = await timed(['restore', '--from', file, '--replace'], env);
    const began = performance.now();
    await Promise.all([gateway.start(), connectors.start()]);
    const ready = performance.now() - began;
    const again = startLightLoad(gateway.url, 1, 'restored');
    const exchange = await again.state();
    await until('a dossier is at the portal', () => isSettled(gateway.url, exchange), patienceMillis);
    await again.stop();
    console.log(
      `restore: ${restore} s; ready ${(ready / 1000).toFixed(1)} s after the start, the first new dossier settled after ${((performance.now() - began) / 1000).toFixed(1)} s`,
    );
    const missing = await missingOf(databaseUrl, before);
    console.log(`accepted before the backup began: ${before.length}, missing after the restore ${missing}`);
    if (missing > 0) broken(`${missing} of what was accepted before the backup are missing`);
  } finally {
    await cluster.stop();
  }
}

function broken(what: string): void {
  console.error(`BROKEN: ${what}`);
  process.exitCode = 1;
}

/** Seconds that a command takes, its start among them. */
async function timed(args: readonly string[], env: Readonly<Record<string, string>>): Promise<string> {
  const began = performance.now();
  const { code, stderr } = await upkeep(args, env);
  if (code !== 0) throw new Error(`${args[0]} ended with ${code}: ${stderr}`);
  return ((performance.now() - began) / 1000).toFixed(1);
}

async function isSettled(url: string, exchange: string): Promise<boolean> {
  const answer = await fetch(`${url}/v1/exchanges/${exchange}`, { headers: { authorization } });
  return ((await answer.json()) as { state: string }).state === 'settled';
}

function databaseBytes(databaseUrl: string): Promise<number> {
  return numberOf(databaseUrl, 'select pg_database_size(current_database())::text as n', []);
}

function missingOf(databaseUrl: string, codes: readonly string[]): Promise<number> {
  const lost = `select count(*)::text as n from unnest($1::text[]) code
    where not exists (select from gateway.dossier d where d.code = code.code)`;
  return numberOf(databaseUrl, lost, [codes]);
}

function numberOf(databaseUrl: string, question: string, values: readonly unknown[]): Promise<number> {
  return withClient(databaseUrl, async (client) => {
    const { rows } = await client.query<{ n: string }>(question, [...values]);
    return Number(rows[0]!.n);
  });
}
