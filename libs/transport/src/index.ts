export * from './port.js';
export * from './create-transport.js';
export { isOwnHost, isPublicAddress } from './address-guard.js';
export { causeOf, TransportError } from './transport-error.js';
export { TokenBucket } from './token-bucket.js';
