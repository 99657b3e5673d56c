import { execFile } from 'node:child_process';
import { chmodSync, chownSync, existsSync, mkdirSync, mkdtempSync, renameSync, rmSync } from 'node:fs';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** PostgreSQL refuses to run as root; `nobody` exists everywhere and owns nothing. */
export const unprivileged: { readonly uid?: number; readonly gid?: number } =
  userInfo().uid === 0 ? { uid: 65_534, gid: 65_534 } : {};

/** Makes an empty cluster in a folder that is there and belongs to the user that the server runs as. */
export async function createCluster(bin: string, data: string, env: Readonly<Record<string, string>>): Promise<void> {
  const options = ['-U', 'postgres', '-A', 'trust', '--no-sync', '--encoding=UTF8', '--locale=C'];
  await run(join(bin, 'initdb'), ['-D', data, ...options], { env, ...unprivileged, cwd: '/' });
}

/** The same, copied from one that was made before: a tenth of the time, which every file of tests with a server takes. */
export async function copyCluster(bin: string, data: string, env: Readonly<Record<string, string>>): Promise<void> {
  const from = await template(bin, env);
  // Everything keeps its owner and its rights.
  await run('cp', ['-a', `${from}/.`, data]);
}

/**
 * An empty cluster of these binaries, made once per folder of temporary files and user; test processes that start together
 * each make one and the first rename wins.
 */
async function template(bin: string, env: Readonly<Record<string, string>>): Promise<string> {
  const { stdout: version } = await run(join(bin, 'postgres'), ['--version'], { env });
  const name = `lienthong-template-postgres-${version.trim().split(' ').at(-1)}-${userInfo().uid}`;
  const finished = join(tmpdir(), name);
  const data = join(finished, 'data');
  if (existsSync(join(data, 'PG_VERSION'))) return data;
  const making = mkdtempSync(`${finished}-`);
  chmodSync(making, 0o755);
  mkdirSync(join(making, 'data'), { mode: 0o700 });
  const { uid, gid } = unprivileged;
  if (uid !== undefined && gid !== undefined) chownSync(join(making, 'data'), uid, gid);
  await createCluster(bin, join(making, 'data'), env);
  try {
    renameSync(making, finished);
  } catch (error) {
    rmSync(making, { recursive: true, force: true });
    if (!existsSync(join(data, 'PG_VERSION'))) throw error;
  }
  return data;
}
