export * from './temp-folder.js';
export * from './pglite-test-store.js';
export * from './postgres-server.js';
export * from './each-store.js';
