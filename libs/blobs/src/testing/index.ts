export * from './describe-blobs-contract.js';
export * from './s3-server.js';
export * from './zip-of.js';
