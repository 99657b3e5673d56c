/**
 * What an outage of the partner costs those who are not to blame: the same open load with the partner alive and away, in
 * turns, each on a new folder. Prints accept latencies and their ratio, the growth of the JS heap over the outage, and
 * whether everything reached the partner afterwards, once and in rank order. Counts and order decide the exit code; times
 * are figures of this machine.
 */
import { cpus, loadavg } from 'node:os';
import { parseArgs } from 'node:util';
import { setTimeout as sleep } from 'node:timers/promises';
import { openStore } from '@lienthong/store';
import { sql } from 'kysely';
import { plannedDossier } from './dossiers.ts';
import { median, percentile } from './figures.ts';
import { openLoad, type LoadResult } from './open-load.mts';
import { clients, operator, startProcesses, type ProductProcesses, type Reading } from './processes.mts';
import { compareWithRank, type OrderReport, type Stated } from './rank-order.ts';
import { creations, setDown, type Creation } from './sandbox-books.mts';

const { values } = parseArgs({
  options: {
    seconds: { type: 'string', default: '300' },
    rate: { type: 'string', default: '100' },
    runs: { type: 'string', default: '3' },
    baseline: { type: 'string' },
  },
});
const [seconds, rate, runs] = [values.seconds, values.rate, values.runs].map(Number) as [number, number, number];
/** How long each run with the partner alive lasts; as long as the outage unless told otherwise. */
const baselineSeconds = Number(values.baseline ?? seconds);
const ageingFactor = 1;
/** The portal's default. What is under way at once may land in any order. */
const concurrency = 32;
const warmUpSeconds = 5;
const drainMillis = 60_000 + seconds * rate * 20;

interface Run {
  readonly load: LoadResult;
  readonly before: Reading;
  readonly after: Reading;
}
interface Drain extends OrderReport {
  readonly missing: number;
  readonly doubled: number;
  readonly strange: number;
  /** Tried while the partner was away: their turn comes with their retry, not with their rank. */
  readonly tried: number;
  readonly perSecond: number;
  /** Created in each second of the drain. */
  readonly bySecond: readonly number[];
  /** Of what was stated during the drain and was due long ago: created between its acceptance and it, the most. */
  readonly urgentPassedBy: number;
}

const average = (): string => loadavg()[0]!.toFixed(2);
console.log(
  `outage, embedded: ${rate}/s, ${runs} × (alive for ${baselineSeconds} s, away for ${seconds} s); ${cpus().length} cores, load average ${average()}`,
);
const alive: Run[] = [];
const away: Run[] = [];
const broken: string[] = [];
for (let number = 1; number <= runs; number += 1) {
  alive.push(await withProduct(async (product) => (await loaded(product, 'alive')).run));
  say(`alive ${number}`, alive.at(-1)!);
  const { run, drain } = await withProduct(async (product) => {
    const { run, warm } = await loaded(product, 'away');
    return { run, drain: await drained(product, run.load, warm) };
  });
  away.push(run);
  say(`away ${number}`, run);
  sayDrain(drain);
}
const ratioOf = (share: number): number =>
  median(away.map((run) => percentile(run.load.latencies, share))) /
  median(alive.map((run) => percentile(run.load.latencies, share)));
const growth = median(away.map((run) => run.after.heapUsed - run.before.heapUsed)) / 1e6;
console.log(
  `accept, partner away over alive, medians of ${runs}: p50 ${ratioOf(0.5).toFixed(2)}, p99 ${ratioOf(0.99).toFixed(2)} (aim ≤ 1.5)`,
);
console.log(
  `JS heap after collection grew by ${growth.toFixed(1)} MB over the outage (aim ≤ 20); load average ${average()}`,
);
console.log(
  broken.length === 0 ? 'counts and order: as promised' : `counts and order: BROKEN\n  ${broken.join('\n  ')}`,
);
process.exitCode = broken.length === 0 ? 0 : 1;

async function withProduct<T>(work: (product: ProductProcesses) => Promise<T>): Promise<T> {
  const product = await startProcesses();
  try {
    return await work(product);
  } finally {
    await product.stop();
  }
}

async function loaded(product: ProductProcesses, partner: 'alive' | 'away'): Promise<{ run: Run; warm: number }> {
  const { url, gateway } = product;
  const lasts = partner === 'away' ? seconds : baselineSeconds;
  const plan = { clients, ofFirst: 3, dueStepMillis: lasts * 200 };
  const warmUp = await openLoad({
    ...{ url, rate, seconds: warmUpSeconds },
    dossier: (n) => plannedDossier(n, { ...plan, prefix: 'warm' }),
  });
  await effects(product, warmUp.accepted.length, 60_000);
  if (partner === 'away') await setDown(product.sandboxUrl);
  const before = await gateway.read('heap');
  const load = await openLoad({
    ...{ url, rate, seconds: lasts },
    dossier: (n) => plannedDossier(n, { ...plan, prefix: partner }),
  });
  const after = await gateway.read('heap');
  for (const [what, times] of load.failures) broken.push(`${partner}: ${times} × ${what}`);
  return { run: { load, before, after }, warm: warmUp.accepted.length };
}

/** The partner comes back: everything must reach it, once, in rank order. */
async function drained(product: ProductProcesses, { accepted }: LoadResult, warm: number): Promise<Drain> {
  await waiting(product, accepted.length);
  const startedAt = performance.now();
  await fetch(`${product.sandboxUrl}/situations`, { method: 'DELETE' });
  await effects(product, warm + Math.min(200, accepted.length / 10), drainMillis);
  const urgent = await stateUrgent(product.url);
  const came = await effects(product, warm + accepted.length + urgent.length, drainMillis);
  const perSecond = (came - warm) / ((performance.now() - startedAt) / 1000);
  const stated = new Map(accepted.map((one) => [one.code, one]));
  const all = (await creations(product.sandboxDir)).filter(({ key }) => !key.includes('-warm-'));
  const created = all.map(({ key }) => key).filter((code) => !code.includes('-urgent-'));
  const once = new Set(created);
  const tried = await attemptedMoreThanOnce(product);
  const insertedAt = await insertions(product);
  const untried = [...once].flatMap((code) => {
    const one = stated.get(code);
    // Its age counts from when the connectors took it over.
    return one && !tried.has(code) ? [{ ...one, acceptedAt: insertedAt.get(code)! }] : [];
  });
  const drain: Drain = {
    ...compareWithRank(untried, ageingFactor),
    missing: accepted.filter(({ code }) => !once.has(code)).length,
    doubled: created.length - once.size,
    strange: [...once].filter((code) => !stated.has(code)).length,
    tried: tried.size,
    perSecond,
    bySecond: bySecond(all),
    urgentPassedBy: Math.max(0, ...urgent.map((one) => passedBy(one, all))),
  };
  if (drain.missing + drain.doubled + drain.strange > 0)
    broken.push(`${drain.missing} missing, ${drain.doubled} twice, ${drain.strange} never accepted`);
  if (drain.furthest > 2 * concurrency) broken.push(`one came ${drain.furthest} places from its rank`);
  if (drain.largestLead > concurrency + drain.tried) broken.push(`one client was ${drain.largestLead} turns ahead`);
  if (urgent.some(({ code }) => !all.some(({ key }) => key === code))) broken.push('urgent work has not arrived');
  return drain;
}

/** When the connectors took each dossier over, epoch milliseconds: from their own table, into which one can look when they have ended. */
async function insertions({ gateway, dataDir }: ProductProcesses): Promise<ReadonlyMap<string, number>> {
  await gateway.stop();
  const store = await openStore({ dataDir });
  try {
    const { rows } = await sql<{ subject: string; inserted_at: Date }>`
      select subject, inserted_at from connectors.work`.execute(store.db('connectors'));
    return new Map(rows.map((row) => [row.subject, row.inserted_at.getTime()]));
  } finally {
    await store.close();
  }
}

/** Some dossiers of each client that were due a year before everything that waits. */
async function stateUrgent(url: string): Promise<readonly Stated[]> {
  const dueStepMillis = -365 * 24 * 3_600_000;
  const plan = { prefix: 'urgent', clients, ofFirst: 2, dueStepMillis };
  // Those whose date is moved by at least one step.
  const numbers = Array.from({ length: 10 }, (_, n) => n).filter((n) => n > 0);
  const { accepted } = await openLoad({
    ...{ url, rate: 100, seconds: numbers.length / 100 },
    dossier: (n) => plannedDossier(numbers[n]!, plan),
  });
  return accepted;
}

function passedBy({ code, acceptedAt }: Stated, all: readonly Creation[]): number {
  const place = all.findIndex(({ key }) => key === code);
  return all.slice(0, Math.max(0, place)).filter(({ at }) => Date.parse(at) > acceptedAt).length;
}

function bySecond(all: readonly Creation[]): readonly number[] {
  const from = Date.parse(all[0]?.at ?? '');
  const counts: number[] = [];
  for (const { at } of all) {
    const second = Math.floor((Date.parse(at) - from) / 1_000);
    counts[second] = (counts[second] ?? 0) + 1;
  }
  return Array.from(counts, (count) => count ?? 0);
}

/** Until all of it waits in the connectors: what is still under way there has no rank yet. */
async function waiting({ url }: ProductProcesses, count: number): Promise<void> {
  for (const end = Date.now() + 60_000; Date.now() < end; await sleep(250)) {
    const text = await (await fetch(`${url}/metrics`)).text();
    if (Number(/^lienthong_exchanges_open (\d+)$/m.exec(text)?.[1]) === count) return;
  }
  broken.push(`not all of ${count} exchanges are waiting in the connectors a minute after the load`);
}

/** How many changes the partner has made, once they are so many or the patience is over. */
async function effects({ sandboxUrl }: ProductProcesses, wanted: number, millis: number): Promise<number> {
  for (const end = Date.now() + millis; ; await sleep(200)) {
    const counts = (await (await fetch(`${sandboxUrl}/journal`)).json()) as { effects: number };
    if (counts.effects >= wanted || Date.now() > end) return counts.effects;
  }
}

/** Codes of dossiers whose exchange needed more than one attempt, once the gateway has heard the end of all. */
async function attemptedMoreThanOnce({ url }: ProductProcesses): Promise<ReadonlySet<string>> {
  for (const end = Date.now() + 60_000; ; await sleep(500)) {
    const codes = new Set<string>();
    let open = 0;
    for (let cursor: string | undefined = ''; cursor !== undefined;) {
      const query = `limit=200${cursor === '' ? '' : `&cursor=${encodeURIComponent(cursor)}`}`;
      const headers = { authorization: `Bearer ${operator.key}` };
      const page = (await (await fetch(`${url}/v1/exchanges?${query}`, { headers })).json()) as ExchangePage;
      for (const { subject, attempts, state } of page.items) {
        if (state !== 'settled') open += 1;
        else if (attempts > 1) codes.add(subject);
      }
      cursor = page.nextCursor;
    }
    if (open === 0) return codes;
    if (Date.now() > end) {
      broken.push(`the gateway has not heard of the end of ${open} exchanges`);
      return codes;
    }
  }
}
interface ExchangePage {
  readonly items: readonly { readonly subject: string; readonly attempts: number; readonly state: string }[];
  readonly nextCursor?: string;
}

function say(name: string, { load, before, after }: Run): void {
  const cpu = (after.cpuMicros - before.cpuMicros) / load.accepted.length;
  const heap = (after.heapUsed - before.heapUsed) / 1e6;
  console.log(
    `${name.padEnd(8)} accepted ${load.accepted.length}, accept p50 ${percentile(load.latencies, 0.5).toFixed(1)} p99 ` +
      `${percentile(load.latencies, 0.99).toFixed(1)} ms; heap ${(before.heapUsed / 1e6).toFixed(0)} ${heap < 0 ? '−' : '+'} ` +
      `${Math.abs(heap).toFixed(1)} MB, buffers ${(after.arrayBuffers / 1e6).toFixed(0)} MB, RSS ${(after.rss / 1e6).toFixed(0)} MB, ` +
      `${cpu.toFixed(0)} µs CPU per dossier; load average ${average()}`,
  );
}

function sayDrain(drain: Drain): void {
  const { missing, doubled, strange, tried, furthest, largestLead, perSecond } = drain;
  console.log(
    `         drained at ${perSecond.toFixed(0)}/s: missing ${missing}, twice ${doubled}, never accepted ${strange}; furthest from its ` +
      `rank ${furthest} places (${concurrency} under way at once), largest lead of a client ${largestLead} turns; ${tried} had been tried before`,
  );
  console.log(
    `         in each second of the drain: ${drain.bySecond.slice(0, 15).join(' ')}; urgent work stated meanwhile was passed by ${drain.urgentPassedBy} at most`,
  );
}
