/**
 * A province goes live with what exists: so many dossiers in one NDJSON body to a gateway over PostgreSQL, and then the same body
 * again, of which everything is known. Beside it one dossier after the other is stated by PUT: how long an agency waits meanwhile.
 * Memory is that of the gateway's process: the most that it has had since its start, and what is still used once everything has been collected.
 *
 *   npm run bench -- backfill [--dossiers 123631]
 */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { request } from 'node:http';
import { cpus, loadavg } from 'node:os';
import { createInterface } from 'node:readline';
import { pipeline } from 'node:stream/promises';
import { Readable } from 'node:stream';
import { optionsOf } from '../../scripts/lib/bench-options.mjs';
import { createDatabaseBeside, startPostgresProcess, tempFolder } from '@lienthong/store/testing';
import { plannedDossier } from './dossiers.ts';
import { unitsOfBench } from './backfill-units.ts';

const options = optionsOf('backfill');
const count = options.number('dossiers');

const key = 'bench-key-0123456789';
const clients = unitsOfBench.map((unit) => ({ name: 'bench', key, unit }));
const plan = { prefix: 'live', clients, ofFirst: 0, dueStepMillis: 3_600_000 };

async function* body(): AsyncGenerator<string> {
  let text = '';
  for (let n = 0; n < count; n += 1) {
    const { code, body: stated } = plannedDossier(n, plan);
    text += `{"code":"${code}",${stated.slice(1)}\n`;
    if (text.length < 64 * 1024) continue;
    yield text;
    text = '';
  }
  if (text !== '') yield text;
}

interface Sent {
  readonly outcomes: Readonly<Record<string, number>>;
  readonly seconds: number;
  readonly megabytes: number;
}

/** MB, and seconds of CPU. */
interface Measured {
  readonly rss: number;
  readonly kept: number;
  readonly cpu: number;
  readonly exchanges: number;
}

async function send(port: number): Promise<Sent> {
  const began = performance.now();
  const outgoing = request({
    ...{ port, host: '127.0.0.1', path: '/v1/dossiers/bulk', method: 'POST' },
    headers: { 'content-type': 'application/x-ndjson', authorization: `Bearer ${key}` },
  });
  let bytes = 0;
  const counted = async function* (): AsyncGenerator<string> {
    for await (const part of body()) {
      bytes += Buffer.byteLength(part);
      yield part;
    }
  };
  const answered = once(outgoing, 'response') as Promise<[Readable & { readonly statusCode?: number }]>;
  const sending = pipeline(Readable.from(counted()), outgoing);
  const [response] = await answered;
  if (response.statusCode !== 200) throw new Error(`answered ${response.statusCode}`);
  const outcomes: Record<string, number> = {};
  let line = 0;
  for await (const text of createInterface({ input: response })) {
    const answer = JSON.parse(text) as { line: number; outcome?: string; problem?: { code: string } };
    line += 1;
    if (answer.line !== line) throw new Error(`line ${answer.line} stands where ${line} belongs`);
    const what = answer.outcome ?? answer.problem!.code;
    outcomes[what] = (outcomes[what] ?? 0) + 1;
  }
  await sending;
  return { outcomes, seconds: (performance.now() - began) / 1000, megabytes: bytes / 1048576 };
}

/** States one dossier after the other, and how long each took. */
async function agency(port: number, stopped: () => boolean): Promise<readonly number[]> {
  const millis: number[] = [];
  for (let n = 0; !stopped(); n += 1) {
    const { code, body: stated } = plannedDossier(n, {
      ...plan,
      prefix: `put-${process.pid}-${performance.now() | 0}`,
    });
    const began = performance.now();
    const answer = await fetch(`http://127.0.0.1:${port}/v1/dossiers/${code}`, {
      ...{ method: 'PUT', body: stated },
      headers: { 'content-type': 'application/json', authorization: `Bearer ${key}` },
    });
    await answer.text();
    if (!answer.ok) throw new Error(`PUT answered ${answer.status}`);
    millis.push(performance.now() - began);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  return millis.sort((a, b) => a - b);
}

const postgres = await startPostgresProcess({
  folder: tempFolder('bench-backfill').path,
  ...{ temporary: true, durable: true, settings: { shared_buffers: '256MB', max_wal_size: '4GB' } },
});
try {
  console.log(`backfill: ${count} dossiers, ${cpus().length} cores, load average ${loadavg()[0]!.toFixed(2)}`);
  const databaseUrl = await createDatabaseBeside(postgres.url('postgres'));
  const gateway = fork('test/bench/backfill-side.mts', [databaseUrl, key], {
    execArgv: ['--expose-gc', '--disable-warning=ExperimentalWarning'],
  });
  const [port] = (await once(gateway, 'message')) as [number];
  const ask = async (): Promise<Measured> => {
    gateway.send('measure');
    return ((await once(gateway, 'message')) as [Measured])[0];
  };
  for (const what of ['first', 'again']) {
    const before = await ask();
    let over = false;
    const putting = agency(port, () => over);
    const { outcomes, seconds, megabytes } = await send(port).finally(() => (over = true));
    const millis = await putting;
    const { rss, kept, cpu, exchanges } = await ask();
    const said = Object.entries(outcomes).map(([name, n]) => `${n} ${name}`);
    const quantile = (part: number): string => `${millis[Math.floor(part * (millis.length - 1))]!.toFixed(0)} ms`;
    console.log(
      `${what}: ${said.join(', ')} in ${seconds.toFixed(1)} s (${(count / seconds).toFixed(0)} per second, ${megabytes.toFixed(0)} MB); ` +
        `gateway at most ${rss.toFixed(0)} MB, ${kept.toFixed(0)} MB kept (${before.kept.toFixed(0)} before), ${(cpu - before.cpu).toFixed(1)} s of CPU; ` +
        `exchanges of it: ${exchanges}; a PUT meanwhile: median ${quantile(0.5)}, p99 ${quantile(0.99)}, of ${millis.length}`,
    );
  }
  console.log(`load average ${loadavg()[0]!.toFixed(2)}`);
  gateway.send('stop');
  await once(gateway, 'exit');
} finally {
  await postgres.stop();
}
