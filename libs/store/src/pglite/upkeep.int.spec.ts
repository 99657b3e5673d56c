import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { PostgresPoolClient } from 'kysely';
import { prepareDataDir, tempFolder } from '../testing/index.js';
import { connect } from './connect.js';
import { openDatabaseThread, type DatabaseThread } from './database-thread.js';
import { SingleSessionPool } from './single-session-pool.js';
import { keepUp } from './upkeep.js';

describe('what a single session must do for itself', () => {
  const folder = tempFolder('upkeep');
  let thread: DatabaseThread;
  let pool: SingleSessionPool;

  beforeAll(async () => {
    await prepareDataDir(folder.path);
    thread = await openDatabaseThread(folder.path);
    pool = new SingleSessionPool((await connect(thread)) as never);
  });
  afterAll(async () => {
    await pool.end();
    await thread.close();
    folder.remove();
  });

  const run = async (text: string): Promise<readonly unknown[]> => {
    const session: PostgresPoolClient = await pool.connect();
    try {
      return (await session.query<unknown>(text, [])).rows ?? [];
    } finally {
      session.release();
    }
  };

  test('tables with dead rows are vacuumed, grown ones analyzed, others left alone', async () => {
    await run(
      `create table dead (id int8); insert into dead select generate_series(1, 10000); delete from dead where id > 2000`,
    );
    await run(`create table grown (id int8); insert into grown select generate_series(1, 5000)`);
    await run(`create table small (id int8); insert into small select generate_series(1, 50)`);
    expect([...(await keepUp(pool))].sort()).toEqual(['analyze public.grown', 'vacuum (analyze) public.dead']);
    expect(
      await run(
        `select relname, reltuples::int4 as rows from pg_class where relname in ('dead', 'grown', 'small') order by 1`,
      ),
    ).toEqual([
      { relname: 'dead', rows: 2_000 },
      { relname: 'grown', rows: 5_000 },
      { relname: 'small', rows: -1 },
    ]);
    expect(await keepUp(pool)).toEqual([]);
  });

  test('the write-ahead log does not grow without bound', async () => {
    await run('create table filled (id int8, text text)');
    const log = (): number =>
      readdirSync(join(folder.path, 'pg', 'pg_wal')).filter((name) => /^[0-9A-F]{24}$/.test(name)).length;
    let most = 0;
    for (let round = 0; round < 1_600; round += 1) {
      await run(`insert into filled select g, repeat('x', 1000) from generate_series(1, 120) g`);
      if (round % 100 === 0) most = Math.max(most, log());
      if (round % 500 === 0) await run('truncate filled');
    }
    expect(most).toBeLessThanOrEqual(9);
    expect(log()).toBeLessThanOrEqual(9);
  }, 120_000);

  test('what was answered is not kept', async () => {
    const used = async (): Promise<number> => (await thread.worker.getHeapStatistics()).used_heap_size;
    const before = await used();
    for (let round = 0; round < 200; round += 1) {
      await run(`select g, repeat('x', 100) from generate_series(1, 2000) g`);
    }
    // 400,000 rows; kept as objects they take well over 100 MB.
    expect((await used()) - before).toBeLessThan(40_000_000);
  }, 60_000);
});
