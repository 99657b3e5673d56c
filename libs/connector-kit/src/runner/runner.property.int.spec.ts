import fc from 'fast-check';
import { Keyring, MasterKey } from '@lienthong/seal';
import { postgresTestServer } from '@lienthong/store/testing';
import { isRejected } from '../exchange/transitions.js';
import { namedEvents, visits } from '../exchange/graph.js';
import { Coverage } from '../testing/simulation/coverage.js';
import { SimulatedDatabase } from '../testing/simulation/database.js';
import { Broken } from '../testing/simulation/laws.js';
import type { Figures, Plan, Written } from '../testing/simulation/plan.js';
import { Schedule } from '../testing/simulation/schedule.js';
import { installVirtualTimers } from '../testing/simulation/virtual-timers.js';
import { writtenSchedules } from '../testing/simulation/written.js';

const env = process.env;
// A change is judged by schedules that were seen to pass; elsewhere every run looks at others.
const inCi = env['CI'] === 'true';
const seed = Number(env['PROPERTY_SEED'] ?? (inCi ? 20_261_122 : Math.floor(Math.random() * 2 ** 31)));
/** PROPERTY_SCHEDULES=2000 takes three to four minutes on two idle cores. */
const schedules = Number(env['PROPERTY_SCHEDULES'] ?? 120);
/** No schedule begins later than this, milliseconds; then there were too few. */
const longest = 600_000;
/** One schedule again, as a failure printed it. */
const path = env['PROPERTY_PATH'];
/** Schedules run side by side, each on a database of its own: much of the time goes by waiting for the server. */
const sideBySide = path ? 1 : 4;

describe('the runner, whatever fails at any await', () => {
  let databases: SimulatedDatabase[] = [];
  let realTimers: () => void = () => undefined;
  const keyring = new Keyring(new MasterKey(new Uint8Array(32).fill(7)));
  const coverage = new Coverage();

  beforeAll(async () => {
    realTimers = installVirtualTimers();
    const server = await postgresTestServer();
    databases = await Promise.all(
      Array.from({ length: sideBySide }, async () => SimulatedDatabase.open(await server.createDatabase())),
    );
  }, 60_000);
  afterAll(async () => {
    for (const database of databases) await database.close();
    await (await postgresTestServer()).stop();
    realTimers();
  });

  async function play(database: SimulatedDatabase, plan: Plan, written?: Written): Promise<Figures> {
    await database.reset();
    const onTransition = coverage.took.bind(coverage);
    const schedule = new Schedule({ database, keyring, onTransition }, plan, written);
    try {
      return await schedule.run();
    } catch (error) {
      if (!(error instanceof Broken)) throw error;
      error.message += `\n${schedule.world.trace.join('\n')}`;
      throw error;
    }
  }

  const quiet: Plan = { tape: [], partner: [], operators: [], waitingInMemory: 2_000 };
  it.each(Object.entries(writtenSchedules))('%s', async (_, written) => {
    await play(databases[0]!, quiet, written);
  });
  it.each(Object.entries(writtenSchedules))('%s; what waits rests in the store', async (_, written) => {
    await play(databases[0]!, { ...quiet, waitingInMemory: 0 }, written);
  });

  const numbers = (maxLength: number, minLength = 0): fc.Arbitrary<number[]> =>
    fc.array(fc.nat({ max: 9_999 }), { minLength, maxLength, size: 'max' });
  const plan: fc.Arbitrary<Plan> = fc.record({
    tape: numbers(420, 20),
    partner: numbers(50),
    operators: numbers(9),
    waitingInMemory: fc.constantFrom(0, 1, 2, 2_000),
  });

  it(
    'keeps its promises',
    async () => {
      const total = { exchanges: 0, steps: 0, faults: 0, kills: 0, restores: 0, effects: 0, virtualMs: 0 };
      const repeats = { idempotent: 0, repeatable: 0, resolvable: 0 };
      const begun = performance.now();
      let ran = 0;
      const check = (database: SimulatedDatabase, at: number): Promise<fc.RunDetails<[Plan]>> =>
        fc.check(
          fc.asyncProperty(plan, async (drawn) => {
            if (performance.now() - begun > longest) return;
            ran += 1;
            add(total, await play(database, drawn).then((figures) => (add(repeats, figures.repeats), figures)));
          }),
          {
            seed: seed + at,
            numRuns: Math.ceil(schedules / sideBySide),
            endOnFailure: env['PROPERTY_SHRINK'] === undefined,
            ...(path ? { path } : {}),
          },
        );
      const results = await Promise.all(databases.map(check));
      const seconds = ((performance.now() - begun) / 1_000).toFixed(1);
      const statements = databases.reduce((sum, database) => sum + database.statements, 0);
      console.log(
        `PROPERTY_SEED=${seed}: ${ran} schedules in ${seconds} s; ${JSON.stringify({ ...total, statements, repeats })}`,
      );
      const failure = results.find(({ failed }) => failed);
      if (failure) throw new Error(reportOf(failure), { cause: failure.errorInstance });
      expect(repeats.resolvable).toBe(0);
      if (!path) expect(ran).toBeGreaterThanOrEqual(schedules);
    },
    longest + 120_000,
  );

  it('has taken every turn of the state graph, and no other', () => {
    console.log(`turns taken and stored:\n${coverage}`);
    expect(coverage.unforeseen).toEqual([]);
    expect(coverage.missing).toEqual([]);
  });

  it('refuses every other event in every state', () => {
    const possible = new Set<string>();
    const refused = new Set<string>();
    for (const { work, event, to } of visits()) (isRejected(to) ? refused : possible).add(`${work.state} + ${event}`);
    const states = new Set([...possible, ...refused].map((pair) => pair.split(' + ')[0]!));
    const never = [...states].flatMap((state) =>
      namedEvents.map(({ name }) => `${state} + ${name}`).filter((pair) => !possible.has(pair)),
    );
    console.log(`refused, whatever the declaration (${never.length}):\n${never.join('\n')}`);
    expect(never.filter((pair) => !refused.has(pair))).toEqual([]);
    expect(states.size).toBe(8);
  });
});

function add<Name extends string>(to: Record<Name, number>, more: Readonly<Record<Name, number>>): void {
  for (const name of Object.keys(to) as Name[]) to[name] += more[name];
}

function reportOf({ seed: at, counterexamplePath, errorInstance }: fc.RunDetails<[Plan]>): string {
  const again = `PROPERTY_SEED=${at} PROPERTY_PATH=${counterexamplePath} (PROPERTY_SHRINK=1 makes it shorter)`;
  return `${(errorInstance as Error).message}\n${again}`;
}
