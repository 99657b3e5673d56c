import { sql } from 'kysely';
import { migrate } from '@lienthong/store';
import { pgliteTestStore } from '@lienthong/store/testing';
import { gatewayMigrations } from '../../store/migrations.js';
import { creditsOfPayments } from './credits-of.js';

it('what has come for a payment is read by keys, however many payments there are', async () => {
  const { store, dispose } = await pgliteTestStore();
  try {
    await migrate(store, gatewayMigrations);
    const plan = await store
      .db<object>('gateway')
      .transaction()
      .execute(async (tx) => {
        await sql`set local enable_seqscan = off`.execute(tx);
        const asked = creditsOfPayments(['01a20123-c3ff-7625-9c21-954387775655']);
        const { rows } = await sql<{ 'QUERY PLAN': string }>`explain ${asked}`.execute(tx);
        return rows.map((row) => row['QUERY PLAN']).join('\n');
      });
    expect(plan).toContain('payment_dossier');
    expect(plan).toContain('credit_payment');
    expect(plan).not.toMatch(/Seq Scan on (?:payment|credit)/);
  } finally {
    await dispose();
  }
});
