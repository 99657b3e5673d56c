import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, mkdirSync, mkdtempSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { freePort } from '../support/program.ts';
import type { BenchClient } from './dossiers.ts';

const root = fileURLToPath(new URL('../../', import.meta.url));
const preload = new URL('./probe.preload.mjs', import.meta.url).href;

/** What a program uses. Bytes; microseconds since its start; the longest stall of its event loop since the last reading. */
export interface Reading {
  readonly heapUsed: number;
  readonly arrayBuffers: number;
  readonly rss: number;
  readonly cpuMicros: number;
  readonly stallMillis: number;
}

/** A program of the product, under measurement. */
export class Measured {
  readonly #child: ChildProcess;
  readonly #ended: Promise<unknown>;
  #asked = 0;

  constructor(script: string, args: readonly string[], env: Readonly<Record<string, string>>, log: string) {
    const out = openSync(log, 'a');
    const extra = process.env['BENCH_NODE_ARGS']?.split(' ') ?? [];
    this.#child = fork(join(root, script), args, {
      cwd: root,
      env: { ...process.env, ...env },
      execArgv: ['--expose-gc', '--import', preload, ...(script.includes('embedded') ? extra : [])],
      stdio: ['ignore', out, out, 'ipc'],
    });
    closeSync(out);
    this.#ended = once(this.#child, 'exit');
  }

  get pid(): number {
    return this.#child.pid ?? 0;
  }
  get alive(): boolean {
    return this.#child.exitCode === null && this.#child.signalCode === null;
  }

  /** `heap`: after a garbage collection. */
  async read(probe: 'level' | 'heap'): Promise<Reading> {
    const id = (this.#asked += 1);
    const answer = new Promise<Reading>((resolve, reject) => {
      const hear = (message: unknown): void => {
        if ((message as { id?: number }).id !== id) return;
        this.#child.off('message', hear);
        resolve(message as Reading);
      };
      this.#child.on('message', hear);
      void this.#ended.then(() => reject(new Error('the program under measurement has ended')));
    });
    this.#child.send({ probe, id });
    return answer;
  }

  /** In order; at once when that takes longer than 20 s. */
  async stop(): Promise<void> {
    if (!this.alive) return;
    this.#child.kill('SIGTERM');
    const timer = setTimeout(() => this.#child.kill('SIGKILL'), 20_000);
    await this.#ended;
    clearTimeout(timer);
  }
}

export interface ProductProcesses {
  readonly gateway: Measured;
  readonly sandbox: Measured;
  readonly url: string;
  readonly sandboxUrl: string;
  readonly sandboxDir: string;
  readonly dataDir: string;
  stop(): Promise<void>;
}

export const clients: readonly BenchClient[] = [
  { name: 'first', key: 'first-client-key-of-the-bench', unit: 'H44.01' },
  { name: 'second', key: 'second-client-key-of-the-bench', unit: 'H44.02' },
];

/** An account of which SePay tells; its secret stands in the configuration as a variable. */
export const bankAccount = {
  accounts: [
    {
      ...{ name: 'kho-bac-1', provider: 'sepay', bankBin: '970436', accountNumber: '1017595600' },
      ...{ accountName: 'SO TU PHAP', units: ['H44'], sepay: { secrets: ['sandbox-sepay-secret'] } },
    },
  ],
};

export const operator = { name: 'operator', key: 'operator-key-of-the-bench' };

/** The whole product as `npm start` runs it, on a new folder: gateway and connectors in one process, the sandbox in another. */
export async function startProcesses(
  portal: Readonly<Record<string, unknown>> = {},
  limits: Readonly<Record<string, number>> = {},
): Promise<ProductProcesses> {
  const folder = mkdtempSync(join(tmpdir(), 'lienthong-bench-'));
  const sandboxDir = join(folder, 'sandbox');
  const [port, sandboxPort] = [await freePort(), await freePort()];
  const url = `http://127.0.0.1:${port}`;
  const sandboxUrl = `http://127.0.0.1:${sandboxPort}`;
  const dataDir = join(folder, 'data');
  mkdirSync(dataDir);
  const sandboxArgs = ['--port', String(sandboxPort), '--data', sandboxDir];
  const sandbox = new Measured('apps/sandbox/dist/main.js', sandboxArgs, {}, join(folder, 'sandbox.log'));
  await answering(`${sandboxUrl}/health`, sandbox, join(folder, 'sandbox.log'));

  const configFile = join(folder, 'bench.yaml');
  writeFileSync(configFile, JSON.stringify({ ...configuration(sandboxUrl, portal), limits }, undefined, 2));
  const env = {
    PORT: String(port),
    DATA_DIR: dataDir,
    LIENTHONG_CONFIG: configFile,
    PORTAL_PASSWORD: 'synthetic-password',
    SEPAY_SECRET: bankAccount.accounts[0]!.sepay.secrets[0]!,
    ...Object.fromEntries([...clients, operator].map(({ name, key }) => [keyVariable(name), key])),
  };
  const gateway = new Measured('apps/embedded/dist/main.js', [], env, join(folder, 'gateway.log'));
  const stop = async (): Promise<void> => {
    await gateway.stop();
    await sandbox.stop();
    if (!process.env['BENCH_KEEP']) rmSync(folder, { recursive: true, force: true });
  };
  try {
    await answering(`${url}/health/ready`, gateway, join(folder, 'gateway.log'));
  } catch (error) {
    await stop();
    throw error;
  }
  return { gateway, sandbox, url, sandboxUrl, sandboxDir, dataDir, stop };
}

const keyVariable = (name: string): string => `BENCH_KEY_${name.toUpperCase()}`;

const configuration = (sandboxUrl: string, portal: Readonly<Record<string, unknown>>) => ({
  units: [
    { code: 'H44', name: 'UBND tỉnh Mẫu' },
    { code: 'H44.01', name: 'Sở Tư pháp tỉnh Mẫu', parent: 'H44' },
    { code: 'H44.02', name: 'Sở Xây dựng tỉnh Mẫu', parent: 'H44' },
  ],
  clients: clients.map(({ name, unit }) => ({ name, key: `\${${keyVariable(name)}}`, units: [unit] })),
  operators: [{ name: operator.name, key: `\${${keyVariable(operator.name)}}`, role: 'viewer' }],
  partners: {
    'dvc-portal': {
      owner: 'LienThong sandbox',
      baseUrl: `${sandboxUrl}/dvcqg`,
      destinationCode: '000.00.00.G22',
      unitCode: '000.00.00.H44',
      username: 'lienthong',
      password: '${PORTAL_PASSWORD}',
      transport: { allowPrivateAddresses: true },
      ...portal,
    },
    'bank-qr': {
      accounts: bankAccount.accounts.map((account) => ({ ...account, sepay: { secrets: ['${SEPAY_SECRET}'] } })),
    },
  },
});

async function answering(url: string, program: Measured, log: string): Promise<void> {
  for (const end = Date.now() + 60_000; Date.now() < end && program.alive; await sleep(50)) {
    const answer = await fetch(url).catch(() => undefined);
    if (answer?.ok) return;
  }
  throw new Error(`no good answer from ${url}; the program's last words: ${readFileSync(log, 'utf8').slice(-600)}`);
}
