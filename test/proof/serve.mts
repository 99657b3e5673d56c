import { flushCompileCache } from 'node:module';
import { join } from 'node:path';
import { createLog, type Config } from '@lienthong/config';
import { describeError } from '@lienthong/contracts';
import { createApplication, openEmbedded, type Embedded, type EmbeddedOptions } from '@lienthong/embedded';
import { Keyring, loadMasterKey } from '@lienthong/seal';

export const given = (name: string): string => {
  const value = process.env[name];
  if (!value) throw new Error(`${name} must be set`);
  return value;
};

export interface ServeOptions extends Pick<EmbeddedOptions, 'morePartners'> {
  /** What works beside it over its bus, and ends with it. */
  readonly onOpen?: (embedded: Embedded) => Promise<{ close(): Promise<void> }>;
}

/** The embedded system on the folder and port that the environment names, until SIGTERM. Knows nothing of kills itself. */
export async function serve(config: Config, { morePartners = [], onOpen }: ServeOptions = {}): Promise<void> {
  const dataDir = given('CRASH_DATA_DIR');
  const keyring = new Keyring(
    loadMasterKey({ value: undefined, path: join(dataDir, 'master.key'), createIfMissing: true }),
  );
  const log = createLog(process.env['LOG_LEVEL'] ?? 'warn');
  const embedded = await openEmbedded({
    ...{ config, dataDir, keyring, morePartners },
    onEvent: (what, detail) => {
      const { error } = detail as { error?: unknown };
      if (error !== undefined) log.warn({ what, ...describeError(error) }, 'failure');
    },
  });
  const beside = await onOpen?.(embedded);
  const { app, stopHearing } = await createApplication(embedded, config, log);
  await app.listen(Number(given('CRASH_PORT')), '127.0.0.1');
  console.log('ready');
  // A killed process writes no cache at its end; starts are most of a run's time.
  flushCompileCache();

  process.once('SIGTERM', () => {
    void (async () => {
      const listening = app.close();
      await beside?.close();
      await stopHearing();
      await embedded.close();
      await listening;
      process.exit(0);
    })();
  });
}
