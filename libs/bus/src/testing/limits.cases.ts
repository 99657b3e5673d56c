/// <reference types="jest" />
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { type Delivery, RecordTooLarge, UnknownTopic } from '../port.js';
import type { ContractCase } from './contract-case.js';
import { gate, series, until } from './stage.js';
import { textOf } from './text.js';

const mebibyte = 1024 * 1024;

function memoryInUse(): number {
  setFlagsFromString('--expose-gc');
  (runInNewContext('gc') as () => void)();
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}

export const limitsCases: readonly ContractCase[] = [
  {
    title: 'a record of exactly the limit is carried; one byte more is refused with its size, the limit and the topic',
    run: async (stage) => {
      const { handled } = await stage.consume();
      const limit = stage.bus.maxRecordBytes;
      const headers = { name: 'ngày' }; // 4 + 5 bytes
      await stage.bus.publish([stage.message('k', new Uint8Array(limit - 9), { headers })]);
      const over = stage.bus.publish([stage.message('k', new Uint8Array(limit - 8), { headers })]);
      await expect(over).rejects.toThrow(RecordTooLarge);
      await expect(over).rejects.toMatchObject({ bytes: limit + 1, limit, topic: stage.topic });
      await until('the allowed one arrived', () => handled.length === 1);
      expect(handled[0]?.value.byteLength).toBe(limit - 9);
    },
  },
  {
    title: 'an oversized record is refused before anything is stored, its neighbours in the same publish too',
    needs: 'refusesWholePublish',
    run: async (stage) => {
      const { handled } = await stage.consume();
      const large = new Uint8Array(stage.bus.maxRecordBytes + 1);
      const messages = [stage.message('k', 'before'), stage.message('k', large), stage.message('k', 'after')];
      await expect(stage.bus.publish(messages)).rejects.toThrow(RecordTooLarge);
      await stage.publish('good');
      await until('the good one arrived', () => handled.length > 0);
      expect(handled.map(textOf)).toEqual(['good']);
    },
  },
  {
    title: 'an unknown topic is named, and nothing of that publish is stored',
    needs: 'refusesUnknownTopics',
    run: async (stage) => {
      const { handled } = await stage.consume();
      const topic = `${stage.scope}.nobody-made-this`;
      const publish = stage.bus.publish([stage.message('k', 'before'), stage.message('k', 'x', { topic })]);
      await expect(publish).rejects.toThrow(UnknownTopic);
      await expect(publish).rejects.toMatchObject({ topic });
      await expect(stage.consume({ group: `${stage.scope}.other`, topics: [topic] })).rejects.toMatchObject({ topic });
      await stage.publish('good');
      await until('the good one arrived', () => handled.length > 0);
      expect(handled.map(textOf)).toEqual(['good']);
    },
  },
  {
    title: 'creating topics again changes nothing',
    run: async (stage) => {
      await stage.publish('kept');
      await Promise.all([stage.bus.ensureTopics([stage.topic]), stage.bus.ensureTopics([stage.topic])]);
      const { handled } = await stage.consume();
      await until('it arrived', () => handled.length === 1);
    },
  },
  {
    title: 'publishing nothing is done at once',
    run: async (stage) => {
      await stage.bus.publish([]);
      await stage.publish('x');
      expect(await stage.bus.lag(stage.group)).toEqual({});
    },
  },
  {
    title: 'a publish of more than one append can take is stored whole and in order',
    run: async (stage) => {
      const { handled } = await stage.consume();
      await stage.publish(...series(5_000));
      await until('all arrived', () => handled.length >= 5_000);
      expect(handled.map(textOf)).toEqual(series(5_000));
    },
  },
  {
    title: 'back-pressure: behind a stuck handler memory stays bounded, publishing goes on and nothing is lost',
    needs: 'boundedMemory',
    run: async (stage) => {
      const door = gate();
      // What comes again is no loss: a member starved for its session may be given the same once more.
      const handled = new Set<string>();
      const quarantine = async (): Promise<void> => undefined;
      const handler = async (deliveries: readonly Delivery[]): Promise<'handled'[]> => {
        await door.passed;
        for (const { partition, offset } of deliveries) handled.add(`${partition}/${offset}`);
        return deliveries.map(() => 'handled');
      };
      await stage.bus.subscribe({ group: stage.group, topics: [stage.topic], handler, quarantine });
      const value = new Uint8Array(16 * 1024).fill(1);
      await stage.bus.publish([stage.message('k', value)]);
      const allowed = stage.limits.bufferBytes + 8 * mebibyte;
      const before = memoryInUse();
      const rounds = Math.ceil((allowed + 16 * mebibyte) / (128 * value.byteLength));
      for (let round = 0; round < rounds; round += 1) {
        await stage.bus.publish(Array.from({ length: 128 }, (_, n) => stage.message(`k${n}`, value)));
      }
      // Freed buffers are swept some time after the collection.
      await until('memory is bounded', () => memoryInUse() - before < allowed);
      door.open();
      await until('all handled', () => handled.size >= 1 + rounds * 128, 25_000);
      expect(handled.size).toBe(1 + rounds * 128);
    },
  },
];
