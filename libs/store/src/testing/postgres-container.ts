import { containerHost, startContainer } from './containers.js';
import { waitUntilUp } from './postgres-client.js';

export interface PostgresContainer {
  readonly url: string;
  stop(): Promise<void>;
}

const careless = ['fsync=off', 'synchronous_commit=off', 'full_page_writes=off', 'max_connections=100'];

/** PostgreSQL in a container; undefined where Docker does not answer. Image: `POSTGRES_IMAGE`, else the official one. */
export async function startPostgresContainer(): Promise<PostgresContainer | undefined> {
  const host = await containerHost();
  if (host === undefined) return undefined;
  const { GenericContainer } = await import('testcontainers');
  const image = process.env['POSTGRES_IMAGE'] || 'postgres:17';
  const container = await startContainer(
    image,
    new GenericContainer(image)
      .withEnvironment({ POSTGRES_PASSWORD: 'postgres' })
      .withCommand(['postgres', ...careless.flatMap((setting) => ['-c', setting])])
      .withExposedPorts(5432),
  );
  const url = `postgres://postgres:postgres@${host}:${container.getMappedPort(5432)}/postgres`;
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
