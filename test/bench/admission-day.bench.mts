/**
 * The day on which all candidates of an examination pay their fees: dossier and payment stated by agencies as fast as the product
 * takes them, through one admission window, on Kafka and PostgreSQL; INIT at the payment platform, its payer pays a second later, it
 * confirms, the confirmation is borne out by QUERY, the fee is settled, and the portal told. Load generator, payers, product, servers
 * and sandbox are all on this machine; platform and portal answer after 20 ms. `--dead-minutes`: from a tenth of the fees on the
 * platform cuts every connection for so long, and then takes `--slow` milliseconds for an answer. At the end the books must agree: of
 * the sandbox's bank, of the gateway's tables and of its API, by account and to the dong; each fee settled once, by one credit, in its
 * turn and before it is due; no INIT repeated blindly; every dossier at the portal once, as paid. Books decide the exit code; times are
 * figures of this machine. Written: figures over time, and a picture of them.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { cpus, loadavg } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { optionsOf } from '../../scripts/lib/bench-options.mjs';
import { vietnamDay } from '@lienthong/contracts';
import { startCluster, type Cluster } from '../support/cluster.ts';
import { judgeDay, type DayBooks } from './admission-books.mts';
import { admissionConfig, agreements } from './admission-config.mts';
import { settledPayments, type DayMoment } from './admission-moments.mts';
import { drainedInOrder, type Drained } from './admission-order.mts';
import { admissionPicture, type Trouble } from './admission-picture.mts';
import { admittedClass, candidate } from './candidates.mts';
import { closedIntake, type Intake } from './closed-intake.mts';
import { cpuMicros } from './cpu.mts';
import { EffectsTail } from './effects-tail.mts';
import { percentile } from './figures.ts';
import { initCalls, type InitCalls } from './init-calls.mts';
import { Payers } from './payers.mts';
import { PlatformControl } from './platform-control.mts';
import { setPortalTimes } from './portal.mts';
import { clients, operator } from './processes.mts';
import { startServers, type Servers } from './servers.mts';
import { statements } from './statements.mts';
import { ToldCandidates } from './told-candidates.mts';

const options = optionsOf('admission-day');
const fees = options.number('fees');
const [atOnce, perDay] = [options.number('at-once'), options.number('per-day')];
const [deadMinutes, slowMillis] = [options.number('dead-minutes'), options.number('slow')];
const [gateways, connectors] = [options.number('gateways'), options.number('connectors')];
/** Seconds in which at least one fee more must be settled, or one dossier more be told, while the platform is alive. */
const patience = options.number('patience');
const usualMillis = 20;
const progressEverySeconds = 10;
const nodeArgs = process.env['BENCH_NODE_ARGS']?.split(' ');

const average = (): string => loadavg()[0]!.toFixed(2);
const title = `admission day, ${fees} fees, ${gateways} gateways, ${connectors} connectors${deadMinutes > 0 ? `, platform dead for ${deadMinutes} min` : ''}`;
console.log(`${title}: ${cpus().length} cores, load average ${average()} before`);

const servers = await startServers();
try {
  const cluster = await startCluster({
    ...{ gateways, connectors },
    ...{ brokers: servers.brokers, databaseUrl: servers.databaseUrl },
    dataDir: join(servers.folder, 'data'),
    config: admissionConfig(servers.sandboxUrl),
    ...(nodeArgs ? { nodeArgs } : {}),
  });
  try {
    await day(servers, cluster);
  } finally {
    await cluster.stop();
  }
} finally {
  await servers.stop();
}

interface Ran {
  readonly seconds: number;
  readonly intake: Intake;
  /** Until the last payment was accepted. */
  readonly intakeSeconds: number;
  readonly moments: readonly DayMoment[];
  readonly troubles: readonly Trouble[];
  /** Epoch milliseconds; only where the platform was away. */
  readonly aliveAt: number | undefined;
  /** References in the order in which the platform took them since then. */
  readonly arrived: readonly string[];
  readonly broken: readonly string[];
}

async function day({ databaseUrl, sandboxUrl, folder, pids }: Servers, cluster: Cluster): Promise<void> {
  const url = cluster.gateways[0]!.url;
  const sandboxDir = join(folder, 'sandbox');
  const platform = new PlatformControl(sandboxUrl);
  await setPortalTimes(sandboxUrl);
  await platform.slow(usualMillis);
  for (const [at, agreement] of agreements.entries()) {
    await platform.agree(agreement, cluster.connectors[at % cluster.connectors.length]!.url);
  }
  await openWindow(url);
  const seen = await statements(databaseUrl);
  const all = { ...Object.fromEntries(cluster.members.map(({ name, pid }) => [name, pid])), ...pids };
  const before = readCpu(all);
  const ran = await run(cluster, { sandboxUrl, sandboxDir, platform });
  const after = readCpu(all);
  const cpu = Object.fromEntries(
    Object.entries(after).map(([name, micros]) => [name, (micros - before[name]!) / fees]),
  );
  await seen?.tell(fees);
  const last = ran.moments.at(-1)!;
  sayDay(ran, cpu);
  console.log('books: read');
  const books = await judgeDay({ databaseUrl, sandboxUrl, url, key: operator.key, fees });
  const inits = await initCalls(sandboxDir);
  const drained = ran.aliveAt === undefined ? undefined : await drainedInOrder(databaseUrl, ran.arrived, ran.aliveAt);
  const broken = [...ran.broken, ...books.broken];
  if (inits.blind > 0) broken.push(`${inits.blind} orders sent again without having asked`);
  if (last.settled !== fees) broken.push(`${last.settled} settlements of ${fees} fees counted`);
  sayBooks(books, inits, drained);
  console.log(broken.length === 0 ? 'books: agree' : `books: BROKEN\n  ${broken.join('\n  ')}`);
  process.exitCode = broken.length === 0 ? 0 : 1;
  write(ran, { cpu, inits, drained, broken });
}

async function openWindow(url: string): Promise<void> {
  const dayMillis = 24 * 3_600_000;
  // A run that goes on past midnight goes on.
  const days = [vietnamDay(Date.now()), vietnamDay(Date.now() + dayMillis)];
  const answer = await fetch(`${url}/v1/admission-windows`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      authorization: `Bearer ${operator.key}`,
      'idempotency-key': 'the-window-of-the-bench',
    },
    body: JSON.stringify({ class: admittedClass, days, perDay }),
  });
  const text = await answer.text();
  if (answer.status !== 201) throw new Error(`the window was not opened: ${answer.status} ${text}`);
}

interface Stage {
  readonly sandboxUrl: string;
  readonly sandboxDir: string;
  readonly platform: PlatformControl;
}

async function run(cluster: Cluster, { sandboxUrl, sandboxDir, platform }: Stage): Promise<Ran> {
  const url = cluster.gateways[0]!.url;
  const payers = new Payers(sandboxUrl);
  const portal = new ToldCandidates(fees);
  const acceptedAt = new Float64Array(fees);
  const arrived: string[] = [];
  const moments: DayMoment[] = [];
  const troubles: Trouble[] = [];
  const broken: string[] = [];
  let accepted = 0;
  let withoutWindow = 0;
  let aliveAt: number | undefined;
  const tail = new EffectsTail(sandboxDir, (effect) => {
    if (effect.partner === 'dvc-portal') portal.hear(effect);
    if (effect.partner !== 'payment-platform' || effect.kind !== 'created') return;
    if (aliveAt !== undefined) arrived.push(effect.key);
    payers.pay(/"partnerCode":"(\w+)"/.exec(effect.line)![1]!, effect.key);
  });
  const startedAt = performance.now();
  const since = (): number => (performance.now() - startedAt) / 1000;
  let trouble = Promise.resolve();
  let isAway = false;
  const away = async (): Promise<void> => {
    isAway = true;
    const from = since();
    const gone = (async () => {
      await platform.dead();
      await sleep(deadMinutes * 60_000);
      await platform.alive();
      await platform.slow(slowMillis);
      aliveAt = Date.now();
    })();
    payers.away(gone);
    await gone;
    troubles.push({ what: 'platform dead', from, to: since() });
    isAway = false;
  };

  let intakeSeconds: number | undefined;
  const intake = closedIntake({
    ...{ urls: cluster.gateways.map((gateway) => gateway.url), fees, atOnce },
    candidate: (n) => candidate(n, clients, Date.now()),
    onAccepted: (_n, { window }) => {
      acceptedAt[accepted] = performance.now();
      accepted += 1;
      if (window === undefined) withoutWindow += 1;
      if (deadMinutes > 0 && accepted === Math.ceil(fees / 10)) trouble = away();
    },
  }).finally(() => (intakeSeconds = since()));

  let movedAt = performance.now();
  for (let told = -Infinity; ; await sleep(1_000)) {
    const settled = await settledPayments(url);
    const oldest = settled < accepted ? (performance.now() - acceptedAt[settled]!) / 1000 : 0;
    const counts = { accepted, ordered: payers.ordered, paid: payers.paid, settled, told: portal.told };
    const moment: DayMoment = { at: since(), ...counts, oldest };
    const before = moments.at(-1);
    if (!before || before.settled < settled || before.told < portal.told || isAway) movedAt = performance.now();
    moments.push(moment);
    if (moment.at - told >= progressEverySeconds) {
      sayMoment(moments);
      told = moment.at;
    }
    if (intakeSeconds !== undefined && !isAway && settled >= accepted && portal.told >= accepted) break;
    if (performance.now() - movedAt < patience * 1000) continue;
    broken.push(`nothing moved for ${patience} s: ${JSON.stringify(moment)}`);
    break;
  }
  sayMoment(moments);
  const seconds = since();
  await trouble;
  await tail.stop();
  await payers.close();
  const done = await intake;
  for (const [what, times] of [...done.failures, ...payers.failures]) broken.push(`${times} × ${what}`);
  if (withoutWindow > 0) broken.push(`${withoutWindow} payments were accepted past the window`);
  if (portal.notCreatedOnce > 0) broken.push(`${portal.notCreatedOnce} dossiers are not at the portal once`);
  return { seconds, intake: done, intakeSeconds: intakeSeconds!, moments, troubles, aliveAt, arrived, broken };
}

/** By process, the load generator and its payers among them. */
function readCpu(pids: Readonly<Record<string, number>>): Record<string, number> {
  const { user, system } = process.cpuUsage();
  const read = Object.entries(pids).map(([name, pid]) => [name, cpuMicros(pid)] as const);
  return { ...Object.fromEntries(read), load: user + system };
}

function sayMoment(moments: readonly DayMoment[]): void {
  const now = moments.at(-1)!;
  const before = moments.findLast(({ at }) => at <= now.at - progressEverySeconds) ?? moments[0]!;
  const took = Math.max(0.001, now.at - before.at);
  const rate = (of: (moment: DayMoment) => number): string => ((of(now) - of(before)) / took).toFixed(0);
  console.log(
    `${now.at.toFixed(0).padStart(5)} s  accepted ${now.accepted} (${rate((one) => one.accepted)}/s), ordered ${now.ordered}, paid ${now.paid}, ` +
      `settled ${now.settled} (${rate((one) => one.settled)}/s), told ${now.told} (${rate((one) => one.told)}/s), ` +
      `waiting ${now.accepted - now.settled}, oldest ${now.oldest.toFixed(1)} s; load ${average()}`,
  );
}

function sayDay({ seconds, intake, intakeSeconds }: Ran, cpu: Readonly<Record<string, number>>): void {
  const { dossierMillis, paymentMillis, refused } = intake;
  const latency = (millis: readonly number[]): string =>
    `p50/p99 ${percentile(millis, 0.5).toFixed(0)} / ${percentile(millis, 0.99).toFixed(0)} ms`;
  const whole = Object.values(cpu).reduce((sum, micros) => sum + micros, 0);
  console.log(
    [
      `${fees} fees in ${seconds.toFixed(1)} s: ${(fees / seconds).toFixed(0)}/s from the first request to the last word to the portal`,
      `accepted within ${intakeSeconds.toFixed(1)} s (${(fees / intakeSeconds).toFixed(0)}/s): dossier ${latency(dossierMillis)}, payment ${latency(paymentMillis)}; ${refused} × 429`,
      `CPU µs per fee: ${Object.entries(cpu)
        .map(([name, micros]) => `${name} ${micros.toFixed(0)}`)
        .join(', ')}; in all ${whole.toFixed(0)}`,
      `load average ${average()} after`,
    ].join('\n    '),
  );
}

function sayBooks({ bank, tables, api }: DayBooks, inits: InitCalls, drained: Drained | undefined): void {
  const vnd = (amount: number | undefined): string => (amount ?? 0).toLocaleString('en-US');
  for (const account of new Set([...bank.keys(), ...tables.keys(), ...api.keys()])) {
    console.log(
      `    ${account}: bank ${vnd(bank.get(account)?.credited)}, tables ${vnd(tables.get(account)?.credited)} of which settled ` +
        `${vnd(tables.get(account)?.settled)}, API ${vnd(api.get(account)?.credited)} of which settled ${vnd(api.get(account)?.settled)} VND`,
    );
  }
  const { sent, afterAsking, blind } = inits;
  console.log(`    INIT ${sent}: again after having asked ${afterAsking}, again blindly ${blind}`);
  if (!drained) return;
  console.log(
    `    drained by due date: ${drained.compared} orders that had waited and had not been tried, furthest from its rank ${drained.furthest} places, largest lead of a client ${drained.largestLead} turns`,
  );
}

function write(
  { seconds, intakeSeconds, intake, moments, troubles }: Ran,
  more: { readonly drained: Drained | undefined } & Readonly<Record<string, unknown>>,
): void {
  const { dossierMillis, paymentMillis, refused, failures } = intake;
  const latency = (millis: readonly number[]) => ({ p50: percentile(millis, 0.5), p99: percentile(millis, 0.99) });
  const out = resolve(options.text('out'));
  mkdirSync(out, { recursive: true });
  const file = join(out, `admission-day${deadMinutes > 0 ? '-dead' : ''}`);
  const result = {
    ...{
      at: new Date().toISOString(),
      cores: cpus().length,
      fees,
      atOnce,
      perDay,
      deadMinutes,
      seconds,
      intakeSeconds,
    },
    ...{ gateways, connectors, perSecond: fees / seconds },
    ...{
      dossier: latency(dossierMillis),
      payment: latency(paymentMillis),
      refused,
      failures: Object.fromEntries(failures),
    },
    ...{ ...more, troubles, moments },
  };
  writeFileSync(`${file}.json`, `${JSON.stringify(result, undefined, 2)}\n`);
  writeFileSync(`${file}.svg`, admissionPicture(`${title}; ${(fees / seconds).toFixed(0)}/s`, moments, troubles));
  console.log(`figures: ${file}.json\npicture: ${file}.svg`);
}
