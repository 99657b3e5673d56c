import { createCommitLine } from './commit-line.js';
import type { WritableOutbox } from './outbox/open-outbox.js';

/** An outbox whose transactions only count what they were given; the first one waits, so that the others gather. */
function countingOutbox(): { outbox: WritableOutbox; open: () => void } {
  let open: () => void = () => undefined;
  const opened = new Promise<void>((resolve) => (open = resolve));
  const db = {
    transaction: () => ({ execute: async (run: (tx: unknown) => Promise<unknown>) => (await opened, run({})) }),
  };
  const outbox = {
    store: { db: () => db },
    side: 'gateway',
    ready: async () => undefined,
    inTurn: (work: () => Promise<void>) => work(),
    number: () => ({}),
    write: async () => undefined,
    committed: () => undefined,
  } as unknown as WritableOutbox;
  return { outbox, open };
}

async function batchesOf(units: readonly number[], cap: number, capBytes: number): Promise<number[][]> {
  const batches: number[][] = [];
  const { outbox, open } = countingOutbox();
  const line = createCommitLine<number, number>({
    ...{ outbox, cap, capBytes },
    bytesOf: (unit) => unit,
    run: async (_tx, batch) => {
      batches.push([...batch]);
      return { results: batch, messages: [] };
    },
  });
  const done = units.map((unit) => line.submit(unit));
  open();
  await Promise.all(done);
  return batches;
}

describe('a group commit', () => {
  it('takes all that has gathered, up to its number of units', async () => {
    expect(await batchesOf([1, 1, 1, 1, 1], 2, 100)).toEqual([[1], [1, 1], [1, 1]]);
  });

  it('takes up to its bytes, and one unit whatever it weighs', async () => {
    expect(await batchesOf([1, 6, 5, 300, 2], 100, 10)).toEqual([[1], [6], [5], [300], [2]]);
    expect(await batchesOf([1, 3, 3, 4, 2], 100, 10)).toEqual([[1], [3, 3, 4], [2]]);
  });

  it('lets the patient gather between two transactions, and nobody else', async () => {
    const batches: string[][] = [];
    const { outbox, open } = countingOutbox();
    open();
    const line = createCommitLine<string, string>({
      outbox,
      patient: { is: (unit) => unit.startsWith('outcome'), restMs: 200 },
      run: async (_tx, batch) => {
        batches.push([...batch]);
        return { results: batch, messages: [] };
      },
    });
    await line.submit('outcome 1'); // nobody has rested: at once
    const gathering = [line.submit('outcome 2'), line.submit('outcome 3')];
    await line.submit('put 1');
    await line.submit('put 2');
    expect(batches).toEqual([['outcome 1'], ['put 1'], ['put 2']]);
    await Promise.all(gathering);
    expect(batches.slice(3)).toEqual([['outcome 2', 'outcome 3']]);
  });

  it('lets a crowd gather behind a crowd, and nobody wait behind few', async () => {
    const batches: number[][] = [];
    const { outbox, open } = countingOutbox();
    open();
    const line = createCommitLine<number, number>({
      outbox,
      crowd: { units: 3, restMs: 1_000 },
      run: async (_tx, batch) => {
        batches.push([...batch]);
        return { results: batch, messages: [] };
      },
    });
    await line.submitAll([1, 2]);
    const begun = performance.now();
    await line.submitAll([3, 4, 5]); // nobody has rested: at once
    expect(performance.now() - begun).toBeLessThan(900);
    const gathering = [line.submit(6)];
    await new Promise((resolve) => setImmediate(resolve));
    gathering.push(line.submit(7));
    await Promise.all(gathering);
    expect(performance.now() - begun).toBeGreaterThan(990);
    const gathered = performance.now();
    await line.submit(8);
    expect(performance.now() - gathered).toBeLessThan(900);
    expect(batches).toEqual([[1, 2], [3, 4, 5], [6, 7], [8]]);
  });

  it('does not keep a crowd waiting when it closes', async () => {
    const { outbox, open } = countingOutbox();
    open();
    const line = createCommitLine<number, number>({
      outbox,
      crowd: { units: 1, restMs: 60_000 },
      run: async (_tx, batch) => ({ results: batch, messages: [] }),
    });
    await line.submit(1);
    const second = line.submit(2);
    await line.close();
    expect(await second).toBe(2);
  });

  it('does not keep the patient waiting when it closes', async () => {
    const { outbox, open } = countingOutbox();
    open();
    const line = createCommitLine<number, number>({
      outbox,
      patient: { is: () => true, restMs: 60_000 },
      run: async (_tx, batch) => ({ results: batch, messages: [] }),
    });
    await line.submit(1);
    const second = line.submit(2);
    await line.close();
    expect(await second).toBe(2);
  });
});
