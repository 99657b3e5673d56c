import { sql } from 'kysely';
import { describeEachStore } from '@lienthong/store/testing';
import { series, until } from '../testing/stage.js';
import { bytesOf } from '../testing/text.js';
import { createEmbeddedBus } from './embedded-bus.js';
import type { Retention } from './upkeep.js';

describeEachStore('upkeep of the embedded log', (open) => {
  type Hands = Awaited<ReturnType<typeof busWith>>;
  /** A story on a bus of its own, which is closed before its store. */
  const onBus = (retention: Partial<Retention>, story: (hands: Hands) => Promise<void>) => async () => {
    const hands = await busWith(retention);
    await story(hands).finally(() => hands.opened.close());
  };

  async function busWith(retention: Partial<Retention>) {
    const { store } = await open();
    const opened = await createEmbeddedBus({ store, upkeepMillis: 20, retention });
    await opened.ensureTopics(['t']);
    const kept = async (): Promise<number[]> => {
      const { rows } = await sql<{ offset: number }>`
        select "offset" from bus.record where topic = 't' order by 1`.execute(store.db('bus'));
      return rows.map(({ offset }) => Number(offset));
    };
    const publish = (count: number, bytes = 10) =>
      opened.publish(series(count).map((key) => ({ topic: 't', key, headers: {}, value: bytesOf('x'.repeat(bytes)) })));
    const group = (name: string, upTo = Infinity) =>
      opened.subscribe({
        group: name,
        topics: ['t'],
        maxBatch: 10,
        quarantine: async () => undefined,
        handler: async (deliveries) => {
          if (Number(deliveries[0]?.offset) >= upTo) throw Object.assign(new Error('away'), { code: '08006' });
          return deliveries.map(() => 'handled');
        },
      });
    return { opened, kept, publish, group };
  }

  test(
    'what is old and passed by every group is deleted, over more than one step',
    onBus({ millis: 0 }, async ({ kept, publish, group }) => {
      await group('g');
      await publish(2_500);
      await until('all is deleted', async () => (await kept()).length === 0);
    }),
  );

  test(
    'what one group has not handled yet is kept, however old',
    onBus({ millis: 0, bytes: 0 }, async ({ opened, kept, publish, group }) => {
      await group('quick');
      await group('stuck', 50);
      await publish(100);
      await until('the first half is deleted', async () => (await kept())[0] === 50);
      expect(await kept()).toHaveLength(50);
      expect(await opened.lag('stuck')).toEqual({ t: 50 });
    }),
  );

  test(
    'what is young is kept up to the bytes allowed',
    onBus({ millis: 3_600_000, bytes: 50_000 }, async ({ kept, publish, group }) => {
      await group('g');
      await publish(100, 1_000);
      await until('the oldest are deleted', async () => (await kept()).length < 60);
      const left = await kept();
      expect(left.length).toBeGreaterThan(40);
      expect(left.at(-1)).toBe(99);
    }),
  );

  test(
    'a group that comes later begins with the oldest record kept',
    onBus({ millis: 3_600_000, bytes: 50_000 }, async ({ opened, kept, publish, group }) => {
      await group('g');
      await publish(100, 1_000);
      await until('the oldest are deleted', async () => (await kept()).length < 60);
      const left = (await kept()).length;
      await group('late', 0);
      expect((await opened.lag('late'))['t']).toBeLessThanOrEqual(left);
      expect((await opened.lag('late'))['t']).toBeGreaterThan(40);
    }),
  );
});
