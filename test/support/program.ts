import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync, readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

/** A port that was free a moment ago. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as { port: number };
  server.close();
  await once(server, 'close');
  return port;
}

export interface ProgramOptions {
  readonly name: string;
  /** From the repository's folder, which is the working directory of every test and tool. */
  readonly script: string;
  readonly args?: readonly string[];
  readonly nodeArgs?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  /** Everything it says is added there. */
  readonly log: string;
  /** Address that answers 2xx once the program can work. */
  readonly ready: string;
  readonly startMillis?: number;
}

/** A program of ours as a process of its own, which can be killed, frozen, stopped and started again. */
export class Program {
  readonly options: ProgramOptions;
  #child: ChildProcess | undefined;
  #ended: Promise<number | NodeJS.Signals> = Promise.resolve(0);

  constructor(options: ProgramOptions) {
    this.options = options;
  }

  get name(): string {
    return this.options.name;
  }
  get alive(): boolean {
    return this.#child !== undefined && this.#child.exitCode === null && this.#child.signalCode === null;
  }
  /** Of the one that runs, or ran last. */
  get pid(): number {
    return this.#child?.pid ?? 0;
  }
  /** Exit code or signal of the one that runs, or ran last. */
  get ended(): Promise<number | NodeJS.Signals> {
    return this.#ended;
  }

  /** Starts it; does not wait. `env`: this time only. */
  spawn(env: Readonly<Record<string, string>> = {}): void {
    if (this.alive) throw new Error(`${this.name} runs already`);
    const { script, args = [], nodeArgs = [], log } = this.options;
    const out = openSync(log, 'a', 0o600);
    const child = spawn(process.execPath, [...nodeArgs, resolve(script), ...args], {
      env: { ...process.env, ...this.options.env, ...env },
      stdio: ['ignore', out, out],
    });
    closeSync(out);
    this.#child = child;
    this.#ended = once(child, 'exit').then(([code, signal]) => (code ?? signal) as number | NodeJS.Signals);
    running.add(child);
    child.once('exit', () => running.delete(child));
  }

  /** Starts it and waits until it can work. */
  async start(env?: Readonly<Record<string, string>>): Promise<this> {
    this.spawn(env);
    await this.ready();
    return this;
  }

  async ready(): Promise<void> {
    const { ready, startMillis = 60_000 } = this.options;
    for (const until = Date.now() + startMillis; Date.now() < until; await sleep(25)) {
      if (!this.alive) throw new Error(`${this.name} ended with ${await this.#ended}; it said:\n${this.said(1_500)}`);
      const answer = await fetch(ready, { signal: AbortSignal.timeout(2_500) }).catch(() => undefined);
      await answer?.body?.cancel();
      if (answer?.ok) return;
    }
    const answer = await fetch(ready, { signal: AbortSignal.timeout(2_500) }).then(
      (response) => response.text(),
      (error: unknown) => String(error),
    );
    throw new Error(`${this.name} is not ready after ${startMillis} ms: ${answer}; it said:\n${this.said(1_500)}`);
  }

  signal(signal: NodeJS.Signals): void {
    this.#child?.kill(signal);
  }

  /** At once, as a power cut would; resolves when it is gone. */
  async kill(): Promise<void> {
    if (!this.alive) return;
    // A frozen one dies as well.
    this.signal('SIGKILL');
    await this.#ended;
  }

  /** In order; at once when that takes longer than the patience. How it ended. */
  async stop(patienceMillis = 20_000): Promise<number | NodeJS.Signals> {
    if (!this.alive) return this.#ended;
    this.signal('SIGTERM');
    const timer = setTimeout(() => this.signal('SIGKILL'), patienceMillis);
    try {
      return await this.#ended;
    } finally {
      clearTimeout(timer);
    }
  }

  /** The end of what it said, over all its starts. */
  said(characters = 10_000): string {
    return readFileSync(this.options.log, 'utf8').slice(-characters);
  }
}

const running = new Set<ChildProcess>();
/** Nobody is left behind, whatever ends this process. */
process.once('exit', () => {
  for (const child of running) child.kill('SIGKILL');
});
