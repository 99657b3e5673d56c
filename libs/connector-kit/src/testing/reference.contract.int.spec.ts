import { describeConnectorContract } from './contract/describe-connector-contract.js';
import { referenceHarness } from './reference.harness.js';

describeConnectorContract('the reference connector', referenceHarness);
