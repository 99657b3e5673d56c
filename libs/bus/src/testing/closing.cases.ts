/// <reference types="jest" />
import { BusClosed } from '../port.js';
import type { ContractCase } from './contract-case.js';
import { gate, outage, series, until } from './stage.js';
import { textOf } from './text.js';

export const closingCases: readonly ContractCase[] = [
  {
    title: 'close waits for the handler that runs, and is idempotent',
    run: async (stage) => {
      const door = gate();
      await stage.publish('x');
      const { asked, handled } = await stage.consume({ act: () => door.passed });
      await until('the handler runs', () => asked.length === 1);
      let closed = false;
      const closing = Promise.all([stage.bus.close(), stage.bus.close()]).then(() => (closed = true));
      await new Promise((resolve) => setTimeout(resolve, 50));
      expect(closed).toBe(false);
      door.open();
      await closing;
      expect(handled).toHaveLength(1);
      await stage.bus.close();
    },
  },
  {
    title: 'what the handler took while closing is acknowledged; what it did not get comes at the next start',
    needs: 'reopen',
    run: async (stage) => {
      const door = gate();
      await stage.publish(...series(10));
      const first = await stage.consume({ maxBatch: 4, act: () => door.passed });
      await until('the handler runs', () => first.asked.length === 1);
      const closing = stage.bus.close();
      door.open();
      await closing;
      await stage.reopen();
      const second = await stage.consume();
      await until('the rest arrived', () => second.handled.length === 6);
      expect([...first.handled, ...second.handled].map(textOf)).toEqual(series(10));
    },
  },
  {
    title: 'a consumer closed and subscribed again goes on where it stopped',
    run: async (stage) => {
      await stage.publish(...series(10));
      const first = await stage.consume({ maxBatch: 3 });
      await until('some handled', () => first.handled.length >= 3);
      await Promise.all([first.consumer.close(), first.consumer.close()]);
      const count = first.handled.length;
      const second = await stage.consume();
      await stage.publish('last');
      await until('the last arrived', () => second.handled.length === 11 - count);
      expect([...first.handled, ...second.handled].map(textOf)).toEqual([...series(10), 'last']);
    },
  },
  {
    title: 'close during an outage does not wait for its pause',
    run: async (stage) => {
      await stage.publish('x');
      let refused = 0;
      await stage.consume({
        act: () => {
          refused += 1;
          throw outage();
        },
      });
      await until('the pauses have grown', () => refused >= 4);
      const started = performance.now();
      await stage.bus.close();
      expect(performance.now() - started).toBeLessThan(stage.limits.closeMillis / 2);
    },
  },
  {
    title: 'close does not hang on a handler that never ends; its messages are not acknowledged',
    needs: 'reopen',
    run: async (stage) => {
      const door = gate();
      await stage.publish('x');
      const first = await stage.consume({ act: () => door.passed });
      await until('the handler runs', () => first.asked.length === 1);
      const started = performance.now();
      await stage.bus.close();
      expect(performance.now() - started).toBeLessThan(2 * stage.limits.closeMillis + 1_000);
      door.open();
      await stage.reopen();
      const second = await stage.consume();
      await until('it came again', () => second.handled.length === 1);
    },
  },
  {
    title: 'after close everything is refused and health says so',
    run: async (stage) => {
      expect(await stage.bus.health()).toEqual({ state: 'up' });
      await stage.bus.close();
      await expect(stage.publish('x')).rejects.toThrow(BusClosed);
      await expect(stage.consume()).rejects.toThrow(BusClosed);
      await expect(stage.bus.ensureTopics(['x'])).rejects.toThrow(BusClosed);
      expect(await stage.bus.health()).toMatchObject({ state: 'down', cause: expect.any(String) as unknown });
    },
  },
  {
    title: 'publishes under way while the bus closes are stored or refused, never lost in silence',
    needs: 'reopen',
    run: async (stage) => {
      const bodies = series(60);
      const stored: string[] = [];
      const publishes = bodies.map(async (body, n) => {
        if (n % 10 === 0) await new Promise((resolve) => setTimeout(resolve, n / 10));
        await stage.publish(body).then(
          () => stored.push(body),
          (error: unknown) => expect(error).toBeInstanceOf(BusClosed),
        );
      });
      await stage.bus.close();
      await Promise.all(publishes);
      await stage.reopen();
      const { handled } = await stage.consume();
      await until('all stored ones arrived', () => stored.every((body) => handled.some((d) => textOf(d) === body)));
      expect(stored.length).toBeGreaterThan(0);
      expect(handled.map(textOf).sort()).toEqual(stored.sort());
    },
  },
];
