/** Connectors of the cluster under test, with the sandbox's hub alone. */
import { openConnectorsProcess } from '@lienthong/connectors';
import { given, live, readSetup } from '../proof/cluster/setup.mts';
import { proofConfig } from './setup.mts';

await live(await openConnectorsProcess(readSetup((dataDir) => proofConfig(dataDir, given('CRASH_SANDBOX_URL')))));
