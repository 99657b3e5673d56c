import { describeConnectorContract } from '@lienthong/connector-kit/testing';
import { portalHarness } from '../testing/dvc-portal/contract-harness.js';

describeConnectorContract('the portal connector', portalHarness());
