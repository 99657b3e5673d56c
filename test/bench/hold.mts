import { setTimeout as sleep } from 'node:timers/promises';
import { cpuMicros } from './cpu.mts';
import { plannedDossier, plannedStep } from './dossiers.ts';
import { median, percentile } from './figures.ts';
import { isHeld } from './is-held.ts';
import { familyMemoryBytes, memoryBytes } from './memory.mts';
import { openLoad } from './open-load.mts';
import { callsPerDossier, exchangesPerDossier } from './portal.mts';
import { clients } from './processes.mts';
import { settledCount } from './settled.mts';
import type { UnderTest } from './under-test.mts';

const drainMillis = 60_000;

/** What one rate did. CPU in microseconds per dossier, by process; times in milliseconds, sizes in bytes. */
export interface Held {
  readonly rate: number;
  readonly seconds: number;
  readonly isHeld: boolean;
  readonly acceptedPerSecond: number;
  readonly settledPerSecond: number;
  readonly settledPerCpuSecond: number;
  readonly oldestMillis: number;
  readonly acceptP50: number;
  readonly acceptP99: number;
  /** Of the dossiers alone, steps left out. */
  readonly lateP99: number;
  readonly cpu: Readonly<Record<string, number>>;
  readonly resident: Readonly<Record<string, number>>;
  readonly walPerCall: number;
  readonly walPerExchange: number;
  readonly bytesPerExchange: number;
  /** Kafka's; embedded, they are among the database's. */
  readonly busBytesPerExchange?: number;
  readonly failures: Readonly<Record<string, number>>;
}

let stated = 0;

/** Offers dossiers with one step each at a rate, whether or not they are answered, and waits until all are with the portal. */
export async function hold(system: UnderTest, rate: number, seconds: number): Promise<Held> {
  const { url } = system;
  const acceptedAt: number[] = [];
  const settledBefore = await settledCount(url);
  const first = stated;
  stated += Math.round(rate * seconds);
  const before = readCpu(system);
  const writtenBefore = await system.written();
  const startedAt = performance.now();
  let oldestMillis = 0;
  let settled = 0;
  let offering = true;
  const watch = (async () => {
    for (; offering || settled < acceptedAt.length; await sleep(500)) {
      settled = (await settledCount(url)) - settledBefore;
      const oldest = acceptedAt[settled];
      if (oldest !== undefined) oldestMillis = Math.max(oldestMillis, performance.now() - oldest);
      if (performance.now() - startedAt > seconds * 1000 + drainMillis)
        throw new Error(`not drained: ${settled} of ${acceptedAt.length} settled`);
    }
  })();
  watch.catch(() => undefined); // thrown below
  const plan = { prefix: 'throughput', clients: clients.slice(0, 1), ofFirst: 4, dueStepMillis: 0 };
  const { accepted, latencies, ofDossiers, failures } = await openLoad({
    ...{ url, seconds, rate },
    dossier: (n) => plannedDossier(first + n, plan),
    step: (n) => plannedStep(first + n),
    onAccepted: () => acceptedAt.push(performance.now()),
  });
  const offered = (performance.now() - startedAt) / 1000;
  offering = false;
  await watch;
  const took = (performance.now() - startedAt) / 1000;
  const after = readCpu(system);
  const written = await system.written();
  const dossiers = Math.max(1, accepted.length);
  const cpu = Object.fromEntries(
    Object.entries(after).map(([name, micros]) => [name, (micros - before[name]!) / dossiers]),
  );
  const whole = Object.values(cpu).reduce((sum, micros) => sum + micros, 0);
  const wal = written.wal - writtenBefore.wal;
  const exchanges = dossiers * exchangesPerDossier;
  const acceptedPerSecond = accepted.length / offered;
  const lateP99 = percentile(ofDossiers, 0.99);
  return {
    ...{ rate, seconds, oldestMillis, cpu, acceptedPerSecond, lateP99 },
    isHeld: isHeld({ rate, acceptedPerSecond, lateP99, oldestMillis, failures: failures.size }),
    settledPerSecond: settled / took,
    settledPerCpuSecond: (1e6 / whole) * exchangesPerDossier,
    acceptP50: median(latencies),
    acceptP99: percentile(latencies, 0.99),
    resident: readMemory(system),
    walPerCall: wal / (dossiers * callsPerDossier),
    walPerExchange: wal / exchanges,
    bytesPerExchange: (written.database - writtenBefore.database) / exchanges,
    ...(written.bus === undefined ? {} : { busBytesPerExchange: (written.bus - (writtenBefore.bus ?? 0)) / exchanges }),
    failures: Object.fromEntries(failures),
  };
}

/** By process, the load generator among them. */
function readCpu({ pids }: UnderTest): Record<string, number> {
  const { user, system } = process.cpuUsage();
  const read = Object.entries(pids).map(([name, pid]) => [name, cpuMicros(pid)] as const);
  return { ...Object.fromEntries(read), load: user + system };
}

/** Likewise; all that is measured are children of the generator, so of it itself alone. */
function readMemory({ pids }: UnderTest): Record<string, number> {
  const read = Object.entries(pids).map(([name, pid]) => [name, familyMemoryBytes(pid)] as const);
  return { ...Object.fromEntries(read), load: memoryBytes(process.pid) };
}
