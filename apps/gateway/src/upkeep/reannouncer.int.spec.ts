import { sql } from 'kysely';
import { describeEachStore } from '@lienthong/store/testing';
import { aPut, CoreHarness, ListeningBus } from '../testing/core-harness.js';
import { Reannouncer } from './reannouncer.js';

const minute = 60_000;

describeEachStore('the re-announcer, three rows at a time,', (openStore) => {
  let h: CoreHarness;
  let bus: ListeningBus;
  let reannouncer: Reannouncer;
  let pauses: number[];

  beforeEach(async () => {
    h = await CoreHarness.open((await openStore()).store);
    bus = new ListeningBus();
    pauses = [];
    reannouncer = new Reannouncer({
      db: h.store.db('gateway'),
      publisher: bus,
      owner: 'a test',
      clock: () => h.now(),
      rule: { firstMillis: minute, maxMillis: 60 * minute },
      everyMillis: 10_000,
      perSecond: 200,
      pause: (millis) => Promise.resolve(pauses.push(millis)),
      chunk: 3,
    });
    for (let n = 0; n < 10; n += 1) await h.core.putDossier(aPut(`D-${n}`));
  });
  afterEach(async () => {
    await reannouncer.close();
    await h.core.close();
  });
  const watermark = async (): Promise<string> => {
    const found = await sql<{
      watermark: string;
    }>`select watermark from gateway.sweep where name = 'reannounce'`.execute(h.store.db('gateway'));
    return found.rows[0]!.watermark;
  };

  it('finds every silent exchange once, and walks on from the oldest that was never heard of', async () => {
    const announced = await h.announced();
    await h.core.handleOutcomes(announced.filter((_, n) => n < 4 || n === 7).map((exchange) => h.done(exchange)));
    h.offset = minute + 5_000;
    expect(await reannouncer.roundNow()).toBe(5);
    const silent = announced.filter((_, n) => n >= 4 && n !== 7).map(({ subject }) => subject);
    expect(bus.messages.map(({ key }) => key).sort()).toEqual(silent);
    expect((await watermark()) < announced[4]!.exchange).toBe(true);
    expect((await watermark()) >= announced[3]!.exchange).toBe(true);

    await h.core.handleOutcomes(announced.map((exchange) => h.done(exchange)));
    h.offset = 3 * minute;
    expect(await reannouncer.roundNow()).toBe(0);
    expect(await watermark()).toBe(announced[9]!.exchange);
  });

  it('finds those that were heard of and are still open', async () => {
    const announced = await h.announced();
    await h.core.handleOutcomes(
      announced.map((exchange, n) =>
        h.changed(exchange, n < 7 ? { state: 'unknown', outcome: 'unknown' } : { outcome: 'done' }),
      ),
    );
    h.offset = minute + 5_000;
    expect(await reannouncer.roundNow()).toBe(7);
    expect(await watermark()).toBe(announced[9]!.exchange);
  });

  it('says a long backlog again at a steady pace', async () => {
    const many = new Reannouncer({
      ...{ db: h.store.db('gateway'), publisher: bus, owner: 'another', clock: () => h.now(), everyMillis: 10_000 },
      rule: { firstMillis: minute, maxMillis: 60 * minute },
      perSecond: 200,
      pause: (millis) => Promise.resolve(pauses.push(millis)),
    });
    for (let n = 10; n < 120; n += 1) await h.core.putDossier(aPut(`D-${n}`));
    h.offset = minute + 30_000;
    expect(await many.roundNow()).toBe(120);
    expect(bus.messages).toHaveLength(120);
    // Behind each fifty; what is left is no reason to wait.
    expect(pauses).toEqual([250, 250]);
    await many.close();
  });

  it('a round that is cut short begins again where it began', async () => {
    h.offset = minute + 5_000;
    let closing: Promise<void> | undefined;
    const publish = bus.publish.bind(bus);
    bus.publish = async (messages) => {
      await publish(messages);
      closing ??= reannouncer.close();
    };
    expect(await reannouncer.roundNow()).toBe(3);
    await closing;
    expect(
      (
        await sql`select from gateway.sweep where last_round is not null and name = 'reannounce'`.execute(
          h.store.db('gateway'),
        )
      ).rows,
    ).toEqual([]);
  });

  it('goes on where the bus failed', async () => {
    h.offset = minute + 5_000;
    const publish = bus.publish.bind(bus);
    bus.publish = () => Promise.reject(new Error('the bus is away'));
    await expect(reannouncer.roundNow()).rejects.toThrow('the bus is away');
    bus.publish = publish;
    expect(await reannouncer.roundNow()).toBe(10);
  });
});
