/**
 * What readers of the feed cost who wait while nothing happens: the whole product as `npm start` runs it, so many connections that ask
 * for events with `wait=20` again and again, and its CPU time with and without them; then how long an event takes to reach all of them.
 * Fails above the limit, in percent of a core.
 *
 *   npm run bench -- feed
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { optionsOf } from '../../scripts/lib/bench-options.mjs';
import { cpuMicros } from './cpu.mts';
import { plannedDossier } from './dossiers.ts';
import { clients, startProcesses } from './processes.mts';

const options = optionsOf('feed');
const [readers, seconds, limit] = [options.number('readers'), options.number('seconds'), options.number('limit')];
const [client] = clients as unknown as [(typeof clients)[number]];
const authorization = `Bearer ${client.key}`;

const product = await startProcesses();
let over = false;
let stated = 0;
try {
  await sleep(10_000);
  const alone = await percentOfACore();
  const heard: number[] = [];
  const reading = Array.from({ length: readers }, () => readOn((at) => heard.push(at)));
  await sleep(5_000);
  const withReaders = await percentOfACore();
  const told = performance.now();
  await state();
  while (heard.length < readers) await sleep(5);
  const millis = heard.map((at) => at - told).sort((a, b) => a - b);
  over = true;
  await state();
  await Promise.all(reading);
  const more = withReaders - alone;
  console.log(
    `feed: ${readers} waiting readers cost ${more.toFixed(2)} % of a core (${alone.toFixed(2)} % without, ${withReaders.toFixed(2)} % with them, over ${seconds} s each); ` +
      `an event reached the first after ${Math.round(millis[0]!)} ms and all after ${Math.round(millis.at(-1)!)} ms`,
  );
  if (more > limit) process.exitCode = 1;
} finally {
  over = true;
  await product.stop();
}

async function percentOfACore(): Promise<number> {
  const before = cpuMicros(product.gateway.pid);
  await sleep(seconds * 1000);
  return (cpuMicros(product.gateway.pid) - before) / (seconds * 10_000);
}

async function readOn(hear: (at: number) => void): Promise<void> {
  for (let after = ''; !over;) {
    const answer = await fetch(`${product.url}/v1/events?wait=20${after}`, { headers: { authorization } });
    if (!answer.ok) throw new Error(`${answer.status} ${await answer.text()}`);
    const { items, nextCursor } = (await answer.json()) as { items: { type: string }[]; nextCursor: string };
    if (items.some(({ type }) => type === 'vn.lienthong.dossier.submitted')) hear(performance.now());
    after = `&after=${nextCursor}`;
  }
}

async function state(): Promise<void> {
  const { code, body } = plannedDossier((stated += 1), {
    prefix: 'feed',
    clients: [client],
    ofFirst: 4,
    dueStepMillis: 1000,
  });
  const answer = await fetch(`${product.url}/v1/dossiers/${code}`, {
    method: 'PUT',
    headers: { authorization, 'content-type': 'application/json' },
    body,
  });
  if (!answer.ok) throw new Error(`${answer.status} ${await answer.text()}`);
}
