export { describeBusContract } from './describe-bus-contract.js';
export type { BusCapabilities, BusHarness, BusUnderTest, Capability } from './harness.js';
