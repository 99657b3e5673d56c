import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { appendFileSync, openSync, readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const here = dirname(fileURLToPath(import.meta.url));
const root = join(here, '../..');

/** A port that nobody had a moment ago. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as { port: number };
  server.close();
  await once(server, 'close');
  return port;
}

export interface Program {
  readonly child: ChildProcess;
  readonly pid: number;
  /** The first line that `until` accepts; rejects when the program ends before. */
  readonly ready: Promise<string>;
  /** Exit code or signal. */
  readonly ended: Promise<number | string>;
}

interface Start {
  readonly script: string;
  readonly args?: readonly string[];
  readonly nodeArgs?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  /** Everything it says goes there. */
  readonly log: string;
  readonly until: (line: string) => boolean;
}

const running = new Set<ChildProcess>();

/** For the end of this process, whatever its reason: nobody is left behind. */
export function killAll(): void {
  for (const child of running) child.kill('SIGKILL');
}

/** Starts a program of the tree as a process of its own. */
export function startProgram({ script, args = [], nodeArgs = [], env = {}, log, until }: Start): Program {
  const errors = openSync(log, 'a');
  const child = spawn(process.execPath, [...nodeArgs, join(root, script), ...args], {
    cwd: root,
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', errors],
  });
  running.add(child);
  child.once('exit', () => running.delete(child));
  const ended = once(child, 'exit').then(([code, signal]) => (code ?? signal) as number | string);
  const ready = new Promise<string>((resolve, reject) => {
    let text = '';
    child.stdout!.on('data', (chunk: Buffer) => {
      appendFileSync(log, chunk);
      text += chunk.toString('utf8');
      const line = text.split('\n').find(until);
      if (line !== undefined) resolve(line);
      if (text.length > 65_536) text = text.slice(-8_192);
    });
    void ended.then((how) => reject(new Error(`${script} ended with ${how} before it was ready; see ${log}`)));
  });
  ready.catch(() => undefined);
  return { child, pid: child.pid!, ready, ended };
}

/** Ends a program in order, at once when it does not within the patience. */
export async function stopProgram({ child, ended }: Program, patienceMs = 15_000): Promise<number | string> {
  child.kill('SIGTERM');
  const timer = setTimeout(() => child.kill('SIGKILL'), patienceMs);
  const how = await ended;
  clearTimeout(timer);
  return how;
}

export const lastLines = (log: string, lines: number): string =>
  readFileSync(log, 'utf8').trimEnd().split('\n').slice(-lines).join('\n');

export interface Partners {
  readonly sandbox: Program;
  readonly reference: Program;
  readonly sandboxUrl: string;
  readonly referenceUrl: string;
  readonly referenceControlUrl: string;
}

/** The two partners, each a process that outlives every gateway. */
export async function startPartners(folder: string): Promise<Partners> {
  const sandbox = startProgram({
    script: 'apps/sandbox/dist/main.js',
    args: ['--port', '0', '--data', join(folder, 'sandbox')],
    log: join(folder, 'sandbox.log'),
    until: (line) => line.startsWith('Sandbox ready'),
  });
  const reference = startProgram({
    script: 'libs/connector-kit/dist/testing/reference-partner/main.js',
    args: ['--data', join(folder, 'reference')],
    log: join(folder, 'reference.log'),
    until: (line) => line.startsWith('{'),
  });
  const sandboxUrl = /http:\/\/[^/]+/.exec(await sandbox.ready)![0];
  const { url, controlUrl } = JSON.parse(await reference.ready) as { url: string; controlUrl: string };
  return { sandbox, reference, sandboxUrl, referenceUrl: url, referenceControlUrl: controlUrl };
}

/** Starts gateways on one folder and port, one after the other. */
export class GatewayStarter {
  readonly log: string;
  readonly hits: string;
  readonly dataDir: string;
  readonly port: number;
  readonly #partners: Partners;
  readonly #compileCache: string;

  constructor(folder: string, port: number, partners: Partners) {
    this.port = port;
    this.#partners = partners;
    this.log = join(folder, 'gateway.log');
    this.hits = join(folder, 'points-hit.ndjson');
    this.dataDir = join(folder, 'data');
    this.#compileCache = join(folder, 'compile-cache');
  }

  /** `point`: where this one is killed, at the n-th time. */
  start(point?: { readonly point: string; readonly nth: number }): Program {
    const { sandboxUrl, referenceUrl } = this.#partners;
    return startProgram({
      script: 'test/crash/gateway.mts',
      nodeArgs: ['--disable-warning=ExperimentalWarning', '--import', new URL('./preload.mjs', import.meta.url).href],
      env: {
        NODE_COMPILE_CACHE: this.#compileCache,
        CRASH_DATA_DIR: this.dataDir,
        CRASH_PORT: String(this.port),
        CRASH_SANDBOX_URL: sandboxUrl,
        CRASH_REFERENCE_URL: referenceUrl,
        CRASH_HITS: this.hits,
        CRASH_POINT: point?.point ?? '',
        CRASH_NTH: String(point?.nth ?? 1),
      },
      log: this.log,
      until: (line) => line === 'ready',
    });
  }
}
