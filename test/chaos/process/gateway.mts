/** A gateway of the cluster under test. */
import { openGatewayProcess } from '@lienthong/gateway';
import { given, live, readSetup } from '../../proof/cluster/setup.mts';
import { chaosConfig } from '../config.mts';
import { chaosPlan } from './reference.mts';

const setup = readSetup((dataDir) => chaosConfig(dataDir, given('CRASH_SANDBOX_URL')));
await live(await openGatewayProcess({ ...setup, morePlans: [chaosPlan] }));
