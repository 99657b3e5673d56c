/**
 * What a partner call costs: the transport against plain axios with a keep-alive agent and against bare undici, in one
 * run, in turns, against a bare server in a process of its own. Prints ratios; single figures are this machine's.
 *
 *   npm run bench -- transport
 */
import { fork } from 'node:child_process';
import { Agent, createServer } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import axios from 'axios';
import { Pool } from 'undici';

const inFlight = 20;
const callsPerTurn = 1500;
const turns = 4;
const payload = JSON.stringify({ code: 'H29.2026.000123', steps: 'x'.repeat(400) });
const headers = { 'content-type': 'application/json' };

if (process.argv[2] === 'server') serve();
else await compare();

function serve(): void {
  const server = createServer((request, response) => {
    request.resume().on('end', () => response.end('{"error_code":"0"}'));
  });
  server.listen(0, '127.0.0.1', () => process.send!((server.address() as AddressInfo).port));
  process.on('disconnect', () => process.exit());
}

async function compare(): Promise<void> {
  const { createTransport } = await import('@lienthong/transport');
  const server = fork(process.argv[1]!, ['server']);
  const [port] = (await once(server, 'message')) as [number];
  const baseUrl = `http://127.0.0.1:${port}`;

  const pool = new Pool(baseUrl, { connections: inFlight, pipelining: 1 });
  const plain = axios.create({
    baseURL: baseUrl,
    httpAgent: new Agent({ keepAlive: true, maxSockets: inFlight }),
    proxy: false,
    maxRedirects: 0,
    responseType: 'arraybuffer',
  });
  const transport = createTransport({
    baseUrl,
    maxResponseBytes: 1_000_000,
    maxRequestBytes: 1_000_000,
    connections: inFlight,
    connectTimeoutMs: 1000,
    keepAliveMs: 10_000,
    allowPrivateAddresses: true,
  });
  const calls: Record<string, () => Promise<number>> = {
    'bare undici': async () => {
      const { body } = await pool.request({ path: '/', method: 'POST', body: payload, headers });
      return (await body.bytes()).length;
    },
    transport: async () => {
      const result = await transport.request(
        { method: 'POST', path: '/', body: payload, headers },
        { deadlineMs: 5000 },
      );
      if (!result.ok) throw new Error(result.cause);
      return result.body.length;
    },
    'plain axios': async () => ((await plain.post('/', payload, { headers })).data as Buffer).length,
  };
  const best: Record<string, { cpu: number; wall: number }> = {};
  for (const call of Object.values(calls)) await turn(call, callsPerTurn / 3);
  for (let round = 0; round < turns; round += 1) {
    for (const [name, call] of Object.entries(calls)) {
      const spent = await turn(call, callsPerTurn);
      const known = (best[name] ??= spent);
      best[name] = { cpu: Math.min(known.cpu, spent.cpu), wall: Math.min(known.wall, spent.wall) };
    }
  }
  const base = best['bare undici']!;
  for (const [name, { cpu, wall }] of Object.entries(best)) {
    const figures = [
      Math.round(1e6 / wall),
      'calls/s',
      Math.round(cpu),
      'µs CPU per call',
      (cpu / base.cpu).toFixed(2),
    ];
    console.log(name.padEnd(12), ...figures, '× undici');
  }
  console.log(`transport costs ${(best['transport']!.cpu / best['plain axios']!.cpu).toFixed(2)} of plain axios`);
  await transport.close();
  await pool.close();
  server.disconnect();
}

/** CPU of this process and wall time per call, microseconds. */
async function turn(call: () => Promise<number>, count: number): Promise<{ cpu: number; wall: number }> {
  let left = count;
  const worker = async (): Promise<void> => {
    while (left > 0) {
      left -= 1;
      await call();
    }
  };
  const started = performance.now();
  const before = process.cpuUsage();
  await Promise.all(Array.from({ length: inFlight }, worker));
  const { user, system } = process.cpuUsage(before);
  return { cpu: (user + system) / count, wall: ((performance.now() - started) * 1000) / count };
}
