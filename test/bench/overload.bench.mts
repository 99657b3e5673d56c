/**
 * One client asks for three times of what the product can do, another goes on as before. Prints the accept latency of the other one
 * against that of its own without such a neighbour, and beside the same flood sent to a server that has nothing to do; what the refused ones were told against what it took, the level of memory, and
 * whether everything accepted reached the partner, once. Counts decide the exit code; times are figures of this machine.
 */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { cpus, loadavg } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import { optionsOf } from '../../scripts/lib/bench-options.mjs';
import { plannedDossier } from './dossiers.ts';
import { compareEstimates, type Told } from './estimates.ts';
import { median, percentile } from './figures.ts';
import { openLoad, type LoadResult } from './open-load.mts';
import { clients } from './processes.mts';
import { createdInOrder } from './sandbox-books.mts';
import { settledCount } from './settled.mts';
import { startEmbedded, startKafkaAndPostgres } from './under-test.mts';

const options = optionsOf('overload');
const mode = options.text('mode') as 'embedded' | 'cluster';
const [minutes, sustainable, share] = [
  options.number('minutes'),
  options.number('sustainable'),
  options.number('share'),
];
const [alone, perClient, quota] = [options.number('alone'), options.number('perClient'), options.number('quota')];
const seconds = minutes * 60;
const [crowd, quiet] = clients as [(typeof clients)[number], (typeof clients)[number]];
const broken: string[] = [];
/** Estimates told in fewer seconds are those of one burst: of some commits, not of a pace. */
const fewestSeconds = 10;
const average = (): string => loadavg()[0]!.toFixed(2);

console.log(
  `overload, ${mode}: ${3 * sustainable}/s of one client for ${minutes} min beside ${share}/s of another, at most ${perClient} ` +
    `requests of a client at once and ${quota}/s; ${cpus().length} cores, load average ${average()}`,
);
const start = { embedded: startEmbedded, cluster: startKafkaAndPostgres }[mode];
const product = await start({ requestsPerClient: perClient, requestsPerSecond: quota });
try {
  const warm = await load(quiet, 'warm', share, 10);
  const before = await load(quiet, 'alone', share, alone);
  say('alone', before);
  const machines = await besideIdleServer();
  say('machine', machines);
  const levels: number[] = [];
  let isOver = false;
  const watch = (async () => {
    for (; !isOver; await sleep(10_000)) levels.push(await product.held());
  })();
  const told: Told[] = [];
  const answered: number[] = [];
  const refusals = new Map<string, number>();
  const [flood, beside] = await Promise.all([
    load(crowd, 'crowd', 3 * sustainable, seconds, {
      onAccepted: () => answered.push(performance.now()),
      onRefused: (status, text) => {
        refusals.set(String(status), (refusals.get(String(status)) ?? 0) + 1);
        if (status !== 429) return;
        const { waiting, estimateMillis } = JSON.parse(text) as { waiting: number; estimateMillis?: number };
        if (estimateMillis !== undefined && waiting > 0)
          told.push({ at: performance.now(), waiting, millis: estimateMillis });
      },
    }),
    load(quiet, 'beside', share, seconds),
  ]);
  isOver = true;
  await watch;
  say('beside', beside);
  say('crowd', flood);
  console.log(
    `         refused: ${[...refusals].map(([status, times]) => `${times} × ${status}`).join(', ') || 'none'}`,
  );
  const overAlone = ({ latencies }: LoadResult, share: number): string =>
    (percentile(latencies, share) / percentile(before.latencies, share)).toFixed(2);
  console.log(
    `accept of the other client, beside over alone: p50 ${overAlone(beside, 0.5)}, p99 ${overAlone(beside, 0.99)} (aim ≤ 1.3); ` +
      `with the flood elsewhere on this machine p50 ${overAlone(machines, 0.5)}, p99 ${overAlone(machines, 0.99)}`,
  );
  const estimates = compareEstimates(told, answered);
  console.log(
    `estimates: told over taken, median of ${estimates.compared} ${estimates.median.toFixed(2)}; ${(100 * estimates.within).toFixed(0)} % within a quarter`,
  );
  if (estimates.seconds < fewestSeconds)
    console.log(
      `           told in ${estimates.seconds} seconds only: the quota refused before anything waited; --quota 0 shows them`,
    );
  else if (Math.abs(estimates.median - 1) > 0.25) broken.push('estimates are off by more than a quarter');
  for (const status of refusals.keys()) if (status !== '429') broken.push(`${refusals.get(status)} × ${status}`);
  for (const [what, times] of beside.failures) broken.push(`the other client: ${times} × ${what}`);
  sayMemory(levels);
  await drained([warm, before, machines, flood, beside].flatMap(({ accepted }) => accepted.map(({ code }) => code)));
} finally {
  await product.stop();
}
console.log(broken.length === 0 ? 'as promised' : `BROKEN\n  ${broken.join('\n  ')}`);
process.exitCode = broken.length === 0 ? 0 : 1;

function load(
  client: typeof crowd,
  prefix: string,
  rate: number,
  lasts: number,
  told: Pick<Parameters<typeof openLoad>[0], 'onAccepted' | 'onRefused'> & { readonly url?: string } = {},
): Promise<LoadResult> {
  const plan = { prefix, clients: [client], ofFirst: 4, dueStepMillis: lasts * 200 };
  return openLoad({
    ...{ url: product.url, rate, seconds: lasts, connections: 4 * perClient, ...told },
    dossier: (n) => plannedDossier(n, plan),
  });
}

/** The other client while the same flood goes to a server that has nothing to do. */
async function besideIdleServer(): Promise<LoadResult> {
  const idle = fork(new URL('./idle-server.mts', import.meta.url));
  const [{ url }] = (await once(idle, 'message')) as [{ url: string }];
  try {
    const flood = load(crowd, 'elsewhere', 3 * sustainable, alone, { url, onRefused: () => undefined });
    const [beside] = await Promise.all([load(quiet, 'machine', share, alone), flood]);
    return beside;
  } finally {
    idle.disconnect();
  }
}

/** What has been accepted must reach the partner, once. */
async function drained(codes: readonly string[]): Promise<void> {
  const startedAt = performance.now();
  const open = codes.length - (await settledCount(product.url));
  const end = Date.now() + 120_000 + codes.length * 20;
  while ((await settledCount(product.url)) < codes.length && Date.now() < end) await sleep(500);
  const created = await createdInOrder(product.sandboxDir);
  const once = new Set(created);
  const missing = codes.filter((code) => !once.has(code)).length;
  const doubled = created.length - once.size;
  console.log(
    `accepted ${codes.length}: missing ${missing}, twice ${doubled}; ${open} were waiting at the end of the load, drained in ` +
      `${((performance.now() - startedAt) / 1_000).toFixed(0)} s; load average ${average()}`,
  );
  if (missing + doubled > 0) broken.push(`${missing} accepted are missing, ${doubled} came twice`);
}

/** Flat: what the second half holds more than the first is no growth with what was accepted. */
function sayMemory(levels: readonly number[]): void {
  const held = levels.map((bytes) => bytes / 1e6);
  const half = held.length >> 1;
  const growth = median(held.slice(half)) - median(held.slice(1, half + 1));
  console.log(
    `memory, ${mode === 'embedded' ? 'JS heap after collection' : 'PSS of gateway and connectors'}: ${held[0]?.toFixed(0)} MB at first, ` +
      `${Math.max(...held).toFixed(0)} at most, second half over first ${growth.toFixed(1)} MB`,
  );
  if (growth > 40) broken.push(`memory grew by ${growth.toFixed(0)} MB from the first half to the second`);
}

function say(name: string, { accepted, latencies }: LoadResult): void {
  console.log(
    `${name.padEnd(8)} accepted ${accepted.length}, accept p50 ${percentile(latencies, 0.5).toFixed(1)} p99 ${percentile(latencies, 0.99).toFixed(1)} ms`,
  );
}
