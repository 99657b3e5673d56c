/**
 * What an outage of the partner costs those who are not to blame: the same open load with the partner alive and away, in
 * turns, each on a new folder. Prints accept latencies and their ratio, the growth of memory over the outage, and whether
 * everything reached the partner afterwards, once and in the rank order of the process that owned it. Counts and order decide
 * the exit code; times are figures of this machine.
 */
import { cpus, loadavg } from 'node:os';
import { optionsOf } from '../../scripts/lib/bench-options.mjs';
import { plannedDossier } from './dossiers.ts';
import { median, percentile } from './figures.ts';
import { openLoad, type LoadResult } from './open-load.mts';
import { concurrency, drained, effects, type Drain } from './outage-drain.mts';
import { startEmbedded, startOfTwo, type Level, type OutageProduct } from './outage-product.mts';
import { clients } from './processes.mts';
import { setDown } from './sandbox-books.mts';

const options = optionsOf('outage');
const mode = options.text('mode') as 'embedded' | 'cluster';
const { start, processes } = {
  embedded: { start: startEmbedded, processes: 1 },
  cluster: { start: startOfTwo, processes: 2 },
}[mode];
const [seconds, rate, runs] = [options.number('seconds'), options.number('rate'), options.number('runs')];
/** How long each run with the partner alive lasts; as long as the outage unless told otherwise. */
const baselineSeconds = options.isGiven('baseline') ? options.number('baseline') : seconds;
const warmUpSeconds = 5;
const patience = 60_000 + seconds * rate * 20;

interface Run {
  readonly load: LoadResult;
  readonly before: Level;
  readonly after: Level;
}

const average = (): string => loadavg()[0]!.toFixed(2);
console.log(
  `outage, ${mode}: ${rate}/s, ${runs} × (alive for ${baselineSeconds} s, away for ${seconds} s); ${cpus().length} cores, load average ${average()}`,
);
const alive: Run[] = [];
const away: Run[] = [];
const broken: string[] = [];
let held = '';
for (let number = 1; number <= runs; number += 1) {
  alive.push(await withProduct(async (product) => (await loaded(product, 'alive')).run));
  say(`alive ${number}`, alive.at(-1)!);
  const { run, drain } = await withProduct(async (product) => {
    const { run, warm } = await loaded(product, 'away');
    return { run, drain: await drained(product, { load: run.load, warm, processes, patience }) };
  });
  away.push(run);
  broken.push(...drain.broken);
  say(`away ${number}`, run);
  sayDrain(drain);
}
const ratioOf = (share: number): number =>
  median(away.map((run) => percentile(run.load.latencies, share))) /
  median(alive.map((run) => percentile(run.load.latencies, share)));
const growthOf = ({ before, after }: Run): number => (after.held - before.held) / 1e6;
console.log(
  `accept, partner away over alive, medians of ${runs}: p50 ${ratioOf(0.5).toFixed(2)}, p99 ${ratioOf(0.99).toFixed(2)} (aim ≤ 1.5)`,
);
const beside =
  mode === 'embedded'
    ? '(aim ≤ 20)'
    : `(uncollected; with the partner alive by ${median(alive.map(growthOf)).toFixed(1)})`;
console.log(
  `${held} grew by ${median(away.map(growthOf)).toFixed(1)} MB over the outage ${beside}; load average ${average()}`,
);
console.log(
  broken.length === 0 ? 'counts and order: as promised' : `counts and order: BROKEN\n  ${broken.join('\n  ')}`,
);
process.exitCode = broken.length === 0 ? 0 : 1;

async function withProduct<T>(work: (product: OutageProduct) => Promise<T>): Promise<T> {
  const product = await start();
  held = product.held;
  try {
    return await work(product);
  } finally {
    await product.stop();
  }
}

async function loaded(product: OutageProduct, partner: 'alive' | 'away'): Promise<{ run: Run; warm: number }> {
  const { url } = product;
  const lasts = partner === 'away' ? seconds : baselineSeconds;
  const plan = { clients, ofFirst: 3, dueStepMillis: lasts * 200 };
  const warmUp = await openLoad({
    ...{ url, rate, seconds: warmUpSeconds },
    dossier: (n) => plannedDossier(n, { ...plan, prefix: 'warm' }),
  });
  await effects(product, warmUp.accepted.length, 60_000);
  if (partner === 'away') await setDown(product.sandboxUrl);
  const before = await product.level();
  const load = await openLoad({
    ...{ url, rate, seconds: lasts },
    dossier: (n) => plannedDossier(n, { ...plan, prefix: partner }),
  });
  const after = await product.level();
  for (const [what, times] of load.failures) broken.push(`${partner}: ${times} × ${what}`);
  return { run: { load, before, after }, warm: warmUp.accepted.length };
}

function say(name: string, { load, before, after }: Run): void {
  const cpu = (after.cpuMicros - before.cpuMicros) / load.accepted.length;
  const grown = (after.held - before.held) / 1e6;
  console.log(
    `${name.padEnd(8)} accepted ${load.accepted.length}, accept p50 ${percentile(load.latencies, 0.5).toFixed(1)} p99 ` +
      `${percentile(load.latencies, 0.99).toFixed(1)} ms; ${held} ${(before.held / 1e6).toFixed(0)} ${grown < 0 ? '−' : '+'} ` +
      `${Math.abs(grown).toFixed(1)} MB, ${after.beside}, ${cpu.toFixed(0)} µs CPU per dossier; load average ${average()}`,
  );
}

function sayDrain({ missing, doubled, strange, perSecond, bySecond, own }: Drain): void {
  const indent = ' '.repeat(9);
  console.log(
    `${indent}drained at ${perSecond.toFixed(0)}/s: missing ${missing}, twice ${doubled}, never accepted ${strange}; ` +
      `in each second of the drain: ${bySecond.slice(0, 15).join(' ')}`,
  );
  for (const { owner, sent, tried, sends, arrivals, urgentPassedBy, passedWhenKnown } of own) {
    console.log(
      `${indent}${own.length > 1 ? `${owner}: ` : ''}${sent.length} sent once, ${tried} had been tried before; furthest from its rank ` +
        `when sent ${sends.furthest} places, on arrival ${arrivals.furthest} (${concurrency} under way at once); largest lead of a client ` +
        `${sends.largestLead} turns when sent, ${arrivals.largestLead} on arrival; urgent work stated meanwhile was passed by ${urgentPassedBy} at most, by ${passedWhenKnown} once its process could know of it`,
    );
  }
}
