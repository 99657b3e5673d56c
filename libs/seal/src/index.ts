export * from './master-key.js';
export * from './seal.js';
export * from './keyring.js';
export * from './lookup-hash.js';
export * from './load-master-key.js';
