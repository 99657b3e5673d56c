/**
 * The gateway under test: the embedded system with the portal and the reference partner, on the folder and port that the
 * environment names. Started with `--import preload.mjs`; knows nothing of kills itself.
 */
import { flushCompileCache } from 'node:module';
import { join } from 'node:path';
import { createLog, defaultConfig, describeError } from '@lienthong/config';
import { createReferenceConnector } from '@lienthong/connector-kit/testing';
import { createApplication, openEmbedded, sandboxPartners } from '@lienthong/embedded';
import { Keyring, loadMasterKey } from '@lienthong/seal';
import { deadlines } from './deadlines.mts';
import { referencePlan } from './reference-plan.mts';

const given = (name: string): string => {
  const value = process.env[name];
  if (!value) throw new Error(`${name} must be set`);
  return value;
};
const dataDir = given('CRASH_DATA_DIR');

const portal = sandboxPartners(given('CRASH_SANDBOX_URL'))['dvc-portal'] as object;
const config = defaultConfig(dataDir, {
  'dvc-portal': {
    ...portal,
    deadlines: { sync: deadlines, progress: deadlines },
    loginPauseMs: 500,
    limits: { retryFirstMs: 100, retryMaxMs: 1_000, breakerFailures: 20, breakerOpenMs: 500 },
  },
});
const keyring = new Keyring(
  loadMasterKey({ value: undefined, path: join(dataDir, 'master.key'), createIfMissing: true }),
);
const log = createLog(process.env['LOG_LEVEL'] ?? 'warn');

const embedded = await openEmbedded({
  ...{ config, dataDir, keyring },
  morePartners: [
    {
      connector: createReferenceConnector({
        baseUrl: given('CRASH_REFERENCE_URL'),
        hardDeadlineMs: deadlines.hardMs,
        settlingMs: deadlines.settlingMs,
        // Asked for longer than a call can take to land.
        maxQuestions: 12,
        limits: { retryFirstMs: 100, retryMaxMs: 1_000 },
      }),
      plan: referencePlan,
    },
  ],
  onEvent: (what, detail) => {
    const { error } = detail as { error?: unknown };
    if (error !== undefined) log.warn({ what, ...describeError(error) }, 'failure');
  },
});
const { app, stopHearing } = await createApplication(embedded, config, log);
await app.listen(Number(given('CRASH_PORT')), '127.0.0.1');
console.log('ready');
// A killed process writes no cache at its end; starts are most of a run's time.
flushCompileCache();

process.once('SIGTERM', () => {
  void (async () => {
    const listening = app.close();
    await stopHearing();
    await embedded.close();
    await listening;
    process.exit(0);
  })();
});
