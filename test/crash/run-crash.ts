import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { resolve } from 'node:path';

export const root = resolve(__dirname, '../..');
const scriptCommand = (script: string, args: readonly string[]): string[] => [
  '--disable-warning=ExperimentalWarning',
  script,
  ...args,
];
export const crashCommand = (...args: string[]): string[] => scriptCommand('test/crash/crash.mts', args);
export const moneyCommand = (...args: string[]): string[] => scriptCommand('test/money/money.mts', args);

/** Every day other kills, other faults and other points; a failure is repeated with the seed that it prints. */
export const seedOfTheDay = (): string => process.env['CRASH_SEED'] ?? String(Math.floor(Date.now() / 86_400_000));

const running = new Set<ChildProcess>();

export const runCrash = (...args: string[]): Promise<string> => runToEnd(crashCommand(...args));
export const runMoney = (...args: string[]): Promise<string> => runToEnd(moneyCommand(...args));

/** Runs it to its end; what it printed. Throws with that where its exit code is not 0. */
async function runToEnd(command: readonly string[]): Promise<string> {
  const child = spawn(process.execPath, [...command], { cwd: root, stdio: ['ignore', 'pipe', 'pipe'] });
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
