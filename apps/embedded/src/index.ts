export * from './embedded.js';
export * from './embedded.module.js';
export * from './sandbox-partners.js';
