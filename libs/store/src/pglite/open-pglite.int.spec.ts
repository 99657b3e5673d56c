import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import { sql } from 'kysely';
import { workerFolder } from '../../worker/location.cjs';
import { openStore } from '../open-store.js';
import type { StoreEvent } from '../events.js';
import { prepareDataDir, tempFolder } from '../testing/index.js';
import { openPGlite } from './open-pglite.js';
import { ownIdentity } from './process-identity.js';

interface Starter {
  /** The process that it has started to make the folder. */
  readonly maker: number;
  /** Kills the starter and waits until it has gone. */
  end(): Promise<unknown>;
}

const statOf = (pid: number): string[] => {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  return stat.slice(stat.lastIndexOf(')') + 2).split(' ');
};
function lives(pid: number): boolean {
  try {
    return statOf(pid)[0] !== 'Z';
  } catch {
    return false;
  }
}
function killHard(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // It has ended.
  }
}
async function until(condition: () => boolean, withinMs: number): Promise<void> {
  for (const deadline = Date.now() + withinMs; !condition(); await sleep(10)) {
    if (Date.now() > deadline) throw new Error(`not within ${withinMs} ms: ${condition.toString()}`);
  }
}

/** Starts a process (of the built store) that opens the folder, and waits until its child has begun to fill it. */
async function startUntilHalfMade(dataDir: string): Promise<Starter> {
  const built = pathToFileURL(join(workerFolder, '../dist/open-store.js')).href;
  const script = `import(${JSON.stringify(built)}).then(({ openStore }) => openStore(${JSON.stringify({ dataDir })}))`;
  const starter = spawn(process.execPath, ['-e', script], { stdio: 'ignore' });
  const ended = once(starter, 'exit');
  const end = (): Promise<unknown> => {
    starter.kill('SIGKILL');
    return ended;
  };
  const unfinished = join(dataDir, 'pg.new');
  await until(() => existsSync(unfinished) && readdirSync(unfinished).length > 0, 30_000);
  const maker = readdirSync('/proc')
    .map(Number)
    .find((other) => other > 0 && lives(other) && Number(statOf(other)[1]) === starter.pid)!;
  return { maker, end };
}

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

  describe('when a start is killed while it makes the folder', () => {
    const whileMade = async (then: (starter: Starter) => Promise<void>): Promise<void> => {
      const starter = await startUntilHalfMade(dataDir);
      try {
        await then(starter);
      } finally {
        await starter.end();
        killHard(starter.maker);
      }
    };

    test(
      'the process that makes it ends with it',
      () =>
        whileMade(async ({ maker, end }) => {
          await end();
          await until(() => !lives(maker), 5_000);
          expect(existsSync(join(dataDir, 'pg'))).toBe(false);
        }),
      60_000,
    );

    test(
      'the next start ends one that stands still, clears away what it left and makes the folder',
      () =>
        whileMade(async ({ maker, end }) => {
          process.kill(maker, 'SIGSTOP');
          await end();
          const store = await openStore({ dataDir });
          expect(store.previousOwner).toBe('none');
          expect(lives(maker)).toBe(false);
          expect((await sql`select 1 as one`.execute(store.db('gateway'))).rows).toEqual([{ one: 1 }]);
          await store.close();
          expect(readdirSync(dataDir)).toEqual(['pg']);
        }),
      90_000,
    );

    test('another process that has got the number of the one that made it is left alone', async () => {
      const other = spawn(process.execPath, ['-e', 'setInterval(() => undefined, 1000)'], { stdio: 'ignore' });
      mkdirSync(join(dataDir, 'pg.new'), { recursive: true });
      writeFileSync(join(dataDir, 'pg.maker'), JSON.stringify({ pid: other.pid, startedAt: 'another boot/1' }));
      const store = await openStore({ dataDir });
      await store.close();
      expect(other.exitCode ?? other.signalCode).toBeNull();
      other.kill('SIGKILL');
    }, 60_000);
  });

  test('a path that cannot be a folder is refused in one sentence', async () => {
    writeFileSync(dataDir, 'a file');
    await expect(openStore({ dataDir })).rejects.toMatchObject({ name: 'CannotOpenStore', reason: 'notWritable' });
  });
});
