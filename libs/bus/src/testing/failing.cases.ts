/// <reference types="jest" />
import { randomBytes } from 'node:crypto';
import type { Delivery } from '../port.js';
import type { ContractCase } from './contract-case.js';
import { outage, series, until } from './stage.js';
import { textOf } from './text.js';

const without = (bodies: readonly string[], ...gone: readonly string[]): string[] =>
  bodies.filter((body) => !gone.includes(body));

/** Refuses a batch that holds one of the bodies, as a transaction would. */
const refusing =
  (...bodies: readonly string[]) =>
  (deliveries: readonly Delivery[]): void => {
    if (deliveries.some((delivery) => bodies.includes(textOf(delivery)))) throw new TypeError('cannot be handled');
  };

export const failingCases: readonly ContractCase[] = [
  {
    title: 'a message that makes its batch fail is isolated by bisection; its neighbours are handled once, in order',
    run: async (stage) => {
      const bodies = series(40);
      await stage.publish(...bodies);
      const { handled, quarantined } = await stage.consume({ act: refusing('17', '18', '39') });
      await until('all settled', () => handled.length + quarantined.length === 40);
      expect(handled.map(textOf)).toEqual(without(bodies, '17', '18', '39'));
      expect(quarantined.map(({ delivery }) => textOf(delivery))).toEqual(['17', '18', '39']);
      expect(quarantined.map(({ reason }) => reason)).toEqual(Array(3).fill('handler.failed: TypeError'));
    },
  },
  {
    title: 'a message with the verdict poison is quarantined with exact bytes, key, headers and the reason given',
    run: async (stage) => {
      const value = randomBytes(1_000);
      const poisonous = stage.message('khoá', value, { headers: { ce_type: 'không rõ' } });
      await stage.bus.publish([stage.message('a', 'before'), poisonous, stage.message('a', 'after')]);
      const { handled, quarantined } = await stage.consume({
        act: async (deliveries) =>
          deliveries.map(({ key }) => (key === 'khoá' ? { poison: 'envelope.unknownType' } : 'handled')),
      });
      await until('all settled', () => handled.length + quarantined.length === 3);
      expect(handled.map(textOf)).toEqual(['before', 'after']);
      expect(quarantined[0]).toMatchObject({
        delivery: { key: 'khoá', headers: { ce_type: 'không rõ' } },
        reason: 'envelope.unknownType',
      });
      expect(Buffer.from(quarantined[0]?.delivery.value ?? []).equals(value)).toBe(true);
    },
  },
  {
    title: 'what was quarantined counts as handled: it does not come again and holds nothing behind it',
    run: async (stage) => {
      await stage.publish('poison', 'good');
      const first = await stage.consume({ act: refusing('poison') });
      await until('both settled', () => first.handled.length + first.quarantined.length === 2);
      await first.consumer.close();
      const second = await stage.consume();
      await stage.publish('later');
      await until('the later one arrived', () => second.handled.length > 0);
      expect(second.handled.map(textOf)).toEqual(['later']);
    },
  },
  {
    title:
      'a message whose quarantine fails is not lost (Dapr #8284): it is held and quarantined when that works again',
    run: async (stage) => {
      let failures = 3;
      await stage.publish('before', 'poison', 'after');
      const { handled, quarantined } = await stage.consume({
        act: refusing('poison'),
        quarantine: async () => {
          if (failures-- > 0) throw new Error('the quarantine is full');
        },
      });
      await until('all settled', () => handled.length + quarantined.length === 3);
      expect(quarantined.map(({ delivery }) => textOf(delivery))).toEqual(['poison']);
      expect(handled.map(textOf)).toEqual(['before', 'after']);
    },
  },
  {
    title: 'a message whose quarantine fails until the consumer is closed comes again, with all behind it',
    run: async (stage) => {
      await stage.publish('before', 'poison', 'after');
      let tried = 0;
      const quarantine = async (): Promise<void> => {
        tried += 1;
        throw new Error('the quarantine is full');
      };
      const first = await stage.consume({ maxBatch: 1, act: refusing('poison'), quarantine });
      await until('the quarantine was tried', () => tried > 0);
      await first.consumer.close();
      const second = await stage.consume({ act: refusing('poison') });
      await until('the rest is settled', () => second.handled.length + second.quarantined.length === 2);
      expect([...first.handled, ...second.handled].map(textOf)).toEqual(['before', 'after']);
      expect(second.quarantined.map(({ delivery }) => textOf(delivery))).toEqual(['poison']);
    },
  },
  {
    title: 'an outage pauses and resumes: the same messages come again, nothing is skipped or quarantined',
    run: async (stage) => {
      let away = 3;
      await stage.publish(...series(20));
      const { asked, handled, quarantined } = await stage.consume({
        act: () => {
          if (away-- > 0) throw new Error('the handler failed', { cause: outage() });
        },
      });
      await stage.publish(...series(20, 'later'));
      await until('all handled', () => handled.length === 40);
      expect(handled.map(textOf)).toEqual([...series(20), ...series(20, 'later')]);
      expect(asked.slice(0, 4).map((batch) => batch[0])).toEqual(['0', '0', '0', '0']);
      expect(quarantined).toEqual([]);
    },
  },
  {
    title: 'an offset is never committed for a message that was not handled (Camel 11935)',
    run: async (stage) => {
      await stage.publish(...series(10));
      let refused = 0;
      const first = await stage.consume({
        maxBatch: 2,
        act: (deliveries) => {
          if (!deliveries.some((delivery) => textOf(delivery) === '6')) return;
          refused += 1;
          throw outage();
        },
      });
      await until('the sixth was refused twice', () => refused >= 2);
      await first.consumer.close();
      const second = await stage.consume();
      await until('the rest arrived', () => second.handled.length >= 4);
      expect(first.handled.map(textOf)).toEqual(series(6));
      expect(second.handled.map(textOf)).toEqual(['6', '7', '8', '9']);
    },
  },
  {
    title: 'a handler that answers too few verdicts acknowledges nothing by it',
    run: async (stage) => {
      await stage.publish('a', 'b', 'c');
      const { asked, quarantined } = await stage.consume({
        act: async (deliveries) =>
          deliveries.length > 1 ? deliveries.slice(1).map(() => 'handled' as const) : undefined,
      });
      await until('each was asked for alone', () => asked.filter((batch) => batch.length === 1).length === 3);
      expect(asked.filter((batch) => batch.length === 1)).toEqual([['a'], ['b'], ['c']]);
      expect(quarantined).toEqual([]);
    },
  },
];
