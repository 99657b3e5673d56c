import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { isOver, lastLines, startProgram, stopProgram, type Program } from '../../proof/program.mts';
import type { Proxy } from './proxy.mts';

/** `embedded`: both sides in one process. */
export type Role = 'gateway' | 'connectors' | 'embedded';
/** What a process is connected to, and over what partners call it. */
export type Line = 'kafka' | 'database' | 'partners' | 'callbacks';

export interface MemberParts {
  readonly role: Role;
  readonly name: string;
  readonly folder: string;
  readonly port: number;
  /** Every connection to one of these goes through its own proxy. */
  readonly lines: ReadonlyMap<Line, readonly { readonly port: number; readonly proxy: Proxy }[]>;
  readonly env: Readonly<Record<string, string>>;
  /** What it runs (the crash run's, by its role). */
  readonly script?: string;
  /** Loaded before it, beside what kills and freezes. */
  readonly preloads?: readonly string[];
}

const portNames: Readonly<Record<Role, string>> = {
  gateway: 'PORT',
  connectors: 'CALLBACK_PORT',
  embedded: 'CRASH_PORT',
};

export interface Arm {
  readonly point: string;
  /** From 1. */
  readonly nth: number;
  readonly signal: 'SIGKILL' | 'SIGSTOP';
}

/** After so long a process that is not ready will never be. */
const readyPatienceMs = 90_000;
const soonMs = 12_000;

/** One process of the cluster through all its lives: whoever supervises it starts it again when it has ended. */
export class Member {
  readonly role: Role;
  readonly name: string;
  readonly port: number;
  readonly log: string;
  readonly lines: MemberParts['lines'];
  /** Ends that nobody had ordered, of a process that had been ready. */
  readonly endedByItself: string[] = [];
  /** Starts that ended before they were ready. */
  inVain = 0;
  readonly #parts: MemberParts;
  readonly #hits: string;
  #program: Program | undefined;
  #wanted = false;
  /** Of the next life alone. */
  #onceEnv: Readonly<Record<string, string>> = {};
  #ready = false;
  #supervising: Promise<void> | undefined;

  constructor(parts: MemberParts) {
    this.#parts = parts;
    this.role = parts.role;
    this.name = parts.name;
    this.port = parts.port;
    this.lines = parts.lines;
    this.log = join(parts.folder, `${parts.name}.log`);
    this.#hits = join(parts.folder, `${parts.name}.points-hit.ndjson`);
  }

  get pid(): number | undefined {
    return this.#program && !isOver(this.#program) ? this.#program.pid : undefined;
  }

  /** It runs from now on; resolves when it says that it is ready. */
  async start(): Promise<void> {
    this.revive();
    await this.ready();
  }

  /** It runs from now on; `env` is for its next life alone. */
  revive(env: Readonly<Record<string, string>> = {}): void {
    this.#wanted = true;
    this.#onceEnv = env;
    this.#supervising ??= this.#supervise().finally(() => (this.#supervising = undefined));
  }

  /** @throws where it is not ready after a long time. */
  async ready(patienceMs = readyPatienceMs): Promise<void> {
    const until = performance.now() + patienceMs;
    for (;;) {
      const why = this.#ready ? await this.#why() : 'it has not started';
      if (why === '') return;
      if (performance.now() > until) throw new Error(`${this.name} is not ready: ${why}`);
      await sleep(200);
    }
  }

  /** Ready, or not yet after a while: other things may befall it before it is. */
  async soonReady(): Promise<void> {
    await this.ready(soonMs).catch(() => undefined);
  }

  /** @returns false where there is no process to send it to. */
  signal(signal: 'SIGKILL' | 'SIGSTOP' | 'SIGCONT'): boolean {
    return this.#program !== undefined && !isOver(this.#program) && this.#program.child.kill(signal);
  }

  /** No new life until `start`; resolves when the process is gone. */
  async kill(): Promise<void> {
    this.#wanted = false;
    this.signal('SIGKILL');
    await this.#supervising;
  }

  /** A stop in order; what was not, in words. */
  async stop(): Promise<string | undefined> {
    this.#wanted = false;
    const program = this.#program;
    if (!program || isOver(program)) return undefined;
    const how = await stopProgram(program, 30_000);
    await this.#supervising;
    return how === 0 ? undefined : `${this.name}: ${how}`;
  }

  /** At a named point, from now on; undefined takes it back. */
  arm(arm: Arm | undefined): void {
    const { child } = this.#program!;
    if (child.connected) child.send(arm ?? { point: '' }, () => undefined);
  }

  /** How often a point has acted so far, in all lives. */
  hits(): number {
    return this.pointsHit().length;
  }

  /** Points that have acted, in their order, in all lives. */
  pointsHit(): readonly string[] {
    if (!existsSync(this.#hits)) return [];
    const lines = readFileSync(this.#hits, 'utf8').split('\n').slice(0, -1);
    return lines.map((line) => (JSON.parse(line) as { point: string }).point);
  }

  async metrics(): Promise<string> {
    const answer = await fetch(`http://127.0.0.1:${this.port}/metrics`, { signal: AbortSignal.timeout(10_000) });
    return answer.text();
  }

  async #supervise(): Promise<void> {
    while (this.#wanted) {
      const program = this.#startOnce();
      this.#program = program;
      const begun = await Promise.race([program.ready.then(() => true), program.ended.then(() => false)]).catch(
        () => false,
      );
      this.#ready = begun;
      const how = await program.ended;
      this.#ready = false;
      if (how === 'SIGKILL' || !this.#wanted) continue;
      if (begun) this.endedByItself.push(`${this.name} ended with ${how}: ${lastLines(this.log, 5)}`);
      else this.inVain += 1;
      await sleep(500);
    }
  }

  #startOnce(): Program {
    const { folder, port, role, lines, env, script = `test/crash/cluster/${role}.mts`, preloads = [] } = this.#parts;
    const imports = [new URL('../../proof/preload.mjs', import.meta.url).href, ...preloads];
    const once = this.#onceEnv;
    this.#onceEnv = {};
    const ways = [...lines].filter(([line]) => line !== 'callbacks').flatMap(([, found]) => found);
    const via = ways.map(({ port: there, proxy }) => `${there}:${proxy.port}`);
    return startProgram({
      script,
      nodeArgs: ['--disable-warning=ExperimentalWarning', ...imports.flatMap((it) => ['--import', it])],
      env: {
        ...env,
        NODE_COMPILE_CACHE: join(folder, 'compile-cache'),
        [portNames[role]]: String(port),
        CRASH_HITS: this.#hits,
        CRASH_VIA: via.join(','),
        ...once,
      },
      log: this.log,
      until: (line) => line === 'ready',
      messages: true,
    });
  }

  async #why(): Promise<string> {
    try {
      const signal = AbortSignal.timeout(3_000);
      const answer = await fetch(`http://127.0.0.1:${this.port}/health/ready`, { signal });
      return answer.ok ? '' : await answer.text();
    } catch (error) {
      return `no answer (${(error as Error).name})`;
    }
  }
}
