import { sql } from 'kysely';
import { describeEachStore } from '@lienthong/store/testing';
import { aPut, CoreHarness } from '../testing/core-harness.js';

const hour = 3_600_000;

describeEachStore('answers kept for an Idempotency-Key', (openStore) => {
  let h: CoreHarness;
  beforeEach(async () => {
    h = await CoreHarness.open((await openStore()).store);
  });
  afterEach(() => h.core.close());

  it('are forgotten when their time has come, and not before', async () => {
    await h.core.putDossier(aPut('D-1', 1));
    await h.core.addStep({
      ...{ client: 'demo', code: 'D-1', mayUseUnit: () => true, idempotency: { key: 'k', request: 'h' } },
      step: { key: 's', by: 'b', content: 'c', status: 'processing', at: '2026-11-21T09:00:00+07:00' },
    });
    const kept = async () => (await sql`select id from gateway.idempotency`.execute(h.store.db('gateway'))).rows.length;
    h.offset = 23 * hour;
    await h.core.retention.roundNow();
    expect(await kept()).toBe(1);
    h.offset = 25 * hour;
    expect(await h.core.retention.roundNow()).toBe(1);
    expect(await kept()).toBe(0);
  });
});
