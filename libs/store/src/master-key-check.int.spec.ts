import { baseMigration } from './base-migration.js';
import { CannotOpenStore } from './errors.js';
import { checkMasterKey, type KeyHolder } from './master-key-check.js';
import { migrate } from './migrate.js';
import type { Store } from './port.js';
import { describeEachBareStore } from './testing/index.js';

const holder = (master: string): KeyHolder => ({
  wrapSample: () => Buffer.from(master),
  unwrap: (sample) => {
    if (Buffer.from(sample).toString() !== master) throw new Error('it does not open');
  },
});

describeEachBareStore('the master key of a store', (open) => {
  let store: Store;
  beforeEach(async () => {
    ({ store } = await open());
    await migrate(store, { side: 'gateway', binary: 1, migrations: [baseMigration('gateway')] });
  });

  test('the first one is remembered; another one is refused in a sentence', async () => {
    await checkMasterKey(store, 'gateway', holder('first'));
    await checkMasterKey(store, 'gateway', holder('first'));
    const refused = checkMasterKey(store, 'gateway', holder('second'));
    await expect(refused).rejects.toBeInstanceOf(CannotOpenStore);
    await expect(refused).rejects.toThrow(/another master key.*LIENTHONG_MASTER_KEY/);
    await checkMasterKey(store, 'gateway', holder('first'));
  });

  test('of two first starts at once one decides', async () => {
    const both = await Promise.allSettled(['a', 'b'].map((master) => checkMasterKey(store, 'gateway', holder(master))));
    expect(both.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
  });
});
