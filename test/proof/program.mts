import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { appendFileSync, closeSync, openSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const here = dirname(fileURLToPath(import.meta.url));
const root = join(here, '../..');

export interface Program {
  readonly child: ChildProcess;
  readonly pid: number;
  /** The first line that `until` accepts; rejects when the program ends before. */
  readonly ready: Promise<string>;
  /** Exit code or signal. */
  readonly ended: Promise<number | string>;
}

export interface Start {
  readonly script: string;
  readonly args?: readonly string[];
  readonly nodeArgs?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  /** Everything it says goes there. */
  readonly log: string;
  readonly until: (line: string) => boolean;
  /** It can be sent messages. */
  readonly messages?: boolean;
}

const running = new Set<ChildProcess>();
let guardian: ChildProcess | undefined;

/** For the end of this process in order: nobody is left behind. */
export function killAll(): void {
  for (const child of running) child.kill('SIGKILL');
}

/** For its end in whatever way, by SIGKILL too: the guardian hears of it, and of who is to go then. */
function watchOver(child: ChildProcess): void {
  guardian ??= startGuardian();
  const tell = (line: string): void => void guardian?.stdin?.write(`${line}\n`);
  tell(`+${child.pid}`);
  running.add(child);
  child.once('exit', () => {
    running.delete(child);
    tell(`-${child.pid}`);
  });
}

function startGuardian(): ChildProcess {
  const started = spawn(process.execPath, [join(here, 'guardian.mjs')], {
    stdio: ['pipe', 'ignore', 'ignore'],
    detached: true,
  });
  started.stdin.on('error', () => undefined);
  started.unref();
  (started.stdin as unknown as { unref(): void }).unref();
  return started;
}

/** Starts a program of the tree as a process of its own. */
export function startProgram(start: Start): Program {
  const { script, args = [], nodeArgs = [], env = {}, log, until, messages = false } = start;
  const errors = openSync(log, 'a');
  const child = spawn(process.execPath, [...nodeArgs, join(root, script), ...args], {
    cwd: root,
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', errors, ...(messages ? (['ipc'] as const) : [])],
  });
  closeSync(errors);
  watchOver(child);
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

/** Has it ended, in whatever way? */
export const isOver = ({ child }: Program): boolean => child.exitCode !== null || child.signalCode !== null;

export const lastLines = (log: string, lines: number): string =>
  readFileSync(log, 'utf8').trimEnd().split('\n').slice(-lines).join('\n');
