/**
 * How long both sides take to start on PostgreSQL with many stored exchanges: the first time, after SIGKILL, and after an
 * orderly look at which statements took it. `DATABASE_URL` names an empty database; without it a server of the tests' own runs.
 */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { cpus, loadavg } from 'node:os';
import { parseArgs } from 'node:util';
import { sql, type Kysely } from 'kysely';
import { migrate, openStore } from '@lienthong/store';
import { postgresTestServer } from '@lienthong/store/testing';
import { gatewayMigrations } from '@lienthong/gateway';
import { connectorsSchema } from '@lienthong/connector-kit';
import { fillGateway } from '../../apps/gateway/dist/testing/fill-history.js';
import { fillWork } from '../../libs/connector-kit/dist/testing/fill-work.js';

const { values } = parseArgs({
  options: { exchanges: { type: 'string', default: '1000000' }, open: { type: 'string', default: '1000' } },
});
const exchanges = Number(values.exchanges);
const openEvery = Number(values.open) === 0 ? 0 : Math.floor(exchanges / 2 / Number(values.open));

const server = process.env['DATABASE_URL'] ? undefined : await postgresTestServer();
const databaseUrl = process.env['DATABASE_URL'] ?? (await server!.createDatabase());
console.log(`startup: ${exchanges} exchanges, ${cpus().length} cores, load average ${loadavg()[0]!.toFixed(2)}`);
try {
  await fill();
  for (const when of ['first start', 'after SIGKILL', 'after SIGKILL, once more']) await start(when);
} finally {
  await server?.stop();
}

async function fill(): Promise<void> {
  const begun = performance.now();
  const store = await openStore({ databaseUrl });
  await migrate(store, gatewayMigrations);
  await migrate(store, connectorsSchema);
  const gateway = store.db<unknown>('gateway');
  const connectors = store.db<unknown>('connectors');
  const portion = 20_000; // a statement has its deadline
  for (let from = 1; from <= exchanges / 2; from += portion) {
    const subjects = Math.min(portion, exchanges / 2 - from + 1);
    await fillGateway(gateway, { subjects, from, ageDays: 30, openEvery });
    const work = { subjects, from, ageDays: 30, partner: 'dvc-portal' };
    await fillWork(connectors, { ...work, operation: 'syncDossier', lane: 'latest' });
    await fillWork(connectors, { ...work, operation: 'addProgress', lane: 'append', openEvery, ids: 1 });
  }
  for (const table of ['exchange', 'exchange_state', 'subject'])
    await sql`analyze ${sql.id('gateway', table)}`.execute(gateway);
  for (const table of ['work', 'attempt']) await sql`analyze ${sql.id('connectors', table)}`.execute(connectors);
  await sizes(gateway);
  await store.close();
  console.log(`filled in ${Math.round((performance.now() - begun) / 1000)} s`);
}

async function sizes(db: Kysely<unknown>): Promise<void> {
  const { rows } = await sql<{ name: string; mb: number }>`
    select relid::regclass::text as name, (pg_total_relation_size(relid) / 1048576)::int4 as mb
    from pg_stat_user_tables where pg_total_relation_size(relid) > 10485760 order by 2 desc`.execute(db);
  console.log(rows.map(({ name, mb }) => `${name} ${mb} MB`).join(' · '));
}

interface Told {
  readonly what: string;
  readonly millis: number;
  readonly [more: string]: unknown;
}

async function start(when: string): Promise<void> {
  const child = fork('test/bench/startup-sides.mts', [databaseUrl], {
    execArgv: ['--disable-warning=ExperimentalWarning'],
  });
  const told: Told[] = [];
  child.on('message', (message) => void told.push(message as Told));
  while (!['takenOver', 'reannounced'].every((what) => told.some((one) => one.what === what))) {
    await Promise.race([
      once(child, 'message'),
      once(child, 'exit').then(([code]) => Promise.reject(new Error(`exit ${code}`))),
    ]);
  }
  child.kill('SIGKILL');
  await once(child, 'exit');
  console.log(`${when}, load average ${loadavg()[0]!.toFixed(2)}:`);
  for (const { what, millis, ...more } of told)
    console.log(`  ${String(millis).padStart(6)} ms  ${what}  ${JSON.stringify(more)}`);
}
