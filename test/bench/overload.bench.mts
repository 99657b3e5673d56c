/**
 * One client asks for three times of what the product can do, another goes on as before. Prints the accept latency of the other one
 * against that of its own without such a neighbour, what the refused ones were told against what it took, the level of memory, and
 * whether everything accepted reached the partner, once. Counts decide the exit code; times are figures of this machine.
 */
import { cpus, loadavg } from 'node:os';
import { parseArgs } from 'node:util';
import { setTimeout as sleep } from 'node:timers/promises';
import { plannedDossier } from './dossiers.ts';
import { compareEstimates, type Told } from './estimates.ts';
import { median, percentile } from './figures.ts';
import { openLoad, type LoadResult } from './open-load.mts';
import { setPortalTimes, widePortal } from './portal.mts';
import { clients, startProcesses, type Reading } from './processes.mts';
import { createdInOrder } from './sandbox-books.mts';
import { settledCount } from './settled.mts';

const { values } = parseArgs({
  options: {
    minutes: { type: 'string', default: '5' },
    sustainable: { type: 'string', default: '300' },
    share: { type: 'string', default: '20' },
    alone: { type: 'string', default: '60' },
    perClient: { type: 'string', default: '32' },
    quota: { type: 'string', default: '100' },
  },
});
const { minutes, sustainable, share, alone, perClient, quota } = Object.fromEntries(
  Object.entries(values).map(([name, value]) => [name, Number(value)]),
) as Record<keyof typeof values, number>;
const seconds = minutes * 60;
const [crowd, quiet] = clients as [(typeof clients)[number], (typeof clients)[number]];
const broken: string[] = [];
const average = (): string => loadavg()[0]!.toFixed(2);

console.log(
  `overload, embedded: ${3 * sustainable}/s of one client for ${minutes} min beside ${share}/s of another, at most ${perClient} ` +
    `requests of a client at once and ${quota}/s; ${cpus().length} cores, load average ${average()}`,
);
const product = await startProcesses(widePortal, { requestsPerClient: perClient, requestsPerSecond: quota });
try {
  await setPortalTimes(product.sandboxUrl);
  await load(quiet, 'warm', share, 10);
  const before = await load(quiet, 'alone', share, alone);
  say('alone', before);
  const levels: Reading[] = [];
  let isOver = false;
  const watch = (async () => {
    for (; !isOver; await sleep(10_000)) levels.push(await product.gateway.read('heap'));
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
  const ratio = percentile(beside.latencies, 0.99) / percentile(before.latencies, 0.99);
  console.log(`accept of the other client, beside over alone: p99 ${ratio.toFixed(2)} (aim ≤ 1.3)`);
  const estimates = compareEstimates(told, answered);
  console.log(
    `estimates: told over taken, median of ${estimates.compared} ${estimates.median.toFixed(2)}; ${(100 * estimates.within).toFixed(0)} % within a quarter`,
  );
  if (estimates.compared > 0 && Math.abs(estimates.median - 1) > 0.25)
    broken.push('estimates are off by more than a quarter');
  for (const status of refusals.keys()) if (status !== '429') broken.push(`${refusals.get(status)} × ${status}`);
  for (const [what, times] of beside.failures) broken.push(`the other client: ${times} × ${what}`);
  sayMemory(levels);
  await drained([...before.accepted, ...flood.accepted, ...beside.accepted].map(({ code }) => code));
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
  told: Pick<Parameters<typeof openLoad>[0], 'onAccepted' | 'onRefused'> = {},
): Promise<LoadResult> {
  const plan = { prefix, clients: [client], ofFirst: 4, dueStepMillis: lasts * 200 };
  return openLoad({
    ...{ url: product.url, rate, seconds: lasts, connections: 4 * perClient, ...told },
    dossier: (n) => plannedDossier(n, plan),
  });
}

/** What has been accepted must reach the partner, once. */
async function drained(codes: readonly string[]): Promise<void> {
  const startedAt = performance.now();
  const open = (await settledCount(product.url)) - codes.length;
  const end = Date.now() + 120_000 + codes.length * 20;
  while ((await settledCount(product.url)) < codes.length && Date.now() < end) await sleep(500);
  const created = (await createdInOrder(product.sandboxDir)).filter((code) => !code.includes('-warm-'));
  const once = new Set(created);
  const missing = codes.filter((code) => !once.has(code)).length;
  const doubled = created.length - once.size;
  console.log(
    `accepted ${codes.length}: missing ${missing}, twice ${doubled}; ${-open} were waiting at the end of the load, drained in ` +
      `${((performance.now() - startedAt) / 1_000).toFixed(0)} s; load average ${average()}`,
  );
  if (missing + doubled > 0) broken.push(`${missing} accepted are missing, ${doubled} came twice`);
}

/** Flat: what the second half holds more than the first is no growth with what was accepted. */
function sayMemory(levels: readonly Reading[]): void {
  const heaps = levels.map(({ heapUsed }) => heapUsed / 1e6);
  const half = heaps.length >> 1;
  const growth = median(heaps.slice(half)) - median(heaps.slice(1, half + 1));
  const rss = Math.max(...levels.map((level) => level.rss / 1e6));
  console.log(
    `memory: JS heap after collection ${heaps[0]?.toFixed(0)} MB before, second half over first ${growth.toFixed(1)} MB; RSS at most ${rss.toFixed(0)} MB`,
  );
  if (growth > 40) broken.push(`the heap grew by ${growth.toFixed(0)} MB from the first half to the second`);
}

function say(name: string, { accepted, latencies }: LoadResult): void {
  console.log(
    `${name.padEnd(8)} accepted ${accepted.length}, accept p50 ${percentile(latencies, 0.5).toFixed(1)} p99 ${percentile(latencies, 0.99).toFixed(1)} ms`,
  );
}
