import { sql } from 'kysely';
import type { Delivery } from '@lienthong/bus';
import type { ExchangeAnnounced, ExchangeChanged, ExchangeCommand } from '@lienthong/contracts';
import { describeEachStore } from '@lienthong/store/testing';
import type { OpenGatewayCore } from '../core-options.js';
import type { ReplayState, ReplayView } from './core.js';
import { fileParked, fileRefused } from './migrations.js';
import { overtakenShelf } from './overtaken-shelf.js';
import { aPut, aStep, CoreHarness } from '../testing/core-harness.js';
import { sampleDossier } from '../testing/sample-dossier.js';

const refused = 'dvc-portal:addProgress:portal.refused';
const broken = 'dvc-portal:addProgress:portal.brokenContract';
const lost = 'dvc-portal:addProgress:owner.lost';
/** Every third is of one class. */
const failures: readonly Partial<ExchangeChanged>[] = [
  { outcome: 'refused', cause: 'portal.refused', surelyNotDone: true, whoActs: 'agency' },
  { outcome: 'brokenContract', cause: 'portal.brokenContract', surelyNotDone: true, whoActs: 'operator' },
  { outcome: 'unknown', cause: 'owner.lost', surelyNotDone: false, whoActs: 'operator' },
];
/** Of each class. 10,000 in all are played by `PARKED=10000`. */
const each = Math.ceil(Number(process.env['PARKED'] ?? 300) / 3);
const page = { limit: 200 };

const pauseFor = (millis: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, millis));

async function until<T>(read: () => Promise<T>, holds: (found: T) => boolean): Promise<T> {
  for (let tries = 0; tries < 3_000; tries += 1) {
    const found = await read();
    if (holds(found)) return found;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  throw new Error('it has not become true');
}

describeEachStore('failures that wait for a person', (openStore) => {
  let h: CoreHarness;
  /** The connectors of this test: what they make of the commands they are told; nothing: they refuse to. */
  let connectors: (command: ExchangeCommand, of: ExchangeAnnounced) => readonly Partial<ExchangeChanged>[] | undefined;
  const known = new Map<string, ExchangeAnnounced>();
  let carriedOut = 0;
  let core: OpenGatewayCore;

  const done = (version: number): Partial<ExchangeChanged> => ({ version, state: 'settled', outcome: 'done' });
  /** Answers every command that has come since the last look. */
  async function work(): Promise<void> {
    const commands = (await h.commands()).slice(carriedOut);
    const told: Delivery[] = [];
    for (const command of commands) {
      const of = known.get(command.exchange)!;
      const changes = connectors(command, of);
      if (!changes) break;
      carriedOut += 1;
      const refusal = { verdict: 'refused', reason: 'exchange.versionConflict' } as const;
      told.push(
        ...changes.map((change) => h.changed(of, { attempts: 2, ...change })),
        h.answered(command, changes.length === 0 ? refusal : {}),
      );
    }
    if (told.length > 0) await core.handleOutcomes(told);
  }
  const ended = (id: string): Promise<ReplayView> =>
    until(
      async () => {
        await work();
        return (await core.replays.get(id))!;
      },
      ({ endedAt }) => endedAt !== undefined,
    );
  const start = (name: string, mode: 'dryRun' | 'canary' = 'canary', key?: string, why = 'Cổng đã sửa') =>
    core.replays.start({
      ...{ class: name, mode, why, operator: 'an' },
      ...(key ? { idempotency: { key, request: `${name} ${mode}` } } : {}),
    });
  async function started(name: string): Promise<ReplayView> {
    const answer = await start(name);
    if (answer.kind !== 'accepted') throw new Error(answer.kind);
    return answer.replay;
  }
  const counts = async (): Promise<Record<string, number>> =>
    Object.fromEntries((await core.replays.listClasses({}, page)).items.map((one) => [one.class, one.count]));
  const sentOf = async (exchanges: ReadonlySet<string>): Promise<readonly ExchangeCommand[]> =>
    (await h.commands()).filter(({ exchange }) => exchanges.has(exchange));
  /** The exchanges of a class. */
  async function members(name: string): Promise<ReadonlySet<string>> {
    const { rows } = await sql<{ exchange: string }>`
      select p.exchange from gateway.parked_exchange p where p.class = ${name}`.execute(h.store.db('gateway'));
    return new Set(rows.map(({ exchange }) => exchange));
  }
  async function park(codes: readonly string[], failureOf: (at: number) => Partial<ExchangeChanged>): Promise<void> {
    await core.putDossiers(codes.map((code) => aPut(code, 1, { content: sampleDossier({ dueAt: dueOf(code) }) })));
    await Promise.all(codes.map((code) => core.addStep(aStep(code))));
    const fresh = (await h.announced()).filter(
      ({ operation, exchange }) => operation === 'addProgress' && !known.has(exchange),
    );
    for (const one of fresh) known.set(one.exchange, one);
    const byCode = new Map(fresh.map((one) => [one.subject, one]));
    await core.handleOutcomes(
      codes.map((code, at) => h.changed(byCode.get(code)!, { version: 2, state: 'parked', ...failureOf(at) })),
    );
  }
  /** The later the code, the more urgent. */
  const dueOf = (code: string): string =>
    new Date(Date.parse('2027-01-01T00:00:00Z') - Number(code.slice(1)) * 60_000).toISOString();
  const codesFrom = (first: number, count: number): string[] =>
    Array.from({ length: count }, (_, n) => `P${String(first + n).padStart(6, '0')}`);

  beforeAll(async () => {
    h = await CoreHarness.open((await openStore()).store, { settings: { replayPerSecond: 200, replayLookMillis: 50 } });
    core = h.core;
    known.clear();
    carriedOut = 0;
    for (let first = 0; first < 3 * each; first += 600) {
      await park(codesFrom(first, Math.min(600, 3 * each - first)), (at) => failures[at % 3]!);
    }
  }, 600_000);
  afterAll(() => h.core.close());

  it('are grouped by partner, operation and cause, and say what may be sent again', async () => {
    const before = Date.now();
    const { items } = await core.replays.listClasses({}, page);
    const took = Date.now() - before;
    expect(items.map(({ class: name, count, fates, replayable }) => ({ name, count, fates, replayable }))).toEqual([
      { name: lost, count: each, fates: { surelyNotDone: 0, refused: 0, unknown: each }, replayable: 0 },
      { name: broken, count: each, fates: { surelyNotDone: each, refused: 0, unknown: 0 }, replayable: each },
      { name: refused, count: each, fates: { surelyNotDone: 0, refused: each, unknown: 0 }, replayable: each },
    ]);
    expect(items[2]).toMatchObject({ whoActs: 'agency', partner: 'dvc-portal', cause: 'portal.refused' });
    expect(items[2]!.detail).toContain('Cổng từ chối dữ liệu của hồ sơ');
    const firstOfClass = codesFrom(3 * (each - 1), 1)[0]!;
    expect(items[2]!.oldestDue).toBe(dueOf(firstOfClass));
    const [first] = (await core.listExchanges({ class: refused }, { limit: 1 })).items;
    expect(first).toMatchObject({ state: 'parked', cause: 'portal.refused' });
    const paged = await core.replays.listClasses({}, { limit: 2 });
    expect((await core.replays.listClasses({}, { limit: 2, cursor: paged.nextCursor! })).items).toMatchObject([
      { class: refused },
    ]);
    expect((await core.replays.listClasses({ partner: 'emc' }, page)).items).toEqual([]);
    console.log(`failure classes of ${3 * each} parked: ${took} ms`);
  });

  it('are filed anew where a process of before had parked them, and taken out when they are given up', async () => {
    const db = h.store.db<unknown>('gateway');
    const before = await counts();
    await sql`delete from gateway.parked_exchange where class = ${refused}`.execute(db);
    expect(await counts()).not.toHaveProperty([refused]);
    await fileParked(db);
    expect(await counts()).toEqual(before);
    await park(codesFrom(900_000, 1), () => ({ ...failures[1], cause: 'portal.partial' }));
    const [one] = [...known.values()].slice(-1);
    expect(await counts()).toEqual({ ...before, 'dvc-portal:addProgress:portal.partial': 1 });
    expect(await members('dvc-portal:addProgress:portal.partial')).toEqual(new Set([one!.exchange]));
    await core.handleOutcomes([h.changed(one!, { version: 3, state: 'abandoned' })]);
    expect(await counts()).toEqual(before);
    expect(await members('dvc-portal:addProgress:portal.partial')).toEqual(new Set());
  });

  it('refusals of one cause for different reasons are different classes, by the mark of the words', async () => {
    const before = await counts();
    const codes = codesFrom(940_000, 3);
    await park(codes, (at) => ({ ...failures[0]!, wording: at < 2 ? '0a1b2c3d' : 'ffffffff' }));
    const [one, other] = [`${refused}~0a1b2c3d`, `${refused}~ffffffff`];
    expect(await counts()).toEqual({ ...before, [one!]: 2, [other!]: 1 });
    const { items } = await core.replays.listClasses({}, page);
    expect(items.find(({ class: name }) => name === one)).toMatchObject({
      whoActs: 'agency',
      cause: 'portal.refused~0a1b2c3d',
    });
    expect((await core.listExchanges({ class: other! }, page)).items).toMatchObject([
      { subject: codes[2], cause: 'portal.refused' },
    ]);
    const given = (await h.announced()).filter(
      ({ subject, operation }) => codes.includes(subject) && operation === 'addProgress',
    );
    await core.handleOutcomes(given.map((each) => h.changed(each, { version: 3, state: 'abandoned' })));
    expect(await counts()).toEqual(before);
  });

  it('a message that could not be handled is shown masked and read again, until it has been handled', async () => {
    await park(codesFrom(920_000, 1), () => failures[1]!);
    const one = [...known.values()].at(-1)!;
    const strange = h.changed({ ...one, exchange: '0192f3a0-0000-7000-8000-00000000dead' }, { state: 'parked' });
    const good = h.changed(one, { version: 3, state: 'abandoned' });
    await core.quarantine(strange, 'exchange.unknown');
    // As code of before had judged it.
    await core.quarantine(good, 'message.shape: version');
    const [first, second] = (await core.quarantined.list(page)).items;
    expect(first).toMatchObject({ reason: 'message.shape: version', state: 'quarantined', readings: [] });
    expect(JSON.parse(first!.masked!)).toMatchObject({ exchange: one.exchange, state: 'abandoned' });
    expect(await core.quarantined.reRead({ id: second!.id, operator: 'an' })).toMatchObject({
      kind: 'stillUnreadable',
      message: { readings: [{ by: 'an', result: 'stillUnreadable', reason: 'exchange.unknown' }] },
    });
    const idempotency = { key: 'again', request: 'POST re-read' };
    const withKey = () => core.quarantined.reRead({ id: second!.id, operator: 'an', idempotency });
    const read = await withKey();
    expect(read).toMatchObject({ kind: 'stillUnreadable', replayed: false, message: { readings: [{}, { by: 'an' }] } });
    expect(await withKey()).toEqual({ ...read, replayed: true });
    const other = { ...idempotency, request: 'POST another' };
    expect(await core.quarantined.reRead({ id: second!.id, operator: 'an', idempotency: other })).toEqual({
      kind: 'idempotencyMismatch',
    });
    const handled = await core.quarantined.reRead({ id: first!.id, operator: 'an' });
    expect(handled).toMatchObject({
      kind: 'handled',
      message: { state: 'handled', readings: [{ result: 'handled' }] },
    });
    expect(await core.exchange(one.exchange)).toMatchObject({ state: 'abandoned', version: 3 });
    expect(await core.quarantined.reRead({ id: first!.id, operator: 'binh' })).toEqual(handled);
    expect(await core.quarantined.reRead({ id: one.exchange, operator: 'an' })).toEqual({ kind: 'notFound' });
    expect((await core.timeline(one.subject, page))!.items.at(-1)).toMatchObject({ kind: 'exchange.abandoned' });
  });

  it('a dry run says what would be sent and what not, and sends nothing', async () => {
    const commands = (await h.commands()).length;
    const run = await start(lost, 'dryRun', 'dry');
    expect(run).toMatchObject({
      ...{ kind: 'accepted', replayed: false },
      replay: { state: 'done', mode: 'dryRun', planned: 0, notReplayable: each, why: 'Cổng đã sửa', by: 'an' },
    });
    if (run.kind !== 'accepted') return;
    const items = await core.replays.items(run.replay.id, { state: 'notReplayable' }, { limit: 2 });
    expect(items!.items).toMatchObject([{ reason: 'exchange.unresolved' }, { reason: 'exchange.unresolved' }]);
    expect(items!.nextCursor).toBeDefined();
    // The most urgent first.
    const dry = await start(refused, 'dryRun');
    const listed = dry.kind === 'accepted' && (await core.replays.items(dry.replay.id, {}, { limit: 1 }));
    expect(listed).toMatchObject({ items: [{ state: 'planned', subject: codesFrom(3 * (each - 1), 1)[0] }] });
    expect((await h.commands()).length).toBe(commands);
    expect(await start(lost, 'dryRun', 'dry')).toEqual({ ...run, replayed: true });
    expect(await start(refused, 'dryRun', 'dry')).toEqual({ kind: 'idempotencyMismatch' });
    expect(await start('dvc-portal:addProgress:nothing')).toEqual({ kind: 'notFound' });
    const { rows } = await sql<{ why: Buffer }>`select why from gateway.replay`.execute(h.store.db('gateway'));
    expect(rows.every(({ why }) => !why.includes('Cổng'))).toBe(true);
  });

  it('a canary ends where the class comes back, and has sent one', async () => {
    connectors = ({ expectedVersion: seen }) => [
      { version: seen + 1, state: 'waiting', surelyNotDone: true },
      { ...failures[1], version: seen + 2, state: 'parked' },
    ];
    const mine = await members(broken);
    const run = await ended((await started(broken)).id);
    expect(run).toMatchObject({ state: 'recurred', recurrence: { class: broken } });
    expect(run.stages).toMatchObject([{ stage: 1, sent: 1, succeeded: 0, failed: 1 }]);
    expect(await sentOf(mine)).toHaveLength(1);
    expect((await counts())[broken]).toBe(each);
  });

  it('a canary ends where something else fails at the same operation, and goes no further than its stage', async () => {
    connectors = () => undefined;
    const { id } = await started(broken);
    await until(
      async () => (await core.replays.get(id))!,
      ({ stages }) => stages[0]?.sent === 1,
    );
    expect(await start(broken)).toEqual({ kind: 'open', replay: id });
    // What an agency stated wrongly meanwhile, and the partner refused, says nothing of this class.
    await park(codesFrom(911_000, 1), () => ({ ...failures[0], cause: 'portal.partial' }));
    await pauseFor(300);
    expect((await core.replays.get(id))!).toMatchObject({ state: 'running' });
    await park(codesFrom(910_000, 1), () => ({ ...failures[1], cause: 'portal.contradictoryAnswer' }));
    connectors = ({ expectedVersion: seen }) => [done(seen + 1)];
    expect(await ended(id)).toMatchObject({
      ...{ state: 'recurred', recurrence: { class: 'dvc-portal:addProgress:portal.contradictoryAnswer' } },
      stages: [{ stage: 1, sent: 1 }],
    });
  });

  it('a canary is stopped by an operator behind what it has sent', async () => {
    await work();
    connectors = () => undefined;
    const { id } = await started(broken);
    await until(
      async () => (await core.replays.get(id))!,
      ({ stages }) => stages[0]?.sent === 1,
    );
    const idempotency = { key: 'stop', request: 'POST stop' };
    expect(await core.replays.stop({ id, operator: 'binh', idempotency })).toMatchObject({
      replay: { state: 'stopping', stoppedBy: 'binh' },
    });
    expect(await ended(id)).toMatchObject({ state: 'stopped', stoppedBy: 'binh', stages: [{ sent: 1 }] });
    expect(await core.replays.stop({ id, operator: 'binh', idempotency })).toMatchObject({
      ...{ replayed: true, replay: { state: 'stopped', stoppedBy: 'binh' } },
    });
    expect(await core.replays.stop({ id, operator: 'an' })).toMatchObject({
      replay: { state: 'stopped', stoppedBy: 'binh' },
    });
    connectors = ({ expectedVersion: seen }) => [done(seen + 1)];
    await work();
    // What became of what was sent is told of a stopped one too.
    expect(
      await until(
        async () => (await core.replays.get(id))!,
        ({ stages }) => stages[0]!.succeeded === 1,
      ),
    ).toMatchObject({ state: 'stopped', stages: [{ sent: 1, succeeded: 1, failed: 0 }] });
    expect((await core.replays.items(id, { state: 'sent' }, page))!.items).toEqual([]);
  });

  it('a class is sent by stages of 1, 10 and the rest, over a process that ends on the way, and no other is touched', async () => {
    const before = await counts();
    const mine = await members(refused);
    const commands = (await h.commands()).length;
    let held = true;
    // The least urgent: one is given up meanwhile, of one the owner says that it has changed.
    const [given, changed] = codesFrom(0, 4)
      .filter((_, at) => at % 3 === 0)
      .map((code) => [...known.values()].find(({ subject }) => subject === code)!);
    connectors = ({ expectedVersion: seen, exchange }) => {
      if (held && carriedOut - commands >= 7) return undefined;
      return exchange === changed!.exchange ? [] : [done(seen + 1)];
    };
    const { id } = await started(refused);
    await until(
      async () => {
        await work();
        return (await core.replays.get(id))!;
      },
      ({ stages }) => stages[1]?.sent === 10 && stages[1].succeeded >= 6,
    );
    expect((await h.commands()).length - commands).toBe(11);
    // What had been committed of a portion, and not written down, is not asked for a second time.
    await core.close();
    await sql`
      update gateway.replay_item set state = 'planned', stage = null, command = null
      where replay = ${id}::uuid and state = 'sent'`.execute(h.store.db('gateway'));
    await sql`
      update gateway.replay_stage set sent = succeeded where replay = ${id}::uuid and stage = 2`.execute(
      h.store.db('gateway'),
    );
    await sql`
      update gateway.replay r set taken = s.n, after_n = s.n from (
        select sum(sent)::int4 as n from gateway.replay_stage where replay = ${id}::uuid) s
      where r.id = ${id}::uuid`.execute(h.store.db('gateway'));
    core = h.core = await h.another();
    await core.handleOutcomes([h.changed(given!, { version: 3, state: 'abandoned' })]);
    held = false;
    const before2 = Date.now();
    const run = await ended(id);
    console.log(`replay of ${each}: ${Date.now() - before2} ms`);
    expect(run.state).toBe('done' satisfies ReplayState);
    expect(run.stages).toMatchObject([
      { stage: 1, sent: 1, succeeded: 1, failed: 0, setAside: 0, notSent: 0 },
      { stage: 2, sent: 10, succeeded: 10, failed: 0, setAside: 0, notSent: 0 },
      { stage: 3, sent: each - 12, succeeded: each - 13, failed: 0, setAside: 1, notSent: 1 },
    ]);
    const sent = (await h.commands()).slice(commands);
    expect(new Set([...sent.map(({ exchange }) => exchange), given!.exchange])).toEqual(mine);
    expect(new Set(sent.map(({ command }) => command)).size).toBe(each - 1);
    expect(sent).toHaveLength(each - 1);
    const aside = await Promise.all(
      (['notSent', 'setAside'] as const).map((state) => core.replays.items(id, { state }, page)),
    );
    expect(aside).toMatchObject([
      { items: [{ exchange: given!.exchange, reason: 'exchange.versionConflict', stage: 3 }] },
      { items: [{ exchange: changed!.exchange, reason: 'exchange.versionConflict', stage: 3 }] },
    ]);
    expect(
      sent.every(
        ({ kind, operator, expectedVersion }) => kind === 'retry' && operator === 'an' && expectedVersion === 2,
      ),
    ).toBe(true);
    expect(await counts()).toEqual({ ...before, [refused]: 1 });
    const { subject } = known.get(sent[0]!.exchange)!;
    const lines = (await core.timeline(subject, page))!.items.filter(({ kind }) => kind.startsWith('operator.'));
    expect(lines).toMatchObject([{ kind: 'operator.retry', by: 'an' }, { kind: 'operator.commandDone' }]);
    expect(lines[0]!.text).toContain('đợt 1): Cổng đã sửa');
    expect((await core.replays.list({ state: 'done', class: refused }, page)).items[0]).toMatchObject({ id });
  }, 600_000);

  it('what is refused in a `latest` lane is filed until it succeeds or something newer replaces it, and is sent again by stages', async () => {
    const db = h.store.db<unknown>('gateway');
    const [one, other] = ['dvc-portal:syncDossier:portal.refused', 'dvc-portal:syncDossier:portal.partial'];
    const refusal = (version: number, cause = 'portal.refused'): Partial<ExchangeChanged> => ({
      ...{ version, state: 'settled', outcome: 'refused', cause, whoActs: 'agency', surelyNotDone: true },
    });
    const newestOf = async (code: string): Promise<ExchangeAnnounced> =>
      (await h.announced()).findLast(({ operation, subject }) => operation === 'syncDossier' && subject === code)!;
    const put = async (list: readonly string[], revision: number): Promise<ExchangeAnnounced[]> => {
      const summary = `Bản ${revision}`;
      await core.putDossiers(
        list.map((code) => aPut(code, revision, { content: sampleDossier({ revision, summary }) })),
      );
      const fresh = await Promise.all(list.map(newestOf));
      for (const each of fresh) known.set(each.exchange, each);
      return fresh;
    };
    /** What SQL says of all that is stored: the newest of its lane, refused. */
    const refusedBySql = async (cause: string): Promise<readonly string[]> => {
      const { rows } = await sql<{ id: string }>`
        select e.id from gateway.exchange e join gateway.exchange_state s on s.id = e.id
        where e.operation = 'syncDossier' and s.state = 'settled' and s.outcome = 'refused' and s.cause = ${cause}
          and not exists (select from gateway.exchange o where o.subject = e.subject and o.partner = e.partner
            and o.operation = e.operation and o.number > e.number) order by e.id`.execute(db);
      return rows.map(({ id }) => id);
    };
    const agree = async (name: string): Promise<number> => {
      const stored = await refusedBySql(name.split(':')[2]!);
      const listed = (await core.listExchanges({ class: name }, page)).items.map(({ id }) => id);
      expect(listed.toSorted()).toEqual(stored.toSorted());
      expect((await counts())[name] ?? 0).toBe(stored.length);
      return stored.length;
    };

    const codes = codesFrom(800_000, 20);
    const all = await put(codes, 1);
    await core.handleOutcomes(
      all.map((each, at) => h.changed(each, refusal(1, at < 5 ? 'portal.partial' : undefined))),
    );
    expect(await agree(one)).toBe(15);
    expect(await agree(other)).toBe(5);
    expect((await core.replays.listClasses({ operation: 'syncDossier' }, page)).items).toMatchObject([
      { class: other, replayable: 5, fates: { refused: 5, unknown: 0 } },
      { class: one, replayable: 15, whoActs: 'agency', fates: { refused: 15, surelyNotDone: 0 } },
    ]);
    // As for what was refused before anybody filed it.
    await sql`delete from gateway.parked_exchange where number is not null`.execute(db);
    await fileRefused(h.store.db('gateway'));
    expect([await agree(one), await agree(other)]).toEqual([15, 5]);
    // Something newer takes the place of one, and of one that is settled.
    const [, newer] = await put(codes.slice(4, 6), 2);
    expect([await agree(one), await agree(other)]).toEqual([14, 4]);
    await core.handleOutcomes([h.done(newer!)]);
    expect(await overtakenShelf(db).removeSome(undefined, 1_000)).toMatchObject({ removed: 2 });
    expect([await agree(one), await agree(other)]).toEqual([14, 4]);

    await work();
    connectors = () => undefined;
    const { id, planned } = await started(one);
    expect(planned).toBe(14);
    await until(
      async () => (await core.replays.get(id))!,
      ({ stages }) => stages[0]?.sent === 1,
    );
    // It has not failed because it still stands as it was; and what is refused elsewhere for another reason ends nothing.
    const [stranger] = await put(codesFrom(800_100, 1), 1);
    await core.handleOutcomes([h.changed(stranger!, refusal(1, 'portal.partial'))]);
    // Of one that has been planned something newer comes before its turn.
    const { items: left } = (await core.replays.items(id, { state: 'planned' }, page))!;
    const overtaken = left.at(-1)!.subject;
    await put([overtaken], 2);
    connectors = ({ expectedVersion: seen }) => [
      { version: seen + 1, state: 'waiting', surelyNotDone: true },
      done(seen + 2),
    ];
    const run = await ended(id);
    expect(run).toMatchObject({ state: 'done', planned: 14 });
    expect(run.stages.map(({ sent, succeeded, notSent }) => [sent, succeeded, notSent])).toEqual([
      [1, 1, 0],
      ...(run.stages.length === 3
        ? [
            [10, 10, expect.any(Number)],
            [expect.any(Number), expect.any(Number), expect.any(Number)],
          ]
        : []),
    ]);
    const { items } = (await core.replays.items(id, { state: 'notSent' }, page))!;
    expect(items).toMatchObject([{ subject: overtaken, reason: 'exchange.ended' }]);
    expect([await agree(one), await agree(other)]).toEqual([0, 5]);

    // Refused again by another name: the class has not come back, and the replay ends all the same, at what failed.
    connectors = ({ expectedVersion: seen }) => [refusal(seen + 1, 'portal.unpaid')];
    const again = await ended((await started(other)).id);
    expect(again).toMatchObject({ state: 'recurred', recurrence: { class: 'dvc-portal:syncDossier:portal.unpaid' } });
    expect(again.stages).toMatchObject([{ stage: 1, sent: 1, failed: 1 }]);
    expect([await agree(other), await agree('dvc-portal:syncDossier:portal.unpaid')]).toEqual([4, 1]);
  }, 600_000);
});
