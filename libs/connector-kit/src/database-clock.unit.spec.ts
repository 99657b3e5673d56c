import { databaseClock } from './database-clock.js';

const hour = 3_600_000;

/** A machine, its clocks, and a database whose clock is its own. */
class Machine {
  monotonic = 500;
  wall = 1_000_000;
  database = 1_000_000;
  asked = 0;
  failing = false;

  passes(millis: number): void {
    this.monotonic += millis;
    this.wall += millis;
    this.database += millis;
  }

  async clock(): Promise<() => number> {
    const ask = (): Promise<number> => {
      this.asked += 1;
      return this.failing ? Promise.reject(new Error('away')) : Promise.resolve(this.database);
    };
    return databaseClock(
      ask,
      () => this.wall,
      () => this.monotonic,
    );
  }
}

/** What has been asked is answered. */
const answered = () => new Promise((resolve) => setImmediate(resolve));

describe('database time as a process knows it', () => {
  it.each([0, 7_000, -7_000])('runs on with the database, whose clock differs by %d ms', async (difference) => {
    const machine = new Machine();
    machine.database += difference;
    const now = await machine.clock();
    machine.passes(1_234);
    expect(now()).toBe(machine.database);
    expect(machine.asked).toBe(1);
  });

  it.each([hour, -hour])('is not moved by a step of the machine of %d ms, at no instant', async (step) => {
    const machine = new Machine();
    const now = await machine.clock();
    machine.passes(10);
    machine.wall += step;
    expect(now()).toBe(machine.database);
    await answered();
    expect(now()).toBe(machine.database);
    machine.passes(10);
    expect(now()).toBe(machine.database);
  });

  it('follows the database when machine and database slept, or were set, together', async () => {
    const machine = new Machine();
    const now = await machine.clock();
    for (const step of [hour, -2 * hour]) {
      machine.wall += step;
      machine.database += step;
      now();
      await answered();
      expect(now()).toBe(machine.database);
      machine.passes(1_000);
    }
    expect(machine.asked).toBe(3);
  });

  it('asks again when the database does not answer, and not more than once a second', async () => {
    const machine = new Machine();
    const now = await machine.clock();
    machine.failing = true;
    machine.wall += hour;
    machine.database += hour;
    for (let call = 0; call < 5; call++) {
      now();
      await answered();
    }
    expect(machine.asked).toBe(2);
    machine.failing = false;
    machine.passes(1_000);
    now();
    await answered();
    expect([machine.asked, now()]).toEqual([3, machine.database]);
  });
});
