/** A gateway of the cluster under test. */
import { openGatewayProcess } from '@lienthong/gateway';
import { given, live, readSetup } from '../proof/cluster/setup.mts';
import { proofConfig } from './setup.mts';

await live(await openGatewayProcess(readSetup((dataDir) => proofConfig(dataDir, given('CRASH_SANDBOX_URL')))));
