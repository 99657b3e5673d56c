import { appendFile, mkdtemp, readFile, rm, stat, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DamagedLogError } from './append-log.js';
import { stateOf } from './holdings.js';
import { Journal } from './journal.js';
import { listEffects } from './list.js';
import type { Change } from './records.js';

let folder: string;
let file: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'lienthong-journal-'));
  file = join(folder, 'effects.ndjson');
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const cause = { partner: 'portal', operation: 'sync', call: 1 };
const created = (key: string, record: unknown = { key }): Change => ({ key, kind: 'created', record });
const row = (key: string, n: number): Change => ({ key, kind: 'progress', record: { n } });

/** Opens, does something, closes. */
async function withJournal<T>(use: (journal: Journal) => Promise<T>): Promise<T> {
  const [journal] = await Journal.open(folder);
  try {
    return await use(journal);
  } finally {
    await journal.close();
  }
}

describe('the journal', () => {
  it('holds after opening again what it held before', async () => {
    await withJournal(async (journal) => {
      await journal.store(cause, [created('A "1" \\ ă')]);
      await journal.store(cause, [row('A "1" \\ ă', 1), row('A "1" \\ ă', 2), row('A "1" \\ ă', 1)]);
      await journal.store(cause, [{ key: 'A "1" \\ ă', kind: 'updated', record: { v: 2 } }]);
    });
    await withJournal(async (journal) => {
      expect(journal.has('portal', 'A "1" \\ ă')).toBe(true);
      expect(journal.has('portal', 'A')).toBe(false);
      expect(journal.has('other', 'A "1" \\ ă')).toBe(false);
      expect(await stateOf(journal, 'portal', 'A "1" \\ ă')).toEqual({
        partner: 'portal',
        key: 'A "1" \\ ă',
        record: { v: 2 },
        statuses: [],
        progress: [{ n: 1 }, { n: 2 }, { n: 1 }],
        counts: { created: 1, updated: 1, foreign: 0, progress: 3, status: 0, repeatedProgress: 1 },
        lastEffect: 5,
      });
    });
  });

  it('cuts a torn last line off and goes on after it', async () => {
    await withJournal((journal) => journal.store(cause, [created('A')]));
    const whole = (await stat(file)).size;
    await appendFile(file, '{"seq":2,"end":true,"partner":"portal","key":"B","call":2,"kind":"crea');
    const [journal, opened] = await Journal.open(folder);
    expect(opened).toMatchObject({ effects: 1, cutBytes: 70 });
    expect((await stat(file)).size).toBe(whole);
    await journal.store(cause, [created('C')]);
    expect((await journal.readEffect(2)).key).toBe('C');
    await journal.close();
  });

  it.each([...Array(12).keys()])(
    'keeps all changes of a call or none, torn %# bytes before their end',
    async (torn) => {
      await withJournal(async (journal) => {
        await journal.store(cause, [created('A')]);
        await journal.store(cause, [row('A', 1), row('A', 2), row('A', 3)]);
      });
      const { size } = await stat(file);
      const lastLine = (await readFile(file, 'utf8')).trimEnd().split('\n').at(-1)!.length;
      await truncate(file, size - 1 - torn * Math.ceil(lastLine / 8));
      const [journal, opened] = await Journal.open(folder);
      expect(opened.effects).toBe(1);
      expect(journal.effectsOf('portal', 'A')).toEqual([1]);
      await journal.close();
    },
  );

  it('refuses to open when whole lines follow a bad one, and leaves the file alone', async () => {
    await withJournal(async (journal) => {
      for (const key of ['A', 'B', 'C']) await journal.store(cause, [created(key)]);
    });
    const damaged = (await readFile(file, 'utf8')).replace('"seq":2', '"seq":x');
    await writeFile(file, damaged);
    await expect(Journal.open(folder)).rejects.toThrow(DamagedLogError);
    expect(await readFile(file, 'utf8')).toBe(damaged);
  });

  it('gives calls numbers that no earlier call had', async () => {
    await withJournal(async (journal) => journal.store({ ...cause, call: 41 }, [created('A')]));
    await withJournal(async (journal) => expect(journal.nextCall()).toBe(42));
  });

  it('pages through effects, and through those of one key', async () => {
    await withJournal(async (journal) => {
      for (let n = 0; n < 25; n++) await journal.store(cause, [created(n % 2 ? 'odd' : 'even', { n })]);
      const first = await listEffects(journal, { after: 0, limit: 10 });
      expect(first.items.map(({ seq }) => seq)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
      expect((await listEffects(journal, { after: first.next!, limit: 10 })).items[0]!.seq).toBe(11);
      const odd = await listEffects(journal, { partner: 'portal', key: 'odd', after: 20, limit: 10 });
      expect(odd).toEqual({ items: [expect.objectContaining({ seq: 22 }), expect.objectContaining({ seq: 24 })] });
    });
  });

  it('exports the very bytes of the file', async () => {
    await withJournal(async (journal) => {
      for (const key of ['A', 'B', 'C']) await journal.store(cause, [created(key)]);
      const pieces: Buffer[] = [];
      for await (const piece of journal.exportLines('effects', 1)) pieces.push(piece);
      const lines = (await readFile(file, 'utf8')).split('\n');
      expect(Buffer.concat(pieces).toString()).toBe(lines.slice(1).join('\n'));
    });
  });

  it('is empty after clearing, also for what comes at the same moment', async () => {
    await withJournal(async (journal) => {
      await journal.store(cause, [created('A')]);
      await Promise.all([journal.store(cause, [created('B')]), journal.clear(), journal.store(cause, [created('C')])]);
      expect(journal.counts).toMatchObject({ effects: 1, subjects: 1 });
      expect((await journal.readEffect(1)).key).toBe('C');
    });
    await withJournal(async (journal) => expect(journal.counts.effects).toBe(1));
  });

  it('fails every append after a failed write, and says why', async () => {
    const [journal] = await Journal.open(folder);
    await journal.close();
    await expect(journal.store(cause, [created('A')])).rejects.toThrow();
    await expect(journal.store(cause, [created('B')])).rejects.toThrow();
    await expect(journal.settled()).rejects.toThrow();
  });
});
