/** Connectors of the cluster under test. */
import { openConnectorsProcess } from '@lienthong/connectors';
import { given, live, readSetup } from '../../proof/cluster/setup.mts';
import { chaosConfig } from '../config.mts';
import { referenceConnector } from './reference.mts';

const setup = readSetup((dataDir) => chaosConfig(dataDir, given('CRASH_SANDBOX_URL')));
const reference = referenceConnector(given('CRASH_REFERENCE_URL'));
await live(await openConnectorsProcess({ ...setup, moreConnectors: [reference] }));
