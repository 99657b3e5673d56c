import { sql, type Kysely } from 'kysely';
import { within } from '@lienthong/store';
import { describeEachStore } from '@lienthong/store/testing';
import { aPut, CoreHarness } from '../testing/core-harness.js';
import { fillGateway } from '../testing/fill-history.js';
import { exchangeShelf } from './exchange-shelf.js';

const day = 24 * 3_600_000;

describeEachStore('exchanges that ended long ago', (openStore, kind) => {
  let h: CoreHarness;
  let db: Kysely<unknown>;
  const rowsOf = async (table: string): Promise<number> => {
    const { rows } = await sql<{
      rows: number;
    }>`select count(*)::int4 as rows from ${sql.id('gateway', table)}`.execute(db);
    return rows[0]!.rows;
  };

  beforeEach(async () => {
    h = await CoreHarness.open((await openStore()).store, { settings: { exchangeMillis: 100 * day } });
    db = h.store.db('gateway');
  });
  afterEach(() => h.core.close());

  // The single session of PGlite takes its time over the filling, not over the removing.
  const subjects = kind === 'postgres' ? 10_000 : 1_000;

  it('go in bounded portions while new ones are accepted; dossiers and timelines stay', async () => {
    await fillGateway(db, { subjects, ageDays: 200 });
    await fillGateway(db, { subjects: 50, from: 100_000, ageDays: 20 });
    const round = h.core.retention.roundNow();
    let accepted = 0;
    for (let over = false; !over; accepted += 1) {
      over = await Promise.race([round.then(() => true), h.core.putDossier(aPut(`N-${accepted}`)).then(() => false)]);
    }
    expect(await round).toBe(2 * subjects);
    expect(accepted).toBeGreaterThan(5);
    expect(h.core.retention.removed()).toEqual({ exchanges: 2 * subjects });
    expect(await rowsOf('exchange_state')).toBe(100);
    expect(await rowsOf('exchange_attempt')).toBe(100);
    expect(await rowsOf('exchange_side_call')).toBe(100);
    expect(await rowsOf('dossier_event')).toBeGreaterThanOrEqual(subjects + 50);
    const kept = await sql<{
      old: number;
    }>`select count(*)::int4 as old from gateway.dossier where code like 'OLD%'`.execute(db);
    expect(kept.rows[0]!.old).toBe(subjects + 50);
    expect((await h.announced()).length).toBeGreaterThanOrEqual(accepted);
  }, 120_000);

  // The single session of PGlite does one thing after the other.
  if (kind === 'postgres') {
    it('a portion that is under way locks nothing that intake needs, of its own dossiers neither', async () => {
      await h.core.handleOutcomes([h.done(await h.put('A')), h.done(await h.put('B'))]);
      const words = [aPut('A', 2), aPut('B', 2), aPut('C')];
      const portion = await db.startTransaction().execute();
      await sql`set local idle_in_transaction_session_timeout = 0`.execute(portion);
      const { removed } = await exchangeShelf(portion, () => Date.now() + day).removeSome(undefined, 100);
      const accept = () => Promise.all(words.map((word) => h.core.putDossier(word)));
      const answers = await within(10_000, accept, 'they wait for the portion to end' as const);
      await portion.commit().execute();
      expect(removed).toBe(2);
      expect(answers).toMatchObject(words.map(() => ({ kind: 'accepted' })));
    }, 60_000);
  }

  it('no portion is larger than it may be', async () => {
    await fillGateway(db, { subjects: 50, ageDays: 200 });
    const shelf = exchangeShelf(db, () => Date.now() - 100 * day);
    const first = await shelf.removeSome(undefined, 30);
    expect(first.removed).toBe(30);
    const second = await shelf.removeSome(first.next, 30);
    expect(second.removed).toBe(30);
    expect(await rowsOf('exchange')).toBe(40);
  });

  it('nothing goes of a dossier of which anything is open', async () => {
    await fillGateway(db, { subjects: 20, ageDays: 200, openEvery: 4 });
    expect(await h.core.retention.roundNow()).toBe(30);
    const { rows } = await sql<{ subject: string }>`
      select distinct e.subject from gateway.exchange e order by 1`.execute(db);
    expect(rows.map(({ subject }) => Number(subject.slice(4)))).toEqual([4, 8, 12, 16, 20]);
  });

  it('an exchange of long ago that ended yesterday stays', async () => {
    await fillGateway(db, { subjects: 3, ageDays: 200 });
    await sql`update gateway.exchange_state set changed_at = now() - interval '1 day'`.execute(db);
    expect(await h.core.retention.roundNow()).toBe(0);
    expect(await rowsOf('exchange')).toBe(6);
  });

  it('a start whose bus keeps records for longer is refused in a sentence', async () => {
    Object.assign(h.bus, { retentionMillis: 7 * day });
    await expect(h.another({ settings: { exchangeMillis: 7 * day } })).rejects.toThrow(
      'retention.exchangeDays keeps ended work for 7 days and the bus keeps its records for 7 days',
    );
    const fits = await h.another({ settings: { exchangeMillis: 8 * day } });
    await fits.close();
  });
});
