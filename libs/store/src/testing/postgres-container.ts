import { existsSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { waitUntilUp } from './postgres-client.js';

/** A sign that Docker may be here; asking Docker itself takes a client that is slow to load. */
export function dockerMayBeHere(env: NodeJS.ProcessEnv = process.env): boolean {
  const runtime = env['XDG_RUNTIME_DIR'];
  const sockets = ['/var/run/docker.sock', join(homedir(), '.docker/run/docker.sock')];
  if (runtime) sockets.push(join(runtime, 'docker.sock'));
  return Boolean(env['DOCKER_HOST']) || sockets.some((socket) => existsSync(socket));
}

export interface PostgresContainer {
  readonly url: string;
  stop(): Promise<void>;
}

/** PostgreSQL in a container; undefined where Docker does not answer. Image: `POSTGRES_IMAGE`, else the official one. */
export async function startPostgresContainer(): Promise<PostgresContainer | undefined> {
  if (!dockerMayBeHere()) return undefined;
  const { GenericContainer, getContainerRuntimeClient } = await import('testcontainers');
  const reachable = await getContainerRuntimeClient().then(
    () => true,
    () => false,
  );
  if (!reachable) return undefined;
  const careless = ['fsync=off', 'synchronous_commit=off', 'full_page_writes=off', 'max_connections=100'];
  const container = await new GenericContainer(process.env['POSTGRES_IMAGE'] || 'postgres:17')
    .withEnvironment({ POSTGRES_PASSWORD: 'postgres' })
    .withCommand(['postgres', ...careless.flatMap((setting) => ['-c', setting])])
    .withExposedPorts(5432)
    .start();
  const url = `postgres://postgres:postgres@${container.getHost()}:${container.getMappedPort(5432)}/postgres`;
  const stop = async (): Promise<void> => {
    await container.stop();
  };
  try {
    await waitUntilUp(url, () => undefined, 60_000);
  } catch (error) {
    await stop();
    throw error;
  }
  return { url, stop };
}
