import { sql } from 'kysely';
import { migrate } from '@lienthong/store';
import { pgliteTestStore } from '@lienthong/store/testing';
import { ended } from './ended.js';
import { gatewayMigrations } from './migrations.js';

it('what has not ended is found by the index of open exchanges', async () => {
  const { store, dispose } = await pgliteTestStore();
  try {
    await migrate(store, gatewayMigrations);
    const { rows } = await store
      .db<object>('gateway')
      .transaction()
      .execute(async (tx) => {
        await sql`set local enable_seqscan = off`.execute(tx);
        return sql<{ 'QUERY PLAN': string }>`
        explain select s.id from gateway.exchange_state s where s.state not in ${ended} order by s.id`.execute(tx);
      });
    expect(rows.map((row) => row['QUERY PLAN']).join('\n')).toContain('exchange_state_open');
  } finally {
    await dispose();
  }
});
