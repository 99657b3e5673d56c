import { spawn } from 'node:child_process';
import { once } from 'node:events';

export interface UpkeepAnswer {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** `npm run backup`, `restore` or `status` as an operator gives it, without npm; `env` beside that of the tests. */
export async function upkeep(args: readonly string[], env: NodeJS.ProcessEnv): Promise<UpkeepAnswer> {
  const child = spawn(process.execPath, ['scripts/upkeep.mjs', ...args], { env: { ...process.env, ...env } });
  const said = { stdout: '', stderr: '' };
  child.stdout.on('data', (bytes: Buffer) => (said.stdout += bytes.toString('utf8')));
  child.stderr.on('data', (bytes: Buffer) => (said.stderr += bytes.toString('utf8')));
  const [code] = (await once(child, 'close')) as [number];
  return { code, ...said };
}
