/** A gateway with its HTTP rim in a process of its own, over PostgreSQL; its bus keeps nothing. */
import 'reflect-metadata';
import { randomUUID } from 'node:crypto';
import { NestFactory } from '@nestjs/core';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { sql } from 'kysely';
import { bareConfig, createLog, Secret } from '@lienthong/config';
import {
  configureHttp,
  coreSettingsOf,
  createGatewayCore,
  GatewayModule,
  httpAdapter,
  httpApplicationOptions,
  rulesOf,
} from '@lienthong/gateway';
import { Keyring, MasterKey } from '@lienthong/seal';
import { openStore } from '@lienthong/store';
import { unitsOfBench } from './backfill-units.ts';

const [databaseUrl, key] = process.argv.slice(2) as [string, string];
const config = bareConfig({
  units: ['H44', ...unitsOfBench].map((code) => ({ code, name: code })),
  clients: [{ name: 'bench', key: new Secret(key), units: ['H44'] }],
  partnerNames: ['dvc-portal'],
});
const log = createLog('error');
const store = await openStore({ databaseUrl });
const bus = {
  maxRecordBytes: 1_048_576,
  publish: () => Promise.resolve(),
  health: () => Promise.resolve({ state: 'up' as const }),
};
const core = await createGatewayCore({
  ...{ store, bus, keyring: new Keyring(new MasterKey(Buffer.alloc(32, 7))), owner: randomUUID() },
  ...rulesOf(config),
  settings: coreSettingsOf(config),
});
const app = await NestFactory.create<NestFastifyApplication>(
  GatewayModule.register({ core, config, log }),
  httpAdapter({ limits: config.limits, log }),
  httpApplicationOptions(log),
);
configureHttp(app);
await app.listen(0, '127.0.0.1');

async function measure() {
  const { rows } = await sql<{ n: number }>`
    select count(*)::int4 as n from gateway.exchange e where e.subject like '%-live-%'`.execute(store.db('gateway'));
  const { user, system } = process.cpuUsage();
  const rss = process.resourceUsage().maxRSS / 1024;
  globalThis.gc!();
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  const kept = (heapUsed + arrayBuffers) / 1048576;
  return { rss, kept, cpu: (user + system) / 1e6, exchanges: rows[0]!.n };
}

process.on('message', (asked) => {
  if (asked === 'measure') void measure().then((figures) => process.send!(figures));
  else
    void app.close().then(async () => {
      await core.close();
      await store.close();
      process.exit(0);
    });
});
process.send!((app.getHttpServer().address() as { port: number }).port);
