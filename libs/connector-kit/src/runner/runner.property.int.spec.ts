import fc from 'fast-check';
import { Keyring, MasterKey } from '@lienthong/seal';
import { postgresTestServer } from '@lienthong/store/testing';
import { SimulatedDatabase } from '../testing/simulation/database.js';
import { Broken } from '../testing/simulation/laws.js';
import { Schedule, type Figures, type Plan } from '../testing/simulation/schedule.js';
import { installVirtualTimers } from '../testing/simulation/virtual-timers.js';

const schedules = Number(process.env['PROPERTY_SCHEDULES'] ?? 600);
const seed = Number(process.env['PROPERTY_SEED'] ?? Math.floor(Math.random() * 2 ** 31));

/** Schedules run side by side, each on a database of its own: most of the time goes by waiting for the server. */
const path = process.env['PROPERTY_PATH'];
const sideBySide = path ? 1 : 4;

describe('the runner, whatever fails at any await', () => {
  let databases: SimulatedDatabase[] = [];
  let realTimers: () => void;
  const keyring = new Keyring(new MasterKey(new Uint8Array(32).fill(7)));
  const hit = new Map<string, number>();

  beforeAll(async () => {
    realTimers = installVirtualTimers();
    const server = await postgresTestServer();
    databases = await Promise.all(
      Array.from({ length: sideBySide }, async () => SimulatedDatabase.open(await server.createDatabase())),
    );
  });
  afterAll(async () => {
    for (const database of databases) await database.close();
    await (await postgresTestServer()).stop();
    realTimers();
  });

  async function play(database: SimulatedDatabase, plan: Plan): Promise<Figures> {
    await database.reset();
    const schedule = new Schedule(
      {
        ...{ database, keyring },
        onTransition: (from, event, to) => {
          const name = `${from}|${event.type}|${to}`;
          hit.set(name, (hit.get(name) ?? 0) + 1);
        },
      },
      plan,
    );
    try {
      return await schedule.run();
    } catch (error) {
      if (!(error instanceof Broken)) throw error;
      error.message += `\n${schedule.world.trace.join('\n')}`;
      throw error;
    }
  }

  const tape = fc.array(fc.nat({ max: 9_999 }), { minLength: 20, maxLength: 600, size: 'max' });
  const plan = fc.record({ tape, operators: fc.array(fc.nat({ max: 9_999 }), { maxLength: 9, size: 'max' }) });

  it('keeps its promises', async () => {
    const total = { exchanges: 0, steps: 0, faults: 0, kills: 0, effects: 0, virtualMs: 0 };
    const repeats = { idempotent: 0, repeatable: 0, resolvable: 0 };
    const begun = performance.now();
    const results = await Promise.all(
      databases.map((database, at) =>
        fc.check(
          fc.asyncProperty(plan, async (drawn) => {
            const figures = await play(database, drawn);
            for (const name of Object.keys(total) as (keyof typeof total)[]) total[name] += figures[name];
            for (const name of Object.keys(repeats) as (keyof typeof repeats)[]) repeats[name] += figures.repeats[name];
          }),
          {
            seed: seed + at,
            ...(path ? { path } : {}),
            numRuns: Math.ceil(schedules / sideBySide),
            endOnFailure: process.env['PROPERTY_SHRINK'] === undefined,
            interruptAfterTimeLimit: Number(process.env['PROPERTY_MS'] ?? 90_000),
          },
        ),
      ),
    );
    const seconds = ((performance.now() - begun) / 1_000).toFixed(1);
    const statements = databases.reduce((sum, database) => sum + database.statements, 0);
    console.log(
      `seed ${seed}: ${results.reduce((sum, { numRuns }) => sum + numRuns, 0)} schedules in ${seconds} s, ${JSON.stringify(total)}, repeats ${JSON.stringify(repeats)}, ${statements} statements`,
    );
    console.log([...hit].sort().join('\n'));
    for (const [at, result] of results.entries()) {
      if (!result.failed) continue;
      const error = result.errorInstance as Error;
      throw new Error(
        `seed ${seed + at}, path ${result.counterexamplePath}, ${JSON.stringify(result.counterexample)}\n${error?.message}\n${error?.stack}`,
      );
    }
  }, 600_000);
});
