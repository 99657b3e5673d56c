/// <reference types="jest" />
import type { Bus } from '../port.js';
import type { ContractCase } from './contract-case.js';
import { gate, saved, series, until } from './stage.js';
import { textOf } from './text.js';

export const crashingCases: readonly ContractCase[] = [
  {
    title: 'a crash after the handler and before its position is saved: the messages come again',
    needs: 'reopen',
    run: async (stage) => {
      await stage.publish(...series(10));
      let reopening: Promise<Bus> | undefined;
      // The last thing that the handler does, after a while, is to let the process die.
      const act = async (): Promise<void> => {
        await saved();
        reopening ??= stage.reopen();
      };
      const first = await stage.consume({ act });
      await until('the handler has run', () => first.handled.length === 10);
      await reopening;
      const second = await stage.consume();
      await until('they came again', () => second.handled.length === 10);
      expect(second.handled.map(textOf)).toEqual(series(10));
    },
  },
  {
    title: 'a crash while the handler runs: the messages come again, also when it ends later after all',
    needs: 'reopen',
    run: async (stage) => {
      const door = gate();
      await stage.publish(...series(6));
      const first = await stage.consume({ maxBatch: 3, act: () => door.passed });
      await until('the handler runs', () => first.asked.length === 1);
      await saved();
      await stage.reopen();
      door.open();
      const second = await stage.consume();
      await until('they came again', () => second.handled.length === 6);
      expect(second.handled.map(textOf)).toEqual(series(6));
    },
  },
  {
    title: 'what was settled before a crash does not come again, once its position is saved',
    needs: 'reopen',
    run: async (stage) => {
      const door = gate();
      await stage.publish(...series(6));
      const act = async (_: unknown, { asked }: { asked: string[][] }): Promise<void> =>
        asked.length > 1 ? door.passed : undefined;
      const first = await stage.consume({ maxBatch: 3, act });
      await until('the second batch runs', () => first.asked.length === 2);
      await saved();
      await stage.reopen();
      door.open();
      const second = await stage.consume();
      await until('the second batch came again', () => second.handled.length === 3);
      expect(second.handled.map(textOf)).toEqual(['3', '4', '5']);
    },
  },
  {
    title: 'a crash while a poisonous message cannot be quarantined: it comes again and is quarantined then',
    needs: 'reopen',
    run: async (stage) => {
      let tried = 0;
      await stage.publish('good', 'poison', 'after');
      const act = async (deliveries: readonly { value: Uint8Array }[]) =>
        deliveries.map((delivery) => (textOf(delivery) === 'poison' ? { poison: 'p' } : ('handled' as const)));
      await stage.consume({
        act,
        quarantine: async () => {
          tried += 1;
          throw new Error('the quarantine is away');
        },
      });
      await until('the quarantine was tried', () => tried > 0);
      await saved();
      await stage.reopen();
      const second = await stage.consume({ act });
      await until('the rest is settled', () => second.handled.some((delivery) => textOf(delivery) === 'after'));
      expect(second.quarantined.map(({ delivery }) => textOf(delivery))).toEqual(['poison']);
    },
  },
  {
    title: 'what publish has answered for survives a crash, in order',
    needs: 'reopen',
    run: async (stage) => {
      for (const body of series(20)) await stage.publish(body);
      await stage.reopen();
      const { handled } = await stage.consume();
      await until('all arrived', () => handled.length === 20);
      expect(handled.map(textOf)).toEqual(series(20));
    },
  },
  {
    title: 'an old bus that was taken for dead stores nothing any more: no position moves behind the new one',
    needs: 'reopen',
    run: async (stage) => {
      const old = stage.bus;
      await stage.reopen();
      await expect(old.publish([stage.message('k', 'ghost')])).rejects.toThrow();
      await stage.publish('real');
      const { handled } = await stage.consume();
      await until('the real one arrived', () => handled.length > 0);
      expect(handled.map(textOf)).toEqual(['real']);
    },
  },
];
