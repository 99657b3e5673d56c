import { setTimeout as sleep } from 'node:timers/promises';
import { sql } from 'kysely';
import { describeEachStore, withClient, type TestStore } from '@lienthong/store/testing';
import { rulesOf } from '../settings-of.js';
import { CoreHarness } from '../testing/core-harness.js';
import { turnOfWriter } from '../store/commit-order.js';
import { aDossier, startHttp, testConfig, type HttpFixture } from '../testing/http-fixture.js';

const path = '/v1/registers/receipts-and-returns';
const ndjson = { 'content-type': 'application/x-ndjson' };

interface Item {
  readonly number: number;
  readonly entry: string;
  readonly at: string;
  readonly by: string;
  readonly dossier: string;
  readonly applicant: string;
}

describeEachStore('the book of receipts and returns', (open, kind) => {
  let opened: TestStore;
  let h: CoreHarness;
  let http: HttpFixture;
  const put = async (code: string, changes: Record<string, unknown> = {}): Promise<void> => {
    const { status } = await http.ask(`/v1/dossiers/${code}`, { method: 'PUT', body: aDossier(changes) });
    expect(status).toBe(202);
  };
  const receivedAt = (time: string): Record<string, unknown> => ({ receivedAt: time });

  beforeAll(async () => {
    opened = await open();
    h = await CoreHarness.open(opened.store, rulesOf(testConfig));
    http = await startHttp({ core: h.core });
    await put('A-1', receivedAt('2026-11-20T00:00:00+07:00'));
    await put('A-2', receivedAt('2026-11-20T23:59:59+07:00'));
    // In Vietnam a day has begun seven hours before it begins in Greenwich.
    await put('A-3', receivedAt('2026-11-19T16:59:59Z'));
    await put('A-4', { ...receivedAt('2026-11-20T08:00:00+07:00'), unit: 'X99' });
    await put('A-5', { status: 'registered', receivedAt: null });
    await put('A-1', { revision: 2, status: 'completed', receivedAt: '2026-11-20T00:00:00+07:00' });
    await put('A-1', {
      revision: 3,
      status: 'returned',
      returnedAt: '2026-11-20T10:00:00+07:00',
      receivedAt: '2026-11-25T00:00:00+07:00',
    });
    await put('A-1', { revision: 4, status: 'processing' });
    await put('A-2', {
      revision: 2,
      status: 'completed',
      returnBy: 'electronic',
      finishedAt: '2026-11-21T08:00:00+07:00',
    });
    const name = '=cmd|"/C calc"!A0, <b>Chủ hồ sơ</b>';
    const applicant = { kind: 'citizen', name };
    const lines = Array.from({ length: 450 }, (_, n) =>
      JSON.stringify(aDossier({ code: `B-${449 - n}`, receivedAt: '2026-03-05T08:00:00+07:00', applicant })),
    );
    await http.ask('/v1/dossiers/bulk', { method: 'POST', headers: ndjson, body: lines.join('\n') });
  }, 120_000);
  afterAll(async () => {
    await http?.close();
    await h?.core.close();
    await opened?.dispose();
  });

  /** Whoever else writes on this server holds back what is shown: until nobody does. */
  const allShown = async (): Promise<void> => {
    for (;;) {
      const { rows } = await sql`
        select from gateway.book_entry e where e.turn >= pg_snapshot_xmin(pg_current_snapshot())::text::int8`.execute(
        opened.store.db('gateway'),
      );
      if (rows.length === 0) return;
      await sleep(5);
    }
  };
  const book = async (unit: string, day: string, more = ''): Promise<readonly Item[]> => {
    await allShown();
    return bookNow(unit, day, more);
  };
  const bookNow = async (unit: string, day: string, more = ''): Promise<readonly Item[]> => {
    const items: Item[] = [];
    let cursor = '';
    do {
      const { status, json } = await http.ask(`${path}?unit=${unit}&day=${day}${more}${cursor}`);
      expect(status).toBe(200);
      items.push(...(json.items as Item[]));
      cursor = json.nextCursor === undefined ? '' : `&cursor=${json.nextCursor}`;
    } while (cursor !== '');
    return items;
  };

  it('holds what a unit has received and returned on a day in Vietnam, once each, numbered, when and by whom', async () => {
    expect(await book('H44.01', '2026-11-20')).toMatchObject([
      { number: 1, entry: 'received', dossier: 'A-1', at: '2026-11-20T00:00:00+07:00', by: 'demo' },
      { number: 2, entry: 'received', dossier: 'A-2', at: '2026-11-20T23:59:59+07:00' },
      { number: 1, entry: 'returned', dossier: 'A-1', at: '2026-11-20T10:00:00+07:00' },
    ]);
    expect(await book('H44.01', '2026-11-21')).toMatchObject([{ number: 1, entry: 'returned', dossier: 'A-2' }]);
    expect(await book('H44.01', '2026-11-19')).toMatchObject([{ dossier: 'A-3' }]);
    expect(await book('H44.01', '2026-11-25')).toEqual([]);
    expect(await book('X99', '2026-11-20')).toMatchObject([{ dossier: 'A-4' }]);
    expect(await book('H44', '2026-11-20')).toEqual([]);
    expect(await book('H44.01', '2026-11-20', '&entry=returned')).toMatchObject([{ number: 1, dossier: 'A-1' }]);
    // What is received later has the number behind, also where it was received before.
    await put('A-5', { revision: 2, receivedAt: '2026-11-20T00:00:01+07:00' });
    expect(
      (await book('H44.01', '2026-11-20', '&entry=received')).map(({ number, dossier }) => [number, dossier]),
    ).toEqual([
      [1, 'A-1'],
      [2, 'A-2'],
      [3, 'A-5'],
    ]);
  });

  // PGlite has one session: two transactions never run side by side there.
  (kind === 'postgres' ? it : it.skip)(
    'no number moves: what another may still get in front of is not shown',
    async () => {
      const [unit, day] = ['H44.01', '2026-07-01'];
      await withClient(opened.databaseUrl!, async (slow) => {
        await slow.query('begin');
        await slow.query(`
        insert into gateway.book_entry (era, turn, unit, day, recorded_at, dossier, entry, at, by)
        select 0, ${turnOfWriter.compile(opened.store.db('gateway')).sql}, '${unit}', '${day}', now() + interval '1 hour',
          'Z-1', 'received', now(), 'demo'`);
        await put('Z-2', receivedAt(`${day}T08:00:00+07:00`));
        expect(await bookNow(unit, day)).toEqual([]);
        await slow.query('commit');
      });
      const shown = await book(unit, day);
      expect(shown.map(({ number, dossier }) => [number, dossier])).toEqual([
        [1, 'Z-1'],
        [2, 'Z-2'],
      ]);
      await sql`delete from gateway.book_entry where dossier = 'Z-1'`.execute(opened.store.db('gateway'));
    },
  );

  it('is what SQL finds in the events', async () => {
    const { rows } = await sql<{ unit: string; day: string; entry: string; n: number }>`
      select x.args ->> 'unit' as unit, k.entry,
        ((x.args ->> (k.entry || 'At'))::timestamptz at time zone 'Asia/Ho_Chi_Minh')::date::text as day, count(distinct x.subject)::int4 as n
      from (select e.subject, e.args::json as args from gateway.dossier_event e where e.kind like 'dossier.%') x
      cross join (values ('received'), ('returned')) k (entry)
      where x.args ->> (k.entry || 'At') is not null group by 1, 2, 3`.execute(opened.store.db('gateway'));
    expect(rows.length).toBeGreaterThanOrEqual(6);
    for (const { unit, day, entry, n } of rows) {
      const { json } = await http.ask(`${path}?unit=${unit}&day=${day}`);
      expect([unit, day, entry, json.totals[entry]]).toEqual([unit, day, entry, n]);
      expect(await book(unit, day, `&entry=${entry}&limit=200`)).toHaveLength(n);
    }
    const written = await sql<{ n: number }>`select count(*)::int4 as n from gateway.book_entry`.execute(
      opened.store.db('gateway'),
    );
    expect(written.rows[0]!.n).toBe(rows.reduce((sum, { n }) => sum + n, 0));
  });

  it('of a large day comes page by page, whole and in order', async () => {
    const items = await book('H44.01', '2026-03-05', '&limit=120');
    expect(items.map(({ number }) => number)).toEqual(Array.from({ length: 450 }, (_, n) => n + 1));
    // In the order of the lines, and not of the codes.
    expect(items.map(({ dossier }) => dossier)).toEqual(Array.from({ length: 450 }, (_, n) => `B-${449 - n}`));
    expect((await http.ask(`${path}?unit=H44.01&day=2026-03-05`)).json.totals).toEqual({ received: 450, returned: 0 });
    // Of the whole day, whatever is listed.
    expect((await http.ask(`${path}?unit=H44.01&day=2026-03-05&entry=returned`)).json.totals).toEqual({
      ...{ received: 450, returned: 0 },
    });
  });

  it('as CSV holds the whole day, opens as UTF-8, and nothing in it is a formula', async () => {
    const csv = await http.ask(`${path}?unit=H44.01&day=2026-03-05`, { headers: { accept: 'text/csv' } });
    expect(csv.headers['content-type']).toBe('text/csv; charset=utf-8; header=present');
    expect(csv.headers['content-disposition']).toContain('receipts-and-returns-H44.01-2026-03-05.csv');
    expect([...csv.bytes.subarray(0, 3)]).toEqual([0xef, 0xbb, 0xbf]);
    const lines = csv.text.split('\r\n');
    expect(lines).toHaveLength(452);
    expect(lines[1]).toContain(`"1","Tiếp nhận","05/03/2026 08:00","B-449"`);
    expect(lines[450]).toContain('"450"');
    expect(lines[1]).toContain(`"'=cmd|""/C calc""!A0, <b>Chủ hồ sơ</b>"`);
    const other = await http.ask(`${path}?unit=H44.01&day=2026-03-05&format=csv&separator=semicolon`);
    expect(other.text).toContain(`"1";"Tiếp nhận"`);
  });

  it('as a page for printing holds the whole day, and nothing in it runs', async () => {
    const page = await http.ask(`${path}?unit=H44.01&day=2026-03-05&format=html`);
    expect(page.headers['content-type']).toBe('text/html; charset=utf-8');
    expect(page.headers['content-security-policy']).toMatch(/^default-src 'none'; style-src 'sha256-/);
    expect(page.text.match(/<tr>/g)).toHaveLength(451);
    expect(page.text).toContain('Sở Tư pháp');
    expect(page.text).toContain('&lt;b&gt;Chủ hồ sơ&lt;/b&gt;');
    expect(page.text).not.toContain('<b>');
    expect(page.text.trimEnd()).toMatch(/<\/html>$/);
  });

  it.each([
    ['?day=2026-11-20', 'request.invalid', '/query/unit'],
    ['?unit=H44.01', 'request.invalid', '/query/day'],
    ['?unit=H44.01&day=2026-02-30', 'request.invalid', '/query/day'],
    ['?unit=H44.01&day=2026-11-20&format=pdf', 'request.invalid', '/query/format'],
    ['?unit=H44.01&day=2026-11-20&format=csv&limit=5', 'request.invalid', '/query/limit'],
    ['?unit=H44.01&day=2026-11-20&cursor=nonsense', 'request.invalid', '/query/cursor'],
    ['?unit=H30&day=2026-11-20', 'access.unitForbidden', undefined],
  ])('asked wrongly (%s) says so', async (query, code, pointer) => {
    const { json } = await http.ask(path + query);
    expect([json.code, json.errors?.[0]?.pointer]).toEqual([code, pointer]);
  });
});
