import { existsSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import type { GenericContainer, StartedTestContainer } from 'testcontainers';

/** A sign that Docker may be here; asking Docker itself takes a client that is slow to load. */
export function dockerMayBeHere(env: NodeJS.ProcessEnv = process.env): boolean {
  const runtime = env['XDG_RUNTIME_DIR'];
  const signs = ['/var/run/docker.sock'];
  for (const file of ['.docker/run/docker.sock', '.docker/desktop/docker.sock', '.testcontainers.properties'])
    signs.push(join(homedir(), file));
  if (runtime) signs.push(join(runtime, 'docker.sock'));
  return Boolean(env['DOCKER_HOST']) || signs.some((sign) => existsSync(sign));
}

/** The host on which containers publish their ports; undefined where Docker does not answer. */
export async function containerHost(): Promise<string | undefined> {
  if (!dockerMayBeHere()) return undefined;
  const { getContainerRuntimeClient } = await import('testcontainers');
  const host = await getContainerRuntimeClient().then(
    ({ info }) => info.containerRuntime.host,
    () => undefined,
  );
  // A server that listens on IPv4 only is not reached by a name that may mean IPv6.
  return host === 'localhost' ? '127.0.0.1' : host;
}

/** Starts a container; when it does not come up, the error has what it said last. */
export async function startContainer(image: string, container: GenericContainer): Promise<StartedTestContainer> {
  let log: Readable | undefined;
  let said = '';
  container.withLogConsumer((stream: Readable) => {
    log = stream.on('data', (text: string | Buffer) => (said = (said + text.toString()).slice(-4_000)));
  });
  try {
    return await container.start();
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new Error(`The container of ${image} did not start: ${why}\nIt said last:\n${said}`, { cause: error });
  } finally {
    // It would keep the process alive as long as the container runs.
    log?.destroy();
  }
}
