export * from './reference-partner/start-reference-partner.js';
export type { ReferenceEffect } from './reference-partner/effect-log.js';
export type { ReferenceCallSeen } from './reference-partner/call-list.js';
export * from './reference-partner/situation.js';
export * from './reference.connector.js';
export * from './reference.harness.js';
export * from './contract/harness.js';
export { describeConnectorContract } from './contract/describe-connector-contract.js';
