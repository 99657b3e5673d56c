import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { openStore } from '@lienthong/store';
import { prepareDataDir, tempFolder } from '@lienthong/store/testing';
import { until } from '../testing/stage.js';
import { textOf } from '../testing/text.js';
import { createEmbeddedBus } from './embedded-bus.js';

const root = process.cwd();
const child = join(root, 'libs/bus/dist/testing/crash-child.js');

/** Runs the child until it has published so many more, then kills it with SIGKILL. */
async function runAndKill(dataDir: string, journal: string, firstNumber: number, count: number): Promise<void> {
  const running = spawn(process.execPath, [child, dataDir, journal, String(firstNumber)], { cwd: root });
  const exited = once(running, 'exit');
  let errors = '';
  const enough = entries(journal, 'P').length + count;
  running.stderr.on('data', (chunk: Buffer) => (errors += chunk.toString()));
  try {
    const done = (): boolean => running.exitCode !== null || entries(journal, 'P').length >= enough;
    await until(`the child has published ${count}`, done, 30_000);
    if (running.exitCode !== null) throw new Error(`the child ended by itself: ${errors}`);
  } finally {
    running.kill('SIGKILL');
  }
  expect(await exited).toEqual([null, 'SIGKILL']);
}

const entries = (journal: string, kind: 'P' | 'H'): string[] =>
  readFileSync(journal, 'utf8')
    .split('\n')
    .filter((line) => line.startsWith(`${kind} `))
    .map((line) => line.slice(2));

const missing = (wanted: readonly string[], there: readonly string[]): string[] => {
  const found = new Set(there);
  return wanted.filter((text) => !found.has(text));
};

const numbersOf = (texts: readonly string[], key: string): number[] =>
  texts.filter((text) => text.startsWith(`${key}:`)).map((text) => Number(text.slice(2)));

test('a process killed again and again loses nothing that was published or handled, and no key loses its order', async () => {
  execFileSync(process.execPath, [join(root, 'node_modules/typescript-native/bin/tsc'), '-b', 'libs/bus'], {
    cwd: root,
  });
  expect(existsSync(child)).toBe(true);
  const folder = tempFolder('bus-crash');
  const [dataDir, journal] = [join(folder.path, 'data'), join(folder.path, 'journal')];
  await prepareDataDir(dataDir);
  writeFileSync(journal, '');

  // Odd counts, so that kills fall before and after the moments at which positions are saved.
  const counts = [35, 160, 5, 90];
  for (const [round, count] of counts.entries()) await runAndKill(dataDir, journal, round * 1_000_000, count);

  const store = await openStore({ dataDir });
  const bus = await createEmbeddedBus({ store });
  const handled = entries(journal, 'H');
  const afterwards: string[] = [];
  const everything: string[] = [];
  const subscribe = (group: string, into: string[]) =>
    bus.subscribe({
      group,
      topics: ['crash'],
      quarantine: async () => undefined,
      handler: async (deliveries) => {
        into.push(...deliveries.map(textOf));
        return deliveries.map(() => 'handled');
      },
    });
  await subscribe('g', afterwards);
  await subscribe('auditor', everything);
  await until('all is handled', async () => {
    const lags = await Promise.all([bus.lag('g'), bus.lag('auditor')]);
    return lags.every((lag) => lag['crash'] === 0);
  });
  await bus.close();
  await store.close();

  const published = entries(journal, 'P');
  expect(published.length).toBeGreaterThanOrEqual(290);
  expect(handled.length).toBeGreaterThan(100);
  expect(missing(published, everything)).toEqual([]);
  expect(missing(everything, [...handled, ...afterwards])).toEqual([]);
  // A publish that was not answered may have been stored or not; none is stored twice.
  expect(new Set(everything).size).toBe(everything.length);
  for (const key of ['a', 'b', 'c', 'd', 'e']) {
    const inLog = numbersOf(everything, key);
    expect(inLog).toEqual([...inLog].sort((a, b) => a - b));
    // What came again came as a repetition of a stretch: first appearances keep the order.
    expect([...new Set(numbersOf([...handled, ...afterwards], key))]).toEqual(inLog);
  }
  folder.remove();
}, 120_000);
