import { spawn, type ChildProcessByStdio } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { sql } from 'kysely';
import { workerFolder } from '../worker/location.cjs';
import { openStore } from './open-store.js';
import { openOutbox } from './outbox/open-outbox.js';
import { prepareDataDir, tempFolder } from './testing/index.js';

const script = join(workerFolder, '../dist/testing/crash-child.js');

/** Runs the child until it has acknowledged so many, or has died by itself; all that it acknowledged. */
async function runUntilDead(args: readonly string[], killAfter: number): Promise<number[]> {
  const child: ChildProcessByStdio<null, Readable, Readable> = spawn(process.execPath, [script, ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  let errors = '';
  const acknowledged = (): number[] => output.split('\n').slice(0, -1).map(Number);
  child.stderr.on('data', (chunk: Buffer) => (errors += chunk.toString()));
  child.stdout.on('data', (chunk: Buffer) => {
    output += chunk.toString();
    if (acknowledged().length >= killAfter) child.kill('SIGKILL');
  });
  const [code, signal] = (await once(child, 'close')) as [number | null, string | null];
  if (signal !== 'SIGKILL') throw new Error(`the child ended by itself with ${code}: ${errors}`);
  return acknowledged();
}

describe('a killed process', () => {
  const folder = tempFolder('crash');
  const dataDir = join(folder.path, 'data');
  const journal = join(folder.path, 'journal');

  beforeAll(() => prepareDataDir(dataDir));
  afterAll(() => folder.remove());

  test('loses no acknowledged row, five times', async () => {
    const acknowledged: number[] = [];
    for (const [round, count] of [150, 37, 400, 5, 210].entries()) {
      acknowledged.push(...(await runUntilDead(['rows', dataDir, String(round * 1_000_000)], count)));
    }
    const store = await openStore({ dataDir });
    expect(store.previousOwner).toBe('died');
    const { rows } = await sql<{ id: number }>`select id from gateway.row`.execute(store.db('gateway'));
    const there = new Set(rows.map(({ id }) => id));
    expect(acknowledged.length).toBeGreaterThan(800);
    expect(acknowledged.filter((id) => !there.has(id))).toEqual([]);
    await store.close();
  }, 90_000);

  test('between commit and publish, after it and after the cursor: each message is published by the next start, in order', async () => {
    writeFileSync(journal, '');
    const acknowledged: number[] = [];
    for (const [round, point] of ['relay.published', 'relay.cursorSaved', 'relay.beforePublish'].entries()) {
      const firstId = String(10_000_000 * (round + 1));
      acknowledged.push(...(await runUntilDead(['outbox', dataDir, firstId, journal, point], Infinity)));
    }
    const store = await openStore({ dataDir });
    const keys: number[] = readFileSync(journal, 'utf8').trim().split('\n').map(Number);
    const { rows } = await sql<{ id: number }>`select id from gateway.row where id >= 10000000 order by id`.execute(
      store.db('gateway'),
    );
    const committed = rows.map(({ id }) => id);
    const before = new Set(keys);
    expect(committed.filter((id) => !before.has(id)).length).toBeGreaterThan(0);

    const outbox = await openOutbox({
      store,
      side: 'gateway',
      owner: 'after',
      publisher: { publish: (messages) => Promise.resolve(void keys.push(...messages.map(({ key }) => Number(key)))) },
      materialise: () => Promise.resolve(new Map()),
    });
    await outbox.sweepNow();
    const published = new Set(keys);
    expect(acknowledged.length).toBeGreaterThan(20);
    expect(acknowledged.filter((id) => !published.has(id))).toEqual([]);
    expect(committed.filter((id) => !published.has(id))).toEqual([]);
    expect([...published]).toEqual(committed);
    await outbox.close();
    await store.close();
  }, 90_000);
});
