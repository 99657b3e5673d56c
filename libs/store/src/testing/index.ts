export * from './temp-folder.js';
export * from './free-port.js';
export * from './severable-store.js';
export * from './pglite-test-store.js';
export * from './postgres-server.js';
export { startPostgresProcess, type PostgresProcess, type PostgresProcessOptions } from './postgres-process.js';
export { createDatabaseBeside, withClient } from './postgres-client.js';
export * from './each-store.js';
export * from './containers.js';
