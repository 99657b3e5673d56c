import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { sql } from 'kysely';
import { openStore } from '../open-store.js';
import type { StoreEvent } from '../events.js';
import { prepareDataDir, tempFolder } from '../testing/index.js';
import { openPGlite } from './open-pglite.js';
import { ownIdentity } from './process-identity.js';

describe('the embedded database of a folder', () => {
  let folder: ReturnType<typeof tempFolder>;
  let dataDir: string;
  let lock: string;

  beforeEach(() => {
    folder = tempFolder('open');
    dataDir = join(folder.path, 'data');
    lock = join(dataDir, 'lienthong.lock');
  });
  afterEach(() => folder.remove());

  test('is created at the first start, and says how the last owner ended', async () => {
    const events: StoreEvent[] = [];
    const first = await openStore({ dataDir, onEvent: (event) => events.push(event) });
    expect(first.previousOwner).toBe('none');
    expect(events.map(({ kind }) => kind)).toEqual(['store.created', 'store.opened']);
    await first.close();
    expect(existsSync(lock)).toBe(false);
    const second = await openStore({ dataDir });
    expect(second.previousOwner).toBe('clean');
    await second.close();
    writeFileSync(lock, JSON.stringify({ pid: 2_000_000_000, startedAt: 'never', token: 'x' }));
    const third = await openStore({ dataDir });
    expect(third.previousOwner).toBe('died');
    await third.close();
  }, 60_000);

  describe('when it exists', () => {
    beforeEach(() => prepareDataDir(dataDir));

    test('a second opener is refused by folder and pid, while the first goes on', async () => {
      const store = await openStore({ dataDir });
      await expect(openStore({ dataDir })).rejects.toMatchObject({
        name: 'DataFolderInUse',
        folder: dataDir,
        pid: process.pid,
      });
      await expect(openStore({ dataDir })).rejects.toThrow(
        `the data folder ${dataDir} is in use by the process ${process.pid}; stop it first`,
      );
      expect((await sql`select 1 as one`.execute(store.db('gateway'))).rows).toEqual([{ one: 1 }]);
      await store.close();
    });

    test('another living process is an owner, the same pid with another start is not', async () => {
      const other = spawn(process.execPath, ['-e', 'setInterval(() => undefined, 1000)'], { stdio: 'ignore' });
      writeFileSync(lock, JSON.stringify({ pid: other.pid, token: 'x' }));
      await expect(openStore({ dataDir })).rejects.toMatchObject({ name: 'DataFolderInUse', pid: other.pid });
      other.kill('SIGKILL');
      writeFileSync(lock, JSON.stringify({ ...ownIdentity(), startedAt: 'another boot/1', token: 'x' }));
      const store = await openStore({ dataDir });
      expect(store.previousOwner).toBe('died');
      await store.close();
    });

    test('of many that start on the folder of a dead process, one gets it', async () => {
      writeFileSync(lock, JSON.stringify({ pid: 2_000_000_000, token: 'x' }));
      const all = await Promise.allSettled([1, 2, 3].map(() => openStore({ dataDir })));
      const opened = all.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []));
      expect(opened).toHaveLength(1);
      await opened[0]!.close();
    });

    test('a torn lock counts as left by a dead process', async () => {
      writeFileSync(lock, '{"pid":');
      const store = await openStore({ dataDir });
      expect(store.previousOwner).toBe('died');
      await store.close();
    });

    test('without the fsync patch the start is refused', async () => {
      await expect(openPGlite({ dataDir, fileSystem: 'plain' })).rejects.toMatchObject({
        name: 'CannotOpenStore',
        reason: 'notDurable',
      });
      const store = await openPGlite({ dataDir });
      await store.close();
    });

    test('a folder that is no database is refused in one sentence', async () => {
      rmSync(join(dataDir, 'pg', 'global'), { recursive: true });
      mkdirSync(join(dataDir, 'pg', 'global'));
      await expect(openStore({ dataDir })).rejects.toMatchObject({ name: 'CannotOpenStore', reason: 'corrupt' });
      await expect(openStore({ dataDir })).rejects.toThrow(`the database in ${dataDir} cannot be opened`);
    });

    test('rubbish of an unfinished creation is no obstacle', async () => {
      rmSync(join(dataDir, 'pg'), { recursive: true });
      mkdirSync(join(dataDir, 'pg.new'));
      writeFileSync(join(dataDir, 'pg.new', 'PG_VERSION'), '18');
      const store = await openStore({ dataDir });
      expect(store.previousOwner).toBe('none');
      await store.close();
      expect(existsSync(join(dataDir, 'pg.new'))).toBe(false);
    });

    test('after close every query is refused, and close may be called again', async () => {
      const store = await openStore({ dataDir });
      const running = sql`select pg_sleep(0.2)`.execute(store.db('gateway'));
      await new Promise((resolve) => setImmediate(resolve));
      await Promise.all([store.close(), store.close()]);
      await running;
      await expect(sql`select 1`.execute(store.db('gateway'))).rejects.toMatchObject({ name: 'StoreGone' });
    });

    test('the lock names this process by pid and start', async () => {
      const store = await openStore({ dataDir });
      expect(JSON.parse(readFileSync(lock, 'utf8'))).toMatchObject(ownIdentity());
      await store.close();
    });
  });

  test('a path that cannot be a folder is refused in one sentence', async () => {
    writeFileSync(dataDir, 'a file');
    await expect(openStore({ dataDir })).rejects.toMatchObject({ name: 'CannotOpenStore', reason: 'notWritable' });
  });
});
