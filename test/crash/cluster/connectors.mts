/** Connectors of the cluster under test: the portal and the reference partner. Started with `--import preload.mjs`. */
import { createReferenceConnector } from '@lienthong/connector-kit/testing';
import { openConnectorsProcess } from '@lienthong/connectors';
import { clusterDeadlines } from '../../proof/deadlines.mts';
import { given, live, readSetup } from '../../proof/cluster/setup.mts';

const { hardMs, settlingMs } = clusterDeadlines;
const reference = createReferenceConnector({
  ...{ baseUrl: given('CRASH_REFERENCE_URL'), hardDeadlineMs: hardMs, settlingMs },
  // Asked for longer than a call can take to land.
  maxQuestions: 12,
  limits: { retryFirstMs: 100, retryMaxMs: 1_000 },
});
await live(await openConnectorsProcess({ ...readSetup(), moreConnectors: [reference] }));
