/** The gateway under test: the embedded system with the portal, a bank account per provider, and the payment platform. */
import { defaultConfig } from '@lienthong/config';
import { sandboxPartners } from '@lienthong/embedded';
import { deadlines } from '../proof/deadlines.mts';
import { given, serve } from '../proof/serve.mts';
import { moneyPartners } from './tills.mts';

const sandboxUrl = given('CRASH_SANDBOX_URL');
const usual = sandboxPartners(sandboxUrl);
await serve(
  defaultConfig(given('CRASH_DATA_DIR'), {
    ...moneyPartners(usual, sandboxUrl),
    'dvc-portal': {
      ...(usual['dvc-portal'] as object),
      deadlines: { sync: deadlines, progress: deadlines },
      loginPauseMs: 500,
      limits: { retryFirstMs: 100, retryMaxMs: 1_000, breakerFailures: 20, breakerOpenMs: 500, slowStartMs: 500 },
    },
  }),
);
