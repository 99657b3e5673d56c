/**
 * How many dossiers per second the product accepts and holds with the oldest waiting for less than five seconds, before its
 * acceptance as after it: load generator, product, its stores and the sandbox, all on this machine. A dossier is a PUT of
 * 1.5 KB and one step: look-up, upsert and one progress row at the portal, which answers after 20 ms, one in a hundred after
 * 200 ms. First accept latency at 200/s, after a minute of it (`--warm`) in which code gets warm and statements are planned; then rates in short steps until one is not held; then the highest for as long as
 * `--seconds` says, a step lower each time it is not held. Oldest waiting: from acceptance to the moment the gateway knows the
 * portal has it, the settled ones being taken in order of acceptance. Both modes one after the other, embedded first, each with
 * a load generator of its own; figures and picture are written into a folder. `--stored`: a cluster with so many exchanges that
 * ended a month ago, under names of its own beside those of the empty one.
 */
import { spawnSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { cpus, loadavg } from 'node:os';
import { join, resolve } from 'node:path';
import { optionsOf } from '../../scripts/lib/bench-options.mjs';
import { hold, type Held } from './hold.mts';
import { picture } from './picture.mts';
import { startEmbedded, startKafkaAndPostgres } from './under-test.mts';

const options = optionsOf('throughput');
const stored = options.number('stored');
const systems = { embedded: startEmbedded, cluster: () => startKafkaAndPostgres({}, stored) };
// Nobody but the product may open the embedded database: it cannot be filled.
const mode = stored > 0 ? 'cluster' : (options.text('mode') as 'both' | keyof typeof systems);
if (mode === 'both') {
  for (const one of Object.keys(systems)) {
    const again = [...process.execArgv, ...process.argv.slice(1), '--mode', one];
    // What one of them met is no reason to know nothing of the other.
    if (spawnSync(process.execPath, again, { stdio: 'inherit' }).status !== 0) process.exitCode = 1;
  }
  process.exit();
}
const [seconds, warm, probe] = [options.number('seconds'), options.number('warm'), options.number('probe')];
const [from, step, to] = [options.number('from'), options.number('step'), options.number('to')];
const latencyRate = 200;

const load = (): string => loadavg()[0]!.toFixed(2);
const loadBefore = load();
console.log(`throughput, ${mode}: ${cpus().length} cores, load average ${loadBefore} before`);
const system = await systems[mode]();
const runs: Held[] = [];
let held: Held | undefined;
let latency: Held | undefined;
let trouble: string | undefined;
try {
  if (warm > 0) await hold(system, latencyRate, warm);
  if (probe > 0) latency = tell('accept at a fixed rate', await hold(system, latencyRate, probe));
  let highest = from - step;
  for (let rate = from; rate <= to; rate += step) {
    const found = tell('probe', await hold(system, rate, probe));
    runs.push(found);
    if (!found.isHeld) break;
    held = found;
    highest = rate;
  }
  if (seconds > probe) {
    held = undefined;
    for (let rate = highest; rate > 0 && !held; rate -= step) {
      const found = tell('long run', await hold(system, rate, seconds));
      runs.push(found);
      if (found.isHeld) held = found;
    }
  }
} catch (error) {
  // What was measured before it is told all the same.
  trouble = (error as Error).message;
  console.error(`ended early: ${trouble}`);
  process.exitCode = 1;
} finally {
  await system.stop();
}
console.log(
  held
    ? `held: ${held.rate} dossiers/s for ${held.seconds} s with the oldest waiting ${(held.oldestMillis / 1000).toFixed(1)} s; load average ${load()} after`
    : `not even ${from} dossiers/s were held; load average ${load()} after`,
);
const out = resolve(options.text('out'));
mkdirSync(out, { recursive: true });
const result = {
  mode,
  stored,
  cores: cpus().length,
  loadBefore,
  at: new Date().toISOString(),
  latency,
  runs,
  held,
  trouble,
};
const file = join(out, `throughput-${mode}${stored > 0 ? `-${stored}` : ''}`);
writeFileSync(`${file}.json`, `${JSON.stringify(result, undefined, 2)}\n`);
writeFileSync(`${file}.svg`, picture(`CPU per dossier, ${mode}, ${cpus().length} cores`, runs));
console.log(`figures: ${file}.json\npicture: ${file}.svg`);

function tell(what: string, run: Held): Held {
  const cpu = Object.entries(run.cpu).map(([name, micros]) => `${name} ${micros.toFixed(0)}`);
  const resident = Object.entries(run.resident).map(([name, bytes]) => `${name} ${(bytes / 1e6).toFixed(0)}`);
  const failures = Object.entries(run.failures).map(([failure, times]) => `\n    ${times} × ${failure}`);
  console.log(
    [
      `${what}: ${run.rate}/s for ${run.seconds} s${run.isHeld ? '' : ', NOT HELD'}`,
      `accepted ${run.acceptedPerSecond.toFixed(0)}/s, exchanges settled ${run.settledPerSecond.toFixed(0)}/s, ${run.settledPerCpuSecond.toFixed(0)} per CPU second, oldest ${(run.oldestMillis / 1000).toFixed(1)} s`,
      `accept p50/p99 ${run.acceptP50.toFixed(1)} / ${run.acceptP99.toFixed(1)} ms, dossiers p99 ${run.lateP99.toFixed(1)} ms from when they were due`,
      `CPU µs per dossier: ${cpu.join(', ')}`,
      `memory MB (PSS, PostgreSQL with all its backends): ${resident.join(', ')}`,
      `WAL ${run.walPerCall.toFixed(0)} B per portal call, ${run.walPerExchange.toFixed(0)} B per exchange; database grows ${run.bytesPerExchange.toFixed(0)} B per exchange${run.busBytesPerExchange === undefined ? '' : `, Kafka ${run.busBytesPerExchange.toFixed(0)} B`}`,
    ].join('\n    ') + failures.join(''),
  );
  return run;
}
