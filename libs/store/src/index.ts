export * from './port.js';
export * from './errors.js';
export * from './events.js';
export * from './open-store.js';
export * from './migrate.js';
export * from './base-migration.js';
