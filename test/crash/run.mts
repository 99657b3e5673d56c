import { points as allPoints, type Point } from '@lienthong/contracts';
import { Api } from './api.mts';
import { readBooks, type Books } from './books/books.mts';
import { judgeComplete } from './books/judge-complete.mts';
import { judgeEffects } from './books/judge-effects.mts';
import { judgeEnd, judgeQuiet, type ForOperators } from './books/judge-states.mts';
import { judgeTables } from './books/judge-tables.mts';
import { Violations } from './books/violations.mts';
import { freePort, GatewayStarter, startPartners, stopProgram, type Partners, type Program } from './children.mts';
import { drained } from './drain.mts';
import { readMetrics } from './exchanges.mts';
import { Faults } from './faults.mts';
import { Kills, type KillFigures } from './kills.mts';
import { Load, type Accepted, type LoadFigures } from './load.mts';
import { operate } from './operators.mts';
import type { CrashOptions } from './options.mts';
import { seededRandom } from './random.mts';

export interface CrashResult {
  readonly options: CrashOptions;
  readonly accepted: readonly Accepted[];
  readonly load: LoadFigures;
  readonly kills: KillFigures;
  readonly wantedPoints: readonly string[];
  readonly forOperators: ForOperators | undefined;
  readonly books: Books | undefined;
  readonly violations: Violations;
  readonly seconds: { readonly load: number; readonly drain: number; readonly all: number };
}

const say = (text: string): void => console.log(`${new Date().toISOString().slice(11, 19)} ${text}`);

/** One whole run: load under kills, drain, books, operators, books again. */
export async function run(options: CrashOptions, folder: string): Promise<CrashResult> {
  const partners = await startPartners(folder);
  const starter = new GatewayStarter(folder, await freePort(), partners);
  const api = new Api(starter.port, starter.dataDir);
  try {
    return await runWith({ options, partners, starter, api });
  } finally {
    await api.close();
    await Promise.all([stopProgram(partners.sandbox), stopProgram(partners.reference)]);
  }
}

interface Parts {
  readonly options: CrashOptions;
  readonly partners: Partners;
  readonly starter: GatewayStarter;
  readonly api: Api;
}

async function runWith({ options, partners, starter, api }: Parts): Promise<CrashResult> {
  const { seed, rate, most } = options;
  const beganAt = performance.now();
  const since = (from: number): number => Math.round((performance.now() - from) / 1000);
  const violations = new Violations();
  const faults = new Faults(partners, seed + 1);
  await faults.start();
  const load = new Load({ api, seed, rate, most, prepare: (story) => faults.prepare(story) });
  const wantedPoints = pointsOf(options);
  const random = seededRandom(seed + 2);
  const kills = new Kills(starter, {
    kills: options.kills,
    points: wantedPoints,
    lifeMs: options.life * 1000,
    random,
    accepted: () => load.figures.accepted,
  });

  const loading = load.run();
  const progress = setInterval(() => say(progressLine(load, kills)), 5_000);
  await kills.run(() => since(beganAt) < options.seconds);
  const loadSeconds = since(beganAt);
  let gateway: Program | undefined;
  const end = (more: Partial<CrashResult>): CrashResult => ({
    ...{ options, accepted: load.accepted, load: load.figures, kills: kills.figures, wantedPoints, violations },
    ...{ forOperators: undefined, books: undefined, seconds: { load: loadSeconds, drain: 0, all: since(beganAt) } },
    ...more,
  });
  try {
    for (const how of kills.figures.byThemselves) violations.add('died: a gateway that nobody killed', how);
    for (const point of wantedPoints) if (!kills.figures.points.has(point)) violations.add('not tried: points', point);
    gateway = starter.start();
    await gateway.ready;
    if (!(await load.stop(120_000))) violations.add('lost: words that were never accepted', `${load.open} dossiers`);
    await loading;
    clearInterval(progress);
    for (const strange of load.figures.strange) violations.add('strange: answers to a client', strange);
    await faults.calm();

    say(`no more kills, no more faults: ${load.accepted.length} dossiers, waiting until nothing moves`);
    const drainedAt = performance.now();
    const refusedSync = new Set(
      load.accepted.filter(({ story }) => story.refused === 'sync').map(({ story }) => story.code),
    );
    const quiet = await drained({ api, seconds: options.drain, refusedSync, say });
    if (!quiet) violations.add('stuck: still moving after the drain', `${options.drain} s`);
    const drain = since(drainedAt);
    const metrics = await readMetrics(api);
    const books = await readBooks(api, partners, load.accepted);
    judgeComplete(books, violations);
    judgeEffects(books, violations);
    const forOperators = judgeQuiet(books, violations);

    say('a stop in order, counters against rows, and a start');
    const how = await stopProgram(gateway);
    if (how !== 0) violations.add('died: a stop that was not in order', String(how));
    if (quiet) await judgeTables(starter.dataDir, metrics, load.accepted, violations);
    gateway = starter.start();
    await gateway.ready;
    await faults.clear();
    const abandoned = await operate(api, forOperators, violations);
    if (!(await drained({ api, seconds: options.drain, refusedSync: new Set(), say }))) {
      violations.add('stuck: still moving after the operators', `${options.drain} s`);
    }
    const finalBooks = await readBooks(api, partners, load.accepted);
    judgeComplete(finalBooks, violations);
    judgeEffects(finalBooks, violations);
    judgeEnd(finalBooks, abandoned, violations);
    return end({ books: finalBooks, forOperators, seconds: { load: loadSeconds, drain, all: since(beganAt) } });
  } finally {
    clearInterval(progress);
    faults.stop();
    if (gateway) await stopProgram(gateway);
  }
}

function pointsOf({ points = allPoints, turn, seed }: CrashOptions): readonly string[] {
  if (turn === undefined || turn >= points.length) return points;
  return Array.from({ length: turn }, (_, index) => points[(seed * turn + index) % points.length]! as Point);
}

function progressLine(load: Load, { figures, left }: Kills): string {
  const points = [...figures.points.values()].reduce((sum, count) => sum + count, 0);
  const dossiers = `${load.accepted.length} dossiers (${load.open} under way)`;
  const { requests, repeats } = load.figures;
  return `${dossiers}, ${requests} requests, ${repeats} said again; killed ${figures.random} at random, ${points} at points; ${left} to go`;
}
