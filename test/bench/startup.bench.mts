/**
 * How long gateway and connectors take to be there again after SIGKILL, on PostgreSQL with many stored exchanges and on Kafka,
 * under a light load: real processes, started again at once by nobody's waiting. Ready: `/health/ready` answers 200. Of the
 * connectors also: they own all shards again, whose leases the killed one held. Accepted, settled: a dossier stated at the
 * moment of the start, and brought to the portal. From the start of the process; fails above the limit.
 */
import { randomBytes } from 'node:crypto';
import { cpus, loadavg } from 'node:os';
import { join } from 'node:path';
import { optionsOf } from '../../scripts/lib/bench-options.mjs';
import { defaultBus } from '@lienthong/config';
import { shardCount } from '@lienthong/contracts';
import { Keyring, MasterKey } from '@lienthong/seal';
import { startCluster, type Member } from '../support/cluster.ts';
import { until } from '../support/until.ts';
import { clusterConfig } from './cluster-config.mts';
import { fill } from './fill.mts';
import { authorization, startLightLoad, type LightLoad } from './light-load.mts';
import { startServers } from './servers.mts';
import { unsettledOf } from './unsettled.mts';

const options = optionsOf('startup');
const [exchanges, open, rate] = [options.number('exchanges'), options.number('open'), options.number('rate')];
const [times, limit] = [options.number('times'), options.number('limit')];

const patienceMillis = 120_000;
const moments = ['ready', 'shards', 'accepted', 'settled'] as const;
/** Milliseconds from the start of the process. */
type Moments = Partial<Record<(typeof moments)[number], number>>;

console.log(`startup: ${cpus().length} cores, load average ${loadavg()[0]!.toFixed(2)}`);
const servers = await startServers();
try {
  const masterKey = randomBytes(32);
  const { wrapped } = new Keyring(new MasterKey(masterKey)).newDataKey();
  await fill(servers.databaseUrl, { exchanges, open, dataKey: wrapped });
  await measure(masterKey.toString('base64'));
} finally {
  await servers.stop();
}

async function measure(masterKey: string): Promise<void> {
  const { brokers, databaseUrl, folder, sandboxUrl } = servers;
  const cluster = await startCluster({
    ...{ gateways: 0, connectors: 0, brokers, databaseUrl },
    dataDir: join(folder, 'data'),
    config: clusterConfig(sandboxUrl),
    // As the product has it where nothing is configured: a session of the killed process must end before the next one hears.
    bus: { ...defaultBus, replication: 1 },
    env: { LIENTHONG_MASTER_KEY: masterKey },
  });
  try {
    const first = async (kind: 'gateway' | 'connectors'): Promise<Member> => {
      const began = performance.now();
      const member = await cluster.add(kind);
      tell(`${kind}, first start`, { ready: performance.now() - began });
      return member;
    };
    tellHead();
    const [gateway, connectors] = [await first('gateway'), await first('connectors')];
    const load = startLightLoad(gateway.url, rate);
    try {
      await settled(gateway, await load.state());
      for (let n = 0; n < times; n += 1) {
        await startedAgain(gateway, gateway, load);
        await startedAgain(connectors, gateway, load);
      }
    } finally {
      await load.stop();
    }
    const { accepted, refused } = load;
    await until('all of the light load is settled', async () => (await unsettledOf(databaseUrl)) === 0, patienceMillis);
    console.log(
      `light load: ${accepted.length} dossiers accepted at ${rate}/s and all settled, ${refused} requests refused or lost`,
    );
  } finally {
    await cluster.stop();
  }
}

async function startedAgain(member: Member, gateway: Member, load: LightLoad): Promise<void> {
  await member.kill();
  const began = performance.now();
  const found: Moments = {};
  const reached = (moment: keyof Moments) => () => void (found[moment] = performance.now() - began);
  member.spawn();
  const dossier = load.state().then((exchange) => {
    reached('accepted')();
    return settled(gateway, exchange).then(reached('settled'));
  });
  const shards =
    member === gateway
      ? undefined
      : until(`${member.name} owns all shards`, () => ownsAll(member), patienceMillis).then(reached('shards'));
  await Promise.all([member.ready().then(reached('ready')), dossier, shards]);
  const name = `${member.name}, after SIGKILL`;
  tell(name, found);
  for (const [moment, millis] of Object.entries(found)) {
    if (millis <= limit * 1000) continue;
    console.error(`${name}: ${moment} after ${(millis / 1000).toFixed(1)} s, above the limit of ${limit} s`);
    process.exitCode = 1;
  }
}

function settled(gateway: Member, exchange: string): Promise<unknown> {
  const read = async (): Promise<boolean> => {
    const answer = await fetch(`${gateway.url}/v1/exchanges/${exchange}`, { headers: { authorization } });
    return ((await answer.json()) as { state: string }).state === 'settled';
  };
  return until(`exchange ${exchange} is settled`, read, patienceMillis);
}

async function ownsAll(connectors: Member): Promise<boolean> {
  const metrics = await fetch(`${connectors.url}/metrics`).then(
    (answer) => answer.text(),
    () => '', // it does not listen yet
  );
  return Number(/^lienthong_shards_owned(?:\{.*\})? (\d+)$/m.exec(metrics)?.[1]) === shardCount;
}

function tellHead(): void {
  console.log(`${'seconds'.padEnd(30)}${moments.map((moment) => moment.padStart(10)).join('')}  load average`);
}

function tell(what: string, found: Moments): void {
  const columns = moments.map((moment) => {
    const millis = found[moment];
    return (millis === undefined ? '' : (millis / 1000).toFixed(2)).padStart(10);
  });
  console.log(`${what.padEnd(30)}${columns.join('')}  ${loadavg()[0]!.toFixed(2)}`);
}
