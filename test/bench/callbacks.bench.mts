/**
 * How soon a partner has its answer: SePay's notifications, signed, each about other money, at a fixed rate that does not wait for
 * answers; one in ten comes again. Each is stored sealed with its message to the gateway before it is answered. The product as
 * `npm start` runs it, or one gateway, one process of connectors, PostgreSQL and Kafka; everything on this machine.
 */
import { createHmac } from 'node:crypto';
import { cpus, loadavg } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import { optionsOf } from '../../scripts/lib/bench-options.mjs';
import { Pool } from 'undici';
import { cpuMicros } from './cpu.mts';
import { startEmbedded, startKafkaAndPostgres } from './under-test.mts';

const options = optionsOf('callbacks');
const systems = { embedded: startEmbedded, cluster: () => startKafkaAndPostgres() };
const mode = options.text('mode') as keyof typeof systems;
const [seconds, rate] = [options.number('seconds'), options.number('rate')];

const secret = 'sandbox-sepay-secret';
let money = 0;

function notification(n: number): { readonly body: string; readonly headers: Record<string, string> } {
  const body = JSON.stringify({
    ...{ id: n, gateway: 'Vietcombank', transactionDate: '2026-08-01 14:02:37', accountNumber: '1017595600' },
    ...{ subAccount: null, code: null, content: `MBVCB.${n}.NGUYEN VAN A chuyen tien le phi HSDVC7K2QF9XA.CT tu` },
    ...{ transferType: 'in', description: '', transferAmount: 150_000, accumulated: 0, referenceCode: `FT${n}` },
  });
  const timestamp = String(Math.floor(Date.now() / 1000));
  const signature = createHmac('sha256', secret).update(`${timestamp}.${body}`).digest('hex');
  return {
    body,
    headers: {
      'content-type': 'application/json',
      'x-sepay-signature': `sha256=${signature}`,
      'x-sepay-timestamp': timestamp,
    },
  };
}

/** From the moment each was meant to be sent to the end of its answer, milliseconds. */
async function load(url: string, forSeconds: number): Promise<{ latencies: number[]; bad: Map<string, number> }> {
  const pool = new Pool(url, { connections: 64, pipelining: 1 });
  const latencies: number[] = [];
  const bad = new Map<string, number>();
  const running = new Set<Promise<void>>();
  const begun = performance.now();
  const send = async (n: number, meantAt: number): Promise<void> => {
    const path = '/callbacks/bank/sepay/kho-bac-1';
    const answer = await pool.request({ method: 'POST', path, ...notification(n) });
    const body = await answer.body.text();
    latencies.push(performance.now() - meantAt);
    if (answer.statusCode !== 200) bad.set(`${answer.statusCode} ${body.slice(0, 80)}`, (bad.get(body) ?? 0) + 1);
  };
  for (let sent = 0; sent < forSeconds * rate;) {
    const due = Math.min(forSeconds * rate, Math.floor(((performance.now() - begun) / 1000) * rate) + 1);
    for (; sent < due; sent += 1) {
      const n = sent % 10 === 9 ? money : (money += 1);
      const call: Promise<void> = send(n, begun + (sent / rate) * 1000).finally(() => running.delete(call));
      running.add(call);
    }
    await sleep(1);
  }
  await Promise.all(running);
  await pool.close();
  return { latencies, bad };
}

const at = (sorted: readonly number[], share: number): string =>
  sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))]!.toFixed(1);

const loadBefore = loadavg()[0]!.toFixed(2);
console.log(`callbacks, ${mode}: ${cpus().length} cores, load average ${loadBefore} before`);
const system = await systems[mode]();
try {
  const url = system.callbacksUrl ?? system.url;
  await load(url, Math.min(5, seconds)); // code gets warm, statements are planned
  const used = () => Object.entries(system.pids).map(([name, pid]) => [name, cpuMicros(pid)] as const);
  const before = new Map(used());
  const { latencies, bad } = await load(url, seconds);
  const cpu = used().map(
    ([name, micros]) => `${name} ${Math.round((micros - before.get(name)!) / latencies.length)} µs`,
  );
  const sorted = latencies.sort((a, b) => a - b);
  console.log(
    `${rate}/s for ${seconds} s: p50 ${at(sorted, 0.5)} ms, p95 ${at(sorted, 0.95)} ms, p99 ${at(sorted, 0.99)} ms, longest ${at(sorted, 1)} ms; ` +
      `${sorted.length} answers, load average ${loadavg()[0]!.toFixed(2)} after`,
  );
  console.log(`CPU per notification: ${cpu.join(', ')}`);
  for (const [what, count] of bad) console.log(`not taken: ${count} × ${what}`);
  if (bad.size > 0) process.exitCode = 1;
} finally {
  await system.stop();
}
