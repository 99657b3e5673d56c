export * from './core.js';
export * from './config/config.js';
export * from './config/secret.js';
export * from './gateway.module.js';
export * from './http/http.module.js';
export * from './http/log.js';
