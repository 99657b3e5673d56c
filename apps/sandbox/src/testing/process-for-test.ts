import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';

const main = resolve('apps/sandbox/dist/main.js');

export interface Running {
  process: ChildProcess;
  url: string;
  /** Everything it printed. */
  said: string[];
}

/** The built command on free ports with a folder of its own; `end` kills what still runs and removes the folder. */
export async function commandForTest() {
  const dataDir = await mkdtemp(join(tmpdir(), 'lienthong-crash-'));
  const started: ChildProcess[] = [];
  return {
    dataDir,
    /** Starts it and waits for its ready line, or for its end. */
    async start(...args: string[]): Promise<Running> {
      const child = spawn(process.execPath, [main, '--port', '0', '--data', dataDir, ...args], { stdio: 'pipe' });
      started.push(child);
      const said: string[] = [];
      createInterface({ input: child.stderr! }).on('line', (line) => said.push(line));
      const lines = createInterface({ input: child.stdout! });
      const ready = new Promise<string>((found) => {
        lines.on('line', (line) => {
          said.push(line);
          const url = /http:\/\/[^/]+/.exec(line)?.[0];
          if (url) found(url);
        });
      });
      const url = await Promise.race([ready, once(child, 'close').then(() => '')]);
      return { process: child, url, said };
    },
    async kill(running: Running, signal: NodeJS.Signals): Promise<number | null> {
      const closed = once(running.process, 'close');
      running.process.kill(signal);
      return ((await closed) as [number | null])[0];
    },
    async end() {
      for (const child of started.splice(0)) child.kill('SIGKILL');
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}

export type CommandForTest = Awaited<ReturnType<typeof commandForTest>>;
