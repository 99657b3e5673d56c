/// <reference types="jest" />
import { randomBytes } from 'node:crypto';
import { deliveryIdOf } from '@lienthong/contracts';
import { Keyring, MasterKey } from '@lienthong/seal';
import { pgliteTestStore, severable, type Severable, type TestStore } from '@lienthong/store/testing';
import { eventually } from '../contract/eventually.js';
import { FeedBench } from './feed-bench.js';
import { startFeedPartner, type FeedPartner } from './feed-partner.js';
import type { FeedHarness, FeedRow } from './harness.js';
import { RefusingTable } from './refusing-table.js';

const minute = 60_000;
const day = 24 * 60 * minute;
const pageRows = 5;

/** What a feed promises: every row once, whatever its order; the cursor with its rows; what cannot be read stops only itself. */
export function describeFeedContract(name: string, harness: FeedHarness): void {
  describe(`${name} keeps the contract of a feed`, () => {
    const keyring = new Keyring(new MasterKey(randomBytes(32)));
    let database: TestStore;
    let cuttable: Severable;
    let partner: FeedPartner;
    let numbers = 0;
    const benches: FeedBench[] = [];

    beforeAll(async () => {
      database = await pgliteTestStore();
      cuttable = severable(database.store);
    });
    beforeEach(async () => {
      partner = await startFeedPartner(harness);
    });
    afterEach(async () => {
      cuttable.heal();
      for (const bench of benches.splice(0)) await bench.stop();
      await partner.close();
    });
    afterAll(() => database?.dispose());

    const open = async (): Promise<FeedBench> => {
      const parts = { store: cuttable.store, keyring, baseUrl: partner.baseUrl, pageRows };
      const bench = await FeedBench.open(harness, parts);
      benches.push(bench);
      return bench;
    };
    const end = async (bench: FeedBench): Promise<void> => {
      benches.splice(benches.indexOf(bench), 1);
      await bench.stop();
    };
    const rowAt = (idAt: Date, more: Partial<FeedRow> = {}): FeedRow => ({ number: ++numbers, step: 1, idAt, ...more });
    /** Rows of different orders, the last a minute ago. */
    const some = (count: number): FeedRow[] =>
      Array.from({ length: count }, (_, at) => rowAt(new Date(Date.now() - (count - at) * minute)));
    const referencesOf = (rows: readonly FeedRow[]) => rows.map(({ number }) => harness.referenceOf(number)).sort();
    const told = () => benches.flatMap((bench) => bench.tracked());
    const toldOf = (count: number) => eventually(`${count} rows`, told, (rows) => rows.length >= count);
    /** The feed has been read whole once more from now on. */
    const readAgain = async (): Promise<void> => {
      const from = partner.asked.length;
      const rounds = Math.ceil(partner.rows.length / pageRows) + 2;
      await eventually(
        'another reading',
        () => partner.asked.length,
        (asked) => asked >= from + 2 * rounds,
      );
    };

    it('every row is told once, as its own event, and sealed', async () => {
      partner.rows.push(...some(12));
      await open();
      const rows = await toldOf(12);
      await readAgain();
      expect(rows.map(({ reference }) => reference).sort()).toEqual(referencesOf(partner.rows));
      expect(told()).toHaveLength(12);
      for (const { account, reference, delivery, subject, confirmed } of rows) {
        expect({ delivery, confirmed }).toEqual({ delivery: deliveryIdOf(account, reference), confirmed: true });
        expect(subject).toBe(`delivery:${delivery}`);
      }
      expect(harness.personal.length).toBeGreaterThan(0);
      for (const value of harness.personal) expect(JSON.stringify(told())).not.toContain(value);
    });

    it('doubled rows, in a page and over pages, are one', async () => {
      const rows = some(7);
      partner.rows.push(...rows, ...rows, ...rows.slice(0, 2));
      await open();
      await toldOf(7);
      await readAgain();
      expect(new Set(told().map(({ event }) => event)).size).toBe(7);
      expect(told()).toHaveLength(7);
    });

    it('a row that lands behind the cursor is told', async () => {
      partner.rows.push(...some(6));
      await open();
      await toldOf(6);
      const late = rowAt(new Date(Date.now() - 30 * minute));
      partner.rows.push(late);
      const rows = await toldOf(7);
      expect(rows.at(-1)).toMatchObject({ reference: harness.referenceOf(late.number) });
    });

    it('out of order: what happened when is told as it was said', async () => {
      const number = ++numbers;
      const times = [5, 3, 4].map((minutes) => new Date(Date.now() - minutes * minute));
      partner.rows.push(
        ...times.map((eventAt, step) => ({ number, step, idAt: new Date(Date.now() - (9 - step) * minute), eventAt })),
      );
      await open();
      const rows = await toldOf(3);
      expect(rows.map(({ at }) => Math.floor(Date.parse(at) / 1000))).toEqual(
        times.map((at) => Math.floor(at.getTime() / 1000)),
      );
    });

    it('from the future: doubtful, and nothing after it is passed over', async () => {
      const [first, future] = [rowAt(new Date(Date.now() - minute)), rowAt(new Date(Date.now() + 400 * day))];
      partner.rows.push(first, future);
      const bench = await open();
      const rows = await toldOf(2);
      const stated = new Map(rows.map(({ reference, confirmed }) => [reference, confirmed]));
      expect(stated.get(harness.referenceOf(first.number))).toBe(true);
      expect(stated.get(harness.referenceOf(future.number))).toBe(false);
      await end(bench);
      partner.rows.push(rowAt(new Date(Date.now() - minute / 2)));
      await open();
      await toldOf(1);
      expect(told()[0]).toMatchObject({ confirmed: true });
    });

    it('from the future: told again as confirmed when its time has come', async () => {
      const old = rowAt(new Date(Date.now() - 30 * minute), { eventAt: new Date(Date.now() + 1_500) });
      partner.rows.push(old, ...some(1));
      await open();
      const rows = await toldOf(3);
      const ofOld = rows.filter(({ reference }) => reference === harness.referenceOf(old.number));
      expect(ofOld.map(({ confirmed }) => confirmed)).toEqual([false, true]);
      expect(new Set(ofOld.map(({ event }) => event)).size).toBe(1);
    });

    it("unknown orders are told as what they are; another customer's are nobody's business", async () => {
      partner.rows.push(...some(2), rowAt(new Date(Date.now() - 1_000), { of: 'another customer' }), ...some(1));
      await open();
      await toldOf(3);
      await readAgain();
      expect(told()).toHaveLength(3);
    });

    it('a row that cannot be read stops only itself, is kept, and the gateway and the log are told of it once', async () => {
      const [before, spoilt, after] = some(3);
      partner.rows.push(before!, { ...spoilt!, spoilt: 'unreadable' }, after!);
      const bench = await open();
      await toldOf(2);
      await readAgain();
      expect(told()).toHaveLength(2);
      expect(bench.events.filter(({ event }) => event === 'inboundRefused')).toEqual([
        expect.objectContaining({ ground: 'content', kept: true }),
      ]);
      expect(bench.unreadable()).toEqual([
        expect.objectContaining({ cause: expect.stringMatching(/^[\w-]+\.\w+$/) as string, bytes: expect.any(Number) }),
      ]);
      expect(bench.events.filter(({ event }) => event === 'jobFailed')).toEqual([]);
    });

    it('a page that breaks off: nothing of it is taken, it is told, and read again', async () => {
      partner.rows.push(...some(8));
      let cut = 0;
      partner.spoil = (body) => ((cut += 1) === 1 ? body.slice(0, -2) : body);
      const bench = await open();
      await toldOf(8);
      expect(told()).toHaveLength(8);
      expect(bench.events.filter(({ event }) => event === 'jobFailed').length).toBeGreaterThan(0);
    });

    it('a partner that is away and comes back', async () => {
      partner.spoil = () => undefined;
      const bench = await open();
      await eventually(
        'it to be told',
        () => bench.events,
        (events) => events.some(({ event }) => event === 'jobFailed'),
      );
      partner.rows.push(...some(3));
      partner.spoil = undefined;
      await toldOf(3);
    });

    it('a process that ends between two pages: the next one goes on, and no row is lost', async () => {
      partner.rows.push(...some(20));
      let pages = 0;
      partner.spoil = (body) => ((pages += 1) === 1 ? body : undefined);
      const first = await open();
      await toldOf(pageRows);
      await end(first);
      partner.spoil = undefined;
      const second = await open();
      const all = () => new Set([...first.tracked(), ...second.tracked()].map(({ event }) => event));
      await eventually('every row', all, (events) => events.size >= 20);
      expect(first.tracked()).toHaveLength(pageRows);
      // The first page stood in the store with its cursor: the second process tells the rest only.
      expect(second.tracked()).toHaveLength(20 - pageRows);
    });

    it.each(['received', 'cursor'] as const)('what %s does not take leaves neither rows nor cursor', async (name) => {
      const bench = await open();
      await readAgain();
      const table = new RefusingTable(database.store, name);
      await table.refuse();
      const before = { held: await table.held(), events: bench.events.length };
      try {
        // The last one moves the cursor.
        partner.rows.push(...some(2), rowAt(new Date(Date.now() - 1_000)));
        await eventually(
          'a reading that has failed',
          () => bench.events.slice(before.events),
          (events) => events.some(({ event }) => event === 'jobFailed'),
        );
        expect([await table.held(), bench.tracked()]).toEqual([before.held, []]);
      } finally {
        await table.take();
      }
      await toldOf(3);
      expect(await table.held()).not.toEqual(before.held);
    });

    it('a store that is away takes neither rows nor cursor; afterwards all rows are there', async () => {
      const bench = await open();
      await eventually(
        'a first reading',
        () => partner.asked.length,
        (asked) => asked > 0,
      );
      const before = bench.events.length;
      cuttable.sever();
      partner.rows.push(...some(6));
      await eventually(
        'a reading that has failed',
        () => bench.events.slice(before),
        (events) => events.some(({ event }) => event === 'jobFailed'),
      );
      expect(bench.tracked()).toEqual([]);
      cuttable.heal();
      await toldOf(6);
      expect(told()).toHaveLength(6);
    });

    it('two processes over one store: each row once, by one of them', async () => {
      partner.rows.push(...some(15));
      await open();
      await open();
      await toldOf(15);
      await readAgain();
      expect(told()).toHaveLength(15);
    });
  });
}
