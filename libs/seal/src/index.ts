export * from './errors.js';
export { DataKey, MasterKey } from './secret.js';
export { maxContentBytes, open, seal } from './seal.js';
export * from './sealed-stream.js';
export * from './keyring.js';
export * from './lookup-hash.js';
export * from './load-master-key.js';
export * from './answer-key.js';
