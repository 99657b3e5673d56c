/// <reference types="jest" />
import { randomBytes } from 'node:crypto';
import type { BusMessage, Delivery } from '../port.js';
import type { ContractCase } from './contract-case.js';
import { gate, series, until } from './stage.js';
import { textOf } from './text.js';

function expectSame(got: Delivery | undefined, { topic, key, headers, value }: BusMessage): void {
  expect(got).toMatchObject({ topic, key });
  expect(got?.headers).toEqual(headers);
  expect(Buffer.from(got?.value ?? []).equals(value)).toBe(true);
}

export const carryingCases: readonly ContractCase[] = [
  {
    title: 'body, key and headers arrive as they were published: binary, empty, Unicode',
    run: async (stage) => {
      const everyByte = Uint8Array.from({ length: 256 }, (_, n) => n);
      const sent: BusMessage[] = [
        stage.message('H01.G02-hồ sơ/đất đai', everyByte, {
          headers: { ce_id: '1', 'tiêu-đề': 'Cấp giấy phép 😀', empty: '' },
        }),
        stage.message('', new Uint8Array(0)),
        stage.message('k'.repeat(1_000), randomBytes(100_000), { headers: { traceparent: '00-ab-cd-01' } }),
        stage.message('a slice of a larger buffer', everyByte.subarray(100, 110)),
        stage.message('quotes " \\ \n { } 👩‍⚖️', '"\\u0000"', { headers: { 'a"b': '\\\n\t"' } }),
      ];
      // One that waits for them and one that comes later: they may be served from different places.
      const live = await stage.consume();
      await stage.bus.publish(sent);
      await until('all arrived', () => live.handled.length === sent.length);
      await live.consumer.close();
      const late = await stage.consume({ group: `${stage.scope}.late` });
      if (stage.capabilities.newGroupFromStart !== true) await stage.bus.publish(sent);
      await until('all arrived later', () => late.handled.length === sent.length);
      for (const { handled } of [live, late])
        for (const message of sent)
          expectSame(
            handled.find(({ key }) => key === message.key),
            message,
          );
    },
  },
  {
    title: 'a delivery says where and when it was appended; offsets grow within a partition',
    run: async (stage) => {
      const { handled } = await stage.consume();
      const before = Date.now();
      await stage.publish(...series(20));
      await until('all arrived', () => handled.length === 20);
      for (const { offset, appendedAt } of handled) {
        expect(offset).toMatch(/^\d+$/);
        expect(Math.abs(appendedAt.getTime() - before)).toBeLessThan(60_000);
      }
      const offsets = handled
        .filter(({ partition }) => partition === handled[0]?.partition)
        .map((d) => Number(d.offset));
      expect(offsets).toEqual([...new Set(offsets)].sort((a, b) => a - b));
    },
  },
  {
    title: 'what the publisher does with its buffer afterwards reaches nobody',
    run: async (stage) => {
      const { handled } = await stage.consume();
      const value = new Uint8Array(64).fill(7);
      await stage.bus.publish([stage.message('k', value)]);
      value.fill(0);
      await stage.publish('after');
      await until('both arrived', () => handled.length === 2);
      expect([...(handled[0]?.value ?? [])]).toEqual(Array<number>(64).fill(7));
    },
  },
  {
    title: 'every message is delivered at least once, and in the absence of faults once',
    run: async (stage) => {
      const { handled } = await stage.consume({ maxBatch: 64 });
      const bodies = series(2_000);
      for (let at = 0; at < bodies.length; at += 250) await stage.publish(...bodies.slice(at, at + 250));
      await until('all arrived', () => handled.length >= bodies.length);
      expect(handled.map(textOf)).toEqual(bodies);
    },
  },
  {
    title: 'each key keeps its order, under many keys, batches and publishes that overlap',
    run: async (stage) => {
      const keys = series(40, 'key');
      const { handled } = await stage.consume({ maxBatch: 97 });
      const publishes: Promise<void>[] = [];
      for (let round = 0; round < 50; round += 1) {
        publishes.push(stage.bus.publish(keys.map((key) => stage.message(key, String(round)))));
        if (round % 7 === 0) await Promise.all(publishes);
      }
      await Promise.all(publishes);
      await until('all arrived', () => handled.length >= 2_000);
      for (const key of keys) {
        expect(handled.filter((delivery) => delivery.key === key).map(textOf)).toEqual(series(50));
      }
    },
  },
  {
    title: 'no batch is larger than the subscription allows',
    run: async (stage) => {
      await stage.publish(...series(50));
      const { asked, handled } = await stage.consume({ maxBatch: 8 });
      await until('all arrived', () => handled.length === 50);
      expect(Math.max(...asked.map((batch) => batch.length))).toBeLessThanOrEqual(8);
    },
  },
  {
    title: 'a group gets one batch at a time',
    run: async (stage) => {
      let running = 0;
      let most = 0;
      const act = async (): Promise<void> => {
        most = Math.max(most, (running += 1));
        await new Promise((resolve) => setTimeout(resolve, 5));
        running -= 1;
      };
      const { handled } = await stage.consume({ maxBatch: 3, act });
      for (const part of series(10, 'part')) await stage.publish(...series(3, part));
      await until('all arrived', () => handled.length === 30);
      expect(most).toBe(1);
    },
  },
  {
    title: 'one subscription reads several topics, each in order, none starved',
    run: async (stage) => {
      const topics = [stage.topic, `${stage.scope}.second`];
      await stage.bus.ensureTopics(topics);
      for (const topic of topics)
        await stage.bus.publish(series(100).map((body) => stage.message('k', body, { topic })));
      const { handled } = await stage.consume({ topics, maxBatch: 10 });
      await until('all arrived', () => handled.length === 200);
      for (const topic of topics) expect(handled.filter((d) => d.topic === topic).map(textOf)).toEqual(series(100));
    },
  },
  {
    title: 'an idle consumer gets a new message at once',
    run: async (stage) => {
      const { handled } = await stage.consume();
      await stage.publish('first');
      await until('the first arrived', () => handled.length === 1);
      await new Promise((resolve) => setTimeout(resolve, 300)); // idle, which is the case
      const published = performance.now();
      await stage.publish('second');
      await until('the second arrived', () => handled.length === 2);
      expect(performance.now() - published).toBeLessThan(1_000);
    },
  },
  {
    title: 'groups are independent: each gets everything',
    needs: 'independentGroups',
    run: async (stage) => {
      const groups = series(3, `${stage.scope}.g`);
      const consumptions = await Promise.all(groups.map((group) => stage.consume({ group })));
      await stage.publish(...series(100));
      await until('all arrived', () => consumptions.every(({ handled }) => handled.length >= 100));
      for (const { handled } of consumptions) expect(handled.map(textOf)).toEqual(series(100));
    },
  },
  {
    title: 'a handler slower than its siblings in another group does not hold them',
    needs: 'independentGroups',
    run: async (stage) => {
      const door = gate();
      const slow = await stage.consume({ group: `${stage.scope}.slow`, act: () => door.passed });
      const quick = await stage.consume({ group: `${stage.scope}.quick` });
      await stage.publish(...series(50));
      await stage.publish(...series(50, 'more'));
      await until('the quick group has all', () => quick.handled.length === 100);
      expect(slow.handled).toEqual([]);
      door.open();
      await until('the slow group has all', () => slow.handled.length === 100);
    },
  },
  {
    title: 'a new group starts with the oldest message kept',
    needs: 'newGroupFromStart',
    run: async (stage) => {
      const early = await stage.consume();
      await stage.publish(...series(30));
      await until('the first group has all', () => early.handled.length === 30);
      const late = await stage.consume({ group: `${stage.scope}.late` });
      await until('the new group has all', () => late.handled.length === 30);
      expect(late.handled.map(textOf)).toEqual(series(30));
    },
  },
  {
    title: 'lag counts down to 0, per topic, for a group that runs and for one that does not',
    run: async (stage) => {
      const doors = [gate(), gate()];
      const act = async (_: unknown, { asked }: { asked: string[][] }): Promise<void> =>
        doors[asked.length - 1]?.passed;
      await stage.publish(...series(10));
      const { consumer, handled } = await stage.consume({ maxBatch: 5, act });
      const lag = async (): Promise<number | undefined> => (await stage.bus.lag(stage.group))[stage.topic];
      expect(await lag()).toBe(10);
      doors[0]?.open();
      await until('the lag is 5', async () => (await lag()) === 5);
      doors[1]?.open();
      await until('the lag is 0', async () => (await lag()) === 0);
      expect(handled).toHaveLength(10);
      await consumer.close();
      await stage.publish('one more');
      expect(await lag()).toBe(1);
    },
  },
];
