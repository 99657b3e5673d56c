import { randomBytes } from 'node:crypto';
import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { sql } from 'kysely';
import { startReferencePartner, type ReferencePartner } from '@lienthong/connector-kit/testing';
import { restoreBackup, takeBackup, type Target } from '@lienthong/embedded';
import { Keyring, MasterKey } from '@lienthong/seal';
import { openStore, type Store } from '@lienthong/store';
import { describeEachBareStore, postgresTestServer, tempFolder, type TestStore } from '@lienthong/store/testing';
import { aDossier } from '../support/dossier.js';
import { until } from '../support/until.js';
import { startSystem, type System } from './system.js';

describeEachBareStore('backup and restore', (openTestStore, kind) => {
  const keyring = new Keyring(new MasterKey(randomBytes(32)));
  let folder: ReturnType<typeof tempFolder>;
  let partner: ReferencePartner;
  let test: TestStore;
  let system: System | undefined;
  let restoredStore: Store | undefined;
  let file: string;

  beforeEach(async () => {
    folder = tempFolder('backup');
    file = join(folder.path, 'a.backup');
    partner = await startReferencePartner({ dataDir: join(folder.path, 'partner') });
    test = await openTestStore();
    system = await startSystem(test.store, keyring, partner.url);
  }, 60_000);
  afterEach(async () => {
    await system?.stop();
    await restoredStore?.close();
    restoredStore = undefined;
    await partner.close();
    await test.dispose();
    folder.remove();
  }, 60_000);

  const put = (code: string, revision = 1) =>
    system!.core.putDossier({
      ...{ client: 'demo', code, mayUseUnit: () => true },
      content: aDossier({ revision }),
    });
  const take = (to = file) =>
    takeBackup({ store: test.store, ...(test.dataDir === undefined ? {} : { inUseAt: test.dataDir }) }, to);
  const freshTarget = async (): Promise<Target> =>
    kind === 'postgres'
      ? { databaseUrl: await (await postgresTestServer()).createDatabase(), dataDir: folder.path }
      : { dataDir: join(folder.path, 'restored') };
  const openTarget = async ({ databaseUrl, dataDir }: Target): Promise<Store> =>
    (restoredStore = await openStore(databaseUrl === undefined ? { dataDir } : { databaseUrl }));
  const count = async (store: Store, text: string): Promise<number> => {
    const side = text.includes('connectors.') ? 'connectors' : 'gateway';
    const { rows } = await sql<{ n: number }>`select count(*)::int4 as n ${sql.raw(text)}`.execute(store.db(side));
    return rows[0]!.n;
  };
  const open = (store: Store): Promise<number> =>
    count(
      store,
      `from gateway.exchange e left join gateway.exchange_state s on s.id = e.id
       where s.state is null or s.state not in ('settled', 'superseded')`,
    );

  it('under load: what was acknowledged before it began is in it, lanes are whole, and what is restored drains without a doubled effect', async () => {
    await partner.put({ situation: 'timeoutAfterEffect', probability: 0.05, seed: 7, millis: 100 });
    const acknowledged: string[] = [];
    let begun = false;
    let taking = true;
    const load = (async () => {
      for (let n = 0; taking && n < 3_000; n += 1) {
        await Promise.all([put(`D-${n}`), put(`E-${n}`), put(`D-${Math.max(0, n - 5)}`, n + 2)]);
        if (!begun) acknowledged.push(`D-${n}`, `E-${n}`);
      }
    })();
    await until('load', () => acknowledged.length >= 60, 60_000);
    begun = true;
    const taken = await take();
    // Work goes on after the snapshot: what is done now, the backup does not know.
    await until('more effects', () => partner.effects('reserve').length > acknowledged.length + 10, 60_000);
    taking = false;
    await load;
    await system!.stop();
    system = undefined;

    expect(statSync(file).mode & 0o777).toBe(0o600);
    const target = await freshTarget();
    const { snapshotAt, rows } = await restoreBackup(file, target, false);
    expect(snapshotAt).toBe(taken.snapshotAt);
    expect(rows).toBe(taken.rows);

    const store = await openTarget(target);
    const { rows: there } = await sql<{ code: string }>`select code from gateway.dossier`.execute(store.db('gateway'));
    for (const code of acknowledged) expect(there.map((row) => row.code)).toContain(code);
    expect(
      await count(
        store,
        `from (select max(number) <> count(*) as gap from gateway.exchange group by subject, partner, operation) l where gap`,
      ),
    ).toBe(0);

    const before = partner.effects('reserve').length;
    const stillOpen = await open(store);
    await partner.clear();
    system = await startSystem(store, keyring, partner.url);
    await until('everything drained', async () => (await open(store)) === 0, 90_000);
    const reserved = partner.effects('reserve').map(({ exchange }) => exchange);
    expect(new Set(reserved).size).toBe(reserved.length);
    expect(await count(store, `from gateway.exchange where operation = 'reserve'`)).toBe(there.length);
    expect(before).toBeGreaterThan(0);
    expect(stillOpen).toBeGreaterThan(0);
    expect(system.poison).toEqual([]);
    expect(await put('D-0', 1_000_000)).toMatchObject({ kind: 'accepted' });
    await until('a revision after the restore', async () => (await open(store)) === 0, 30_000);
  }, 240_000);

  it('a target with dossiers is refused, and replaced when that is said', async () => {
    await put('A');
    await take();
    const target = await freshTarget();
    await restoreBackup(file, target, false);
    await expect(restoreBackup(file, target, false)).rejects.toThrow(/^the database is not empty \(/);
    const again = await restoreBackup(file, target, true);
    expect(again.rows).toBeGreaterThan(5);
    const store = await openTarget(target);
    expect(await count(store, 'from gateway.dossier')).toBe(1);
    expect(await count(store, 'from connectors.restored where epoch = 1 and not dealt_with')).toBe(1);
  }, 240_000);

  it('a damaged file, or one of a newer release, in the place of what is there leaves it there', async () => {
    await put('A');
    await take();
    const target = await freshTarget();
    await restoreBackup(file, target, false);
    const newer = join(folder.path, 'newer.backup');
    const ofTomorrow = test.store.db<{ applied_migration: { name: string } }>('connectors');
    await ofTomorrow.insertInto('applied_migration').values({ name: '9999-of-tomorrow' }).execute();
    await take(newer);
    await expect(restoreBackup(newer, target, true)).rejects.toThrow('the backup is of a newer release');
    const damaged = join(folder.path, 'cut.backup');
    const bytes = readFileSync(file);
    writeFileSync(damaged, bytes.subarray(0, bytes.length - 60));
    await expect(restoreBackup(damaged, target, true)).rejects.toMatchObject({ name: 'BackupUnreadable' });
    expect(await count(await openTarget(target), 'from gateway.dossier')).toBe(1);
  }, 240_000);

  it('a damaged file, one that ends too early, and one of a newer release are refused; nothing is left of them', async () => {
    await put('A');
    await take();
    const target = await freshTarget();
    const bytes = readFileSync(file);
    const spoiled = (change: Buffer): string => {
      const path = join(folder.path, 'spoiled.backup');
      writeFileSync(path, change);
      return path;
    };
    const damaged = (change: Buffer) =>
      expect(restoreBackup(spoiled(change), target, false)).rejects.toMatchObject({
        name: 'BackupUnreadable',
        message: expect.stringMatching(/spoiled\.backup cannot be restored: it is (no backup|damaged|cut)/) as string,
      });
    await damaged(bytes.subarray(0, bytes.length - 60));
    const flipped = Buffer.from(bytes);
    flipped[Math.floor(flipped.length / 2)]! ^= 0xff;
    await damaged(flipped);
    await damaged(Buffer.from('no backup'));
    await damaged(Buffer.alloc(0));
    await damaged(gzipSync('{"lienthong":"backup","format":1,"sides":[]}\nnot JSON\n'));
    await expect(restoreBackup(folder.path, target, false)).rejects.toMatchObject({ name: 'BackupUnreadable' });
    const newer = test.store.db<{ applied_migration: { name: string } }>('connectors');
    await newer.insertInto('applied_migration').values({ name: '9999-of-tomorrow' }).execute();
    const second = join(folder.path, 'b.backup');
    file = second;
    await take();
    await expect(restoreBackup(second, target, false)).rejects.toThrow(
      'the backup is of a newer release: its connectors schema has 9999-of-tomorrow',
    );
    expect(existsSync(join(folder.path, 'restored', 'pg'))).toBe(false);
  }, 240_000);
});
