import { setTimeout as sleep } from 'node:timers/promises';
import { baseMigration } from '../base-migration.js';
import { migrate } from '../migrate.js';
import { openStore } from '../open-store.js';
import { describeOnPostgres, postgresTestServer, type PostgresTestServer } from '../testing/index.js';
import { withSnapshot } from './dump.js';

/** Longer than a transaction of our processes may stand still. */
const longerMs = 5_500;

describeOnPostgres('a backup that takes longer than a transaction may stand still', () => {
  let server: PostgresTestServer;
  beforeAll(async () => {
    server = await postgresTestServer();
  });
  afterAll(() => server.stop());

  it('keeps its snapshot of one side while the other is written', async () => {
    const store = await openStore({ databaseUrl: await server.createDatabase() });
    try {
      const sets = (['gateway', 'connectors'] as const).map((side) => ({
        ...{ side, binary: 1, migrations: [baseMigration(side)] },
      }));
      for (const set of sets) await migrate(store, set);
      const sides = new Set<string>();
      await withSnapshot(store, sets, async ({ items }) => {
        await sleep(longerMs);
        for await (const item of items) if ('side' in item) sides.add(item.side);
      });
      expect([...sides]).toEqual(['gateway', 'connectors']);
    } finally {
      await store.close();
    }
  });
});
