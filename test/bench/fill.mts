import { sql, type Kysely } from 'kysely';
import { connectorsSchema } from '@lienthong/connector-kit';
import { gatewayMigrations } from '@lienthong/gateway';
import { migrate, openStore } from '@lienthong/store';
import { withClient } from '@lienthong/store/testing';
import { fillGateway } from '../../apps/gateway/dist/testing/fill-history.js';
import { fillWork } from '../../libs/connector-kit/dist/testing/fill-work.js';

/** A statement has its deadline. */
const portion = 20_000;

export interface Fill {
  /** Two of each dossier. */
  readonly exchanges: number;
  /** How many of them are parked, so that both sides still look after them. */
  readonly open: number;
  /** A data key, wrapped: what is open is told of, sealed. */
  readonly dataKey: Uint8Array;
}

/** Puts ended exchanges of a month ago into both sides' tables, as the sides would have stored them, and says what they take. */
export async function fill(databaseUrl: string, { exchanges, open, dataKey }: Fill): Promise<void> {
  const openEvery = open === 0 ? 0 : Math.max(1, Math.floor(exchanges / 2 / open));
  const begun = performance.now();
  const store = await openStore({ databaseUrl });
  await migrate(store, gatewayMigrations);
  await migrate(store, connectorsSchema);
  const gateway = store.db<unknown>('gateway');
  const connectors = store.db<unknown>('connectors');
  for (let from = 1; from <= exchanges / 2; from += portion) {
    const subjects = Math.min(portion, exchanges / 2 - from + 1);
    const work = { subjects, from, ageDays: 30, partner: 'dvc-portal' };
    await Promise.all([
      fillGateway(gateway, { subjects, from, ageDays: 30, openEvery }),
      fillWork(connectors, { ...work, operation: 'syncDossier', lane: 'latest' }),
      fillWork(connectors, { ...work, operation: 'addProgress', lane: 'append', openEvery, ids: 1 }),
    ]);
  }
  await makeReal(databaseUrl, dataKey);
  await settle(databaseUrl);
  console.log(
    `${exchanges} exchanges stored in ${Math.round((performance.now() - begun) / 1000)} s; ${await sizes(gateway)}`,
  );
  await store.close();
}

/**
 * What is not over is announced again and answered: the connectors must know it under the gateway's identifiers, and both sides
 * must be able to open its key. Neither side may see the other's tables.
 */
const makeReal = (databaseUrl: string, dataKey: Uint8Array): Promise<unknown> =>
  withClient(databaseUrl, async (client) => {
    await client.query(`
      with open as (
        select w.exchange as was, e.id from connectors.work w join gateway.exchange e using (subject, partner, operation, number)
        where w.state = 'parked'
      ), attempts as (
        update connectors.attempt a set exchange = open.id from open where a.exchange = open.was
      )
      update connectors.work w set exchange = open.id from open where w.exchange = open.was`);
    const key = [Buffer.from(dataKey)];
    await client.query(`update connectors.work set key = $1 where state = 'parked'`, key);
    const parked = `select subject from connectors.work where state = 'parked'`;
    await client.query(`update gateway.subject set data_key = $1 where subject in (${parked})`, key);
  });

/** What lies there for a month has been vacuumed long ago: its freezing and its pages' images are no cost of the day that is measured. */
const settle = (databaseUrl: string): Promise<unknown> =>
  withClient(databaseUrl, async (client) => {
    await client.query('vacuum (freeze, analyze)');
    await client.query('checkpoint');
  });

async function sizes(db: Kysely<unknown>): Promise<string> {
  const { rows } = await sql<{ name: string; mb: number }>`
    select relid::regclass::text as name, (pg_total_relation_size(relid) / 1048576)::int4 as mb
    from pg_stat_user_tables order by 2 desc limit 12`.execute(db);
  return rows.map(({ name, mb }) => `${name} ${mb} MB`).join(' · ');
}
