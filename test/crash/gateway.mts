/**
 * The gateway under test: the embedded system with the portal and the reference partner. Started with `--import preload.mjs`.
 */
import { defaultConfig } from '@lienthong/config';
import { createReferenceConnector } from '@lienthong/connector-kit/testing';
import { sandboxPartners } from '@lienthong/embedded';
import { deadlines } from '../proof/deadlines.mts';
import { referencePlan } from './reference-plan.mts';
import { given, serve } from '../proof/serve.mts';

const portal = sandboxPartners(given('CRASH_SANDBOX_URL'))['dvc-portal'] as object;
const config = defaultConfig(given('CRASH_DATA_DIR'), {
  'dvc-portal': {
    ...portal,
    deadlines: { sync: deadlines, progress: deadlines },
    loginPauseMs: 500,
    limits: { retryFirstMs: 100, retryMaxMs: 1_000, breakerFailures: 20, breakerOpenMs: 500, slowStartMs: 500 },
  },
});
await serve(config, {
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
});
