import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import { resolve } from 'node:path';

export const root = resolve(__dirname, '../..');
const scriptCommand = (script: string, args: readonly string[]): string[] => [
  '--disable-warning=ExperimentalWarning',
  script,
  ...args,
];
export const crashCommand = (...args: string[]): string[] => scriptCommand('test/crash/crash.mts', args);
export const moneyCommand = (...args: string[]): string[] => scriptCommand('test/money/money.mts', args);
export const agenciesCommand = (...args: string[]): string[] => scriptCommand('test/agencies/agencies.mts', args);
export const chaosCommand = (...args: string[]): string[] => scriptCommand('test/chaos/chaos.mts', args);
export const drillCommand = (...args: string[]): string[] => scriptCommand('test/drill/drill.mts', args);

/** Every day other kills, other faults and other points; a failure is repeated with the seed that it prints. */
export const seedOfTheDay = (): string => process.env['CRASH_SEED'] ?? String(Math.floor(Date.now() / 86_400_000));

const running = new Set<ChildProcess>();

export const runCrash = (...args: string[]): Promise<string> => runToEnd(crashCommand(...args));
export const runMoney = (...args: string[]): Promise<string> => runToEnd(moneyCommand(...args));
export const runAgencies = (...args: string[]): Promise<string> => runToEnd(agenciesCommand(...args));
export const runChaos = (...args: string[]): Promise<string> => runToEnd(chaosCommand(...args));
export const runDrill = (...args: string[]): Promise<string> => runToEnd(drillCommand(...args));

/** Where other tests keep their data in memory, these keep theirs on a disk: how long a commit takes is part of what is tried. */
const onDisk = (): NodeJS.ProcessEnv => ({ ...process.env, TMPDIR: process.env['ON_DISK'] ?? tmpdir() });

/** Runs it to its end; what it printed. Throws with that where its exit code is not 0. */
async function runToEnd(command: readonly string[]): Promise<string> {
  const child = spawn(process.execPath, [...command], { cwd: root, env: onDisk(), stdio: ['ignore', 'pipe', 'pipe'] });
  running.add(child);
  let text = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (bytes: Buffer) => (text += bytes.toString()));
  const [code] = (await once(child, 'exit')) as [number];
  running.delete(child);
  if (code !== 0) throw new Error(`exit code ${code}\n${text}`);
  console.log(text.slice(text.indexOf('\nseed')));
  return text;
}

/** What a test that was given up has left running ends in order. */
export function endCrashRuns(): void {
  for (const child of running) child.kill('SIGTERM');
}
