/**
 * How many dossiers per second the embedded product holds with the oldest waiting for less than five seconds: load
 * generator, gateway with connectors and store, and sandbox, all on this machine. Rates are tried in steps; the first that
 * is not held ends the search. Oldest waiting: from acceptance to the moment the gateway knows the portal has it, the
 * settled ones being taken in order of acceptance (all have the same due date).
 */
import { loadavg, cpus } from 'node:os';
import { parseArgs } from 'node:util';
import { setTimeout as sleep } from 'node:timers/promises';
import { plannedDossier } from './dossiers.ts';
import { median, percentile } from './figures.ts';
import { openLoad } from './open-load.mts';
import { clients, startProcesses, type ProductProcesses, type Reading } from './processes.mts';
import { settledCount } from './settled.mts';

const { values } = parseArgs({
  options: {
    seconds: { type: 'string', default: '20' },
    from: { type: 'string', default: '100' },
    step: { type: 'string', default: '100' },
    to: { type: 'string', default: '1000' },
  },
});
const [seconds, from, step, to] = [values.seconds, values.from, values.step, values.to].map(Number) as [
  number,
  number,
  number,
  number,
];
const oldestAllowedMillis = 5_000;
const drainMillis = 60_000;

const load = (): string => loadavg()[0]!.toFixed(2);
console.log(`throughput, embedded: ${cpus().length} cores, load average ${load()} before; ${seconds} s per rate`);
const product = await startProcesses();
let stated = 0;
try {
  await hold(product, 50, 5); // code gets warm, statements are planned
  let held: Held | undefined;
  console.log(
    'rate/s   done/s  oldest s  accept p50/p99 ms   CPU µs per dossier: gateway sandbox load   gateway RSS MB  stall ms',
  );
  for (let rate = from; rate <= to; rate += step) {
    const found = await hold(product, rate, seconds);
    console.log(line(found));
    if (!found.isHeld) break;
    held = found;
  }
  console.log(
    held
      ? `held: ${held.rate} dossiers/s with the oldest waiting ${(held.oldestMillis / 1000).toFixed(1)} s; load average ${load()} after`
      : `not even ${from} dossiers/s were held; load average ${load()} after`,
  );
} finally {
  await product.stop();
}

interface Held {
  readonly rate: number;
  readonly isHeld: boolean;
  readonly donePerSecond: number;
  readonly oldestMillis: number;
  readonly latencies: readonly number[];
  readonly failures: ReadonlyMap<string, number>;
  readonly gatewayMicros: number;
  readonly sandboxMicros: number;
  readonly loadMicros: number;
  readonly gateway: Reading;
}

async function hold({ url, gateway, sandbox }: ProductProcesses, rate: number, seconds: number): Promise<Held> {
  const acceptedAt: number[] = [];
  const settledBefore = await settledCount(url);
  const first = stated;
  stated += Math.round(rate * seconds);
  const before = [await gateway.read('level'), await sandbox.read('level')] as const;
  const own = process.cpuUsage();
  const startedAt = performance.now();
  let oldestMillis = 0;
  let settled = 0;
  let watching = true;
  const watch = (async () => {
    for (; watching || settled < acceptedAt.length; await sleep(500)) {
      settled = (await settledCount(url)) - settledBefore;
      const oldest = acceptedAt[settled];
      if (oldest !== undefined) oldestMillis = Math.max(oldestMillis, performance.now() - oldest);
      if (performance.now() - startedAt > seconds * 1000 + drainMillis)
        throw new Error(`not drained: ${settled} settled`);
    }
  })();
  const plan = { prefix: 'throughput', clients: clients.slice(0, 1), ofFirst: 4, dueStepMillis: 0 };
  const { latencies, failures } = await openLoad({
    ...{ url, seconds, rate },
    dossier: (n) => plannedDossier(first + n, plan),
    onAccepted: () => acceptedAt.push(performance.now()),
  });
  watching = false;
  await watch;
  const took = (performance.now() - startedAt) / 1000;
  const { user, system } = process.cpuUsage(own);
  const after = [await gateway.read('level'), await sandbox.read('level')] as const;
  const each = (micros: number): number => micros / acceptedAt.length;
  return {
    ...{ rate, oldestMillis, latencies, failures },
    isHeld: oldestMillis < oldestAllowedMillis && failures.size === 0,
    donePerSecond: settled / took,
    gatewayMicros: each(after[0].cpuMicros - before[0].cpuMicros),
    sandboxMicros: each(after[1].cpuMicros - before[1].cpuMicros),
    loadMicros: each(user + system),
    gateway: after[0],
  };
}

function line(found: Held): string {
  const { rate, donePerSecond, oldestMillis, latencies, gatewayMicros, sandboxMicros, loadMicros, gateway } = found;
  const cells: [string | number, number][] = [
    [rate, 6],
    [donePerSecond.toFixed(0), 9],
    [(oldestMillis / 1000).toFixed(1), 10],
    [`${median(latencies).toFixed(1)} / ${percentile(latencies, 0.99).toFixed(1)}`, 20],
    [gatewayMicros.toFixed(0), 28],
    [sandboxMicros.toFixed(0), 8],
    [loadMicros.toFixed(0), 6],
    [(gateway.rss / 1e6).toFixed(0), 16],
    [gateway.stallMillis.toFixed(0), 10],
  ];
  const failures = [...found.failures].map(([what, times]) => `\n  ${times} × ${what}`).join('');
  return cells.map(([text, width]) => String(text).padStart(width)).join('') + failures;
}
