import { setTimeout as sleep } from 'node:timers/promises';
import { sql, type Kysely } from 'kysely';
import { describeEachStore, withClient } from '@lienthong/store/testing';
import type { OpenGatewayCore } from '../core-options.js';
import type { FeedAnswer, FeedItem, FeedReader } from './core.js';
import { turnOfWriter } from '../store/commit-order.js';
import { aPut, CoreHarness } from '../testing/core-harness.js';
import { HubStage } from '../testing/hub-stage.js';
import { clientOf, finance, handoverRules, HandoverStage, justice, planning } from '../testing/handover-stage.js';
import { sampleDossier } from '../testing/sample-dossier.js';

const day = 24 * 3_600_000;
const readerOf = (...units: string[]): FeedReader => ({ client: `client-${units[0]}`, units: new Set(units) });

/** What happened, told to those whom it concerns. */
describeEachStore('the event feed', (openStore, kind) => {
  let h: CoreHarness;
  let s: HandoverStage;
  let db: Kysely<unknown>;
  let databaseUrl: string | undefined;
  const more: OpenGatewayCore[] = [];

  beforeEach(async () => {
    const opened = await openStore();
    databaseUrl = opened.databaseUrl;
    h = await CoreHarness.open(opened.store, {
      handovers: handoverRules,
      settings: { feedMillis: 30 * day, feedEveryMillis: 20 },
    });
    s = new HandoverStage(h);
    db = h.store.db('gateway');
  });
  afterEach(async () => {
    for (const core of [h.core, ...more.splice(0)]) await core.close();
  });

  const ask = (reader: FeedReader, after?: string, waitMillis = 0, limit = 200): Promise<FeedAnswer> =>
    h.core.events(reader, { limit, waitMillis, ...(after === undefined ? {} : { after }) });
  /** Whoever else writes on this server holds back what readers are told: until nobody does. */
  const allTold = async (): Promise<void> => {
    for (let held = 1; held > 0;) {
      const { rows } = await sql<{ held: number }>`
        select count(*)::int4 as held from gateway.feed_event f
        where f.era = (select coalesce(max(r.epoch), 0) from gateway.restored r)
          and f.turn >= pg_snapshot_xmin(pg_current_snapshot())::text::int8`.execute(db);
      held = rows[0]!.held;
      if (held > 0) await sleep(5);
    }
  };
  const read = async (reader: FeedReader, after?: string, waitMillis = 0, limit = 200) => {
    await allTold();
    return readNow(reader, after, waitMillis, limit);
  };
  const readNow = async (reader: FeedReader, after?: string, waitMillis = 0, limit = 200) => {
    const answer = await ask(reader, after, waitMillis, limit);
    if (answer.kind !== 'read') throw new Error(answer.kind);
    return answer;
  };
  const types = (items: readonly FeedItem[]): string[] => items.map(({ type }) => type.replace('vn.lienthong.', ''));

  it('tells a unit what became of its dossiers, in order and once, and where the rest is to be read', async () => {
    await s.state('D-1');
    await s.state('D-1', 2, { status: 'completed' });
    await s.state('D-1', 3, { status: 'completed', summary: 'another' });
    const [, sync] = await h.announced();
    await h.core.handleOutcomes([h.done(sync!)]);
    const { items, nextCursor } = await read(readerOf(justice));
    expect(types(items)).toEqual(['dossier.submitted', 'dossier.statusChanged', 'dossier.synced']);
    expect(items[1]).toMatchObject({
      ...{ specversion: '1.0', subject: 'D-1', dataschema: 'urn:lienthong:schema:dossier.statusChanged:1' },
      data: { dossier: 'D-1', unit: justice, revision: 2, from: 'processing', status: 'completed' },
    });
    expect(items[1]!.data['href']).toBe('/v1/dossiers/D-1');
    expect(items[2]!.data).toMatchObject({ exchange: sync!.exchange });
    expect(new Set(items.map(({ id }) => id)).size).toBe(3);
    expect(await read(readerOf(justice), nextCursor)).toEqual({ kind: 'read', items: [], nextCursor });
  });

  it('a page goes on where the one before ended', async () => {
    for (let n = 0; n < 5; n += 1) await s.state(`D-${n}`);
    const whole = (await read(readerOf(justice))).items;
    const found: FeedItem[] = [];
    let after: string | undefined;
    for (let page = 0; page < 3; page += 1) {
      const { items, nextCursor } = await read(readerOf(justice), after, 0, 2);
      found.push(...items);
      after = nextCursor;
    }
    expect(found).toEqual(whole);
    expect(found).toHaveLength(5);
  });

  it('a handover from behind another hub: its receiver hears that it came, and that it was taken back', async () => {
    const hub = new HubStage(h);
    expect(await hub.tell(hub.saidOf('G01-1', 'handOver'))).toEqual(['handled']);
    expect(await hub.tell(hub.saidOf('G01-1', 'withdrawn'))).toEqual(['handled']);
    const { items } = await read(readerOf(justice));
    expect(types(items)).toEqual(['handover.received', 'handover.withdrawn']);
    const { handover, href, ...rest } = items[0]!.data;
    expect(href).toBe(`/v1/inbox/${String(handover)}`);
    expect(rest).not.toHaveProperty('dossier');
    expect((await read(readerOf(finance))).items).toEqual([]);
  });

  it('another unit hears nothing', async () => {
    await s.state('D-1');
    expect((await read(readerOf(finance))).items).toEqual([]);
  });

  it('a unit that was handed a dossier hears of it until it has answered; of the handover for good', async () => {
    await s.state('D-1');
    const handover = await s.handed('D-1');
    await s.state('D-1', 2, { status: 'supplementRequested' });
    const reader = readerOf(planning);
    expect(types((await read(reader)).items)).toEqual(['handover.received', 'dossier.statusChanged']);
    await s.act(handover, 'answer');
    await s.state('D-1', 3, { status: 'processing' });
    const after = (await read(reader)).items;
    expect(types(after)).toEqual(['handover.received', 'handover.answered']);
    expect(after.map(({ data }) => data['href'])).toEqual([`/v1/inbox/${handover}`, `/v1/inbox/${handover}`]);
    const own = (await read(readerOf(justice))).items;
    expect(types(own)).toEqual([
      ...['dossier.submitted', 'handover.received', 'dossier.statusChanged', 'handover.answered'],
      'dossier.statusChanged',
    ]);
    expect(own[3]!.data).toMatchObject({ handover, state: 'answered', kind: 'request' });
    expect(types((await read(readerOf(finance))).items)).toEqual([]);
  });

  it('a receiver hears nothing of what it cannot read: exchanges, payments and deliveries are for the owner', async () => {
    await s.state('D-1');
    await s.handed('D-1');
    const [sync] = await h.announced();
    await h.core.handleOutcomes([h.changed(sync!, { state: 'parked', cause: 'http.500', whoActs: 'operator' })]);
    expect(types((await read(readerOf(planning))).items)).toEqual(['handover.received']);
    const own = (await read(readerOf(justice))).items.at(-1)!;
    expect(own).toMatchObject({
      type: 'vn.lienthong.exchange.parked',
      data: {
        exchange: sync!.exchange,
        partner: 'dvc-portal',
        whoActs: 'operator',
        href: `/v1/exchanges/${sync!.exchange}`,
      },
    });
  });

  it('a receiver hears nothing of what the same dossier’s owner hands to others', async () => {
    await s.state('D-1');
    const first = await s.handed('D-1');
    const second = await s.handed('D-1', { toUnit: finance });
    await s.act(second, 'answer', clientOf(finance));
    const hears = async (unit: string) => (await read(readerOf(unit))).items.map(({ data }) => data['handover']);
    expect(await hears(planning)).toEqual([first]);
    expect(await hears(finance)).toEqual([second, second]);
  });

  it('who has passed a dossier on hears of it no more, also not of what was before', async () => {
    await s.state('D-1');
    const content = sampleDossier({ revision: 2, unit: finance, status: 'processing' });
    await h.core.putDossier(aPut('D-1', 2, { content, client: 'both', mayUseUnit: () => true }));
    await h.core.putDossier(
      aPut('D-1', 3, { content: { ...content, revision: 3, status: 'completed' }, ...clientOf(finance) }),
    );
    expect((await read(readerOf(justice))).items).toEqual([]);
    expect(types((await read(readerOf(finance))).items)).toEqual(['dossier.statusChanged']);
  });

  it('holds no personal value', async () => {
    await s.state('D-1', 1, { summary: 'Tóm tắt bí mật' });
    const handover = await s.handed('D-1', { request: 'Lời nhờ riêng' });
    await s.act(handover, 'answer', { text: 'Câu trả lời riêng' });
    const { rows } = await sql<{ row: string }>`select f::text as row from gateway.feed_event f`.execute(db);
    const { name, personalNumber, phone } = sampleDossier({}).applicant;
    const told =
      rows.map(({ row }) => row).join('\n') + JSON.stringify((await read(readerOf(justice, planning))).items);
    for (const secret of ['bí mật', 'riêng', name, personalNumber!, phone!]) expect(told).not.toContain(secret);
  });

  describe('a cursor', () => {
    it('of another client, of another list or a broken one is refused', async () => {
      await s.state('D-1');
      const { nextCursor } = await read(readerOf(justice));
      const other = { client: 'another', units: new Set([justice]) };
      for (const [reader, cursor] of [
        [other, nextCursor],
        [readerOf(justice), nextCursor.slice(2)],
        [readerOf(justice), 'rubbish'],
      ] as const) {
        await expect(ask(reader, cursor)).rejects.toMatchObject({ name: 'BadCursor', parameter: 'after' });
      }
    });

    it('serves as long as nothing behind it has been removed; then it is gone, and says so', async () => {
      await s.state('D-1');
      const { nextCursor: first } = await read(readerOf(justice));
      await s.state('D-2');
      const { nextCursor: second } = await read(readerOf(justice), first);
      h.offset = 29 * day;
      await h.core.retention.roundNow();
      expect(types((await read(readerOf(justice), first)).items)).toEqual(['dossier.submitted']);
      h.offset = 31 * day;
      await s.state('D-3');
      await h.core.retention.roundNow();
      expect(h.core.retention.removed()).toMatchObject({ feedEvents: 2 });
      expect(await ask(readerOf(justice), first)).toEqual({ kind: 'gone' });
      expect((await read(readerOf(justice), second)).items.map(({ subject }) => subject)).toEqual(['D-3']);
      expect((await read(readerOf(justice))).items.map(({ subject }) => subject)).toEqual(['D-3']);
    });

    it('of before a restore goes on behind it, though numbers of transactions begin anew', async () => {
      await s.state('D-1');
      // As in a database in which far more had been going on.
      await sql`update gateway.feed_event set turn = turn + 1000000000`.execute(db);
      await sql`insert into gateway.restored (epoch, snapshot_at, restored_at) values (1, now(), now())`.execute(db);
      const { items, nextCursor } = await read(readerOf(justice));
      expect(items.map(({ subject }) => subject)).toEqual(['D-1']);
      await s.state('D-2');
      expect((await read(readerOf(justice), nextCursor)).items.map(({ subject }) => subject)).toEqual(['D-2']);
    });
  });

  describe('who waits', () => {
    it('gets what happens meanwhile, and only what concerns it', async () => {
      const { nextCursor } = await read(readerOf(justice));
      const waiting = readNow(readerOf(justice), nextCursor, 20_000);
      const elsewhere = readNow(readerOf(finance), undefined, 20_000);
      await s.state('D-1');
      expect(types((await waiting).items)).toEqual(['dossier.submitted']);
      await s.handed('D-1', { toUnit: finance });
      expect(types((await elsewhere).items)).toEqual(['handover.received']);
    });

    it('is answered with nothing when its time is up, and with the place up to which has been looked', async () => {
      const waiting = readNow(readerOf(finance), undefined, 300);
      await s.state('D-1');
      const { items, nextCursor } = await waiting;
      expect(items).toEqual([]);
      // What was passed by is not looked at again.
      const { rows } = await sql<{ n: number }>`select n from gateway.feed_event`.execute(db);
      const place = JSON.parse(Buffer.from(nextCursor, 'base64url').toString()) as [string, string];
      expect(place[1].endsWith(`.${rows[0]!.n}`)).toBe(true);
    });

    it('is let go when it hangs up, and when the process stops', async () => {
      const gone = new AbortController();
      const left = h.core.events(readerOf(finance), { limit: 1, waitMillis: 60_000, signal: gone.signal });
      await sleep(50);
      gone.abort();
      expect(await left).toMatchObject({ items: [] });
      const other = await h.another();
      more.push(other);
      const waiting = other.events(readerOf(finance), { limit: 1, waitMillis: 60_000 });
      await sleep(50);
      await more.pop()!.close();
      expect(await waiting).toMatchObject({ items: [] });
    });
  });

  it('several gateways write and a reader reads all of it, each dossier in its order', async () => {
    const cores = [h.core, await h.another({ handovers: handoverRules })];
    more.push(cores[1]!);
    const [dossiers, revisions] = kind === 'postgres' ? [30, 12] : [6, 6];
    const statuses = ['processing', 'supplementRequested'] as const;
    let over = false;
    const seen: FeedItem[] = [];
    const reading = (async () => {
      let after: string | undefined;
      // A transaction of another database on the server holds the feed back, too: until all is there, not until nothing comes.
      for (let idle = 0, until = Infinity; idle < 2 && Date.now() < until;) {
        const { items, nextCursor } = await readNow(readerOf(justice), after, 50, 7);
        seen.push(...items);
        after = nextCursor;
        if (over) until = Math.min(until, Date.now() + 20_000);
        idle = over && items.length === 0 && seen.length >= dossiers * revisions ? idle + 1 : 0;
      }
    })();
    await Promise.all(
      Array.from({ length: dossiers }, async (_, dossier) => {
        for (let revision = 1; revision <= revisions; revision += 1) {
          const content = sampleDossier({ revision, unit: justice, status: statuses[revision % 2]! });
          const put = aPut(`D-${dossier}`, revision, { content, ...clientOf(justice) });
          await cores[(dossier + revision) % 2]!.putDossier(put);
        }
      }),
    );
    over = true;
    await reading;
    expect(seen).toHaveLength(dossiers * revisions);
    for (let dossier = 0; dossier < dossiers; dossier += 1) {
      const own = seen.filter(({ subject }) => subject === `D-${dossier}`).map(({ data }) => data['revision']);
      expect(own).toEqual(Array.from({ length: revisions }, (_, at) => at + 1));
    }
  }, 60_000);

  // PGlite has one session: two transactions never run side by side there.
  (kind === 'postgres' ? describe : describe.skip)('while others write', () => {
    const write = (subject: string): string => `
      insert into gateway.feed_event (era, turn, recorded_at, at, type, subject, unit, receivers, data)
      select 0, ${turnOfWriter.compile(db).sql}, now(), now(),
        'dossier.synced', '${subject}', '${justice}', '', '{}'`;
    const subjects = async (after?: string) => {
      const { items, nextCursor } = await readNow(readerOf(justice), after);
      return {
        subjects: items.slice(-2).map(({ subject, type }) => `${subject} ${types([{ type } as FeedItem])}`),
        nextCursor,
      };
    };

    it('nobody is told what another may still get in front of', async () => {
      await s.state('D-1');
      await s.state('D-2');
      await allTold();
      const { nextCursor } = await subjects();
      await withClient(databaseUrl!, async (slow) => {
        await slow.query('begin');
        await slow.query(write('D-1'));
        await s.state('D-2', 2, { status: 'completed' });
        expect((await subjects(nextCursor)).subjects).toEqual([]);
        await slow.query('commit');
      });
      await allTold();
      expect((await subjects(nextCursor)).subjects).toEqual(['D-1 dossier.synced', 'D-2 dossier.statusChanged']);
    });

    it('of two that write about one dossier the later one comes later, also where it had its number first', async () => {
      await s.state('D-1');
      await allTold();
      const { nextCursor } = await subjects();
      await withClient(databaseUrl!, async (first) =>
        withClient(databaseUrl!, async (third) => {
          await first.query('begin');
          await first.query('select pg_current_xact_id()');
          await s.state('D-1', 2, { status: 'completed' });
          await third.query('begin');
          await third.query('select pg_current_xact_id()');
          await first.query(write('D-1'));
          await first.query('commit');
          const { subjects: early, nextCursor: cursor } = await subjects(nextCursor);
          await third.query('rollback');
          await allTold();
          const { subjects: late } = await subjects(cursor);
          expect([...early, ...late]).toEqual(['D-1 dossier.statusChanged', 'D-1 dossier.synced']);
        }),
      );
    });
  });
});
