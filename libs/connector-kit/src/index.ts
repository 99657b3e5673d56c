export * from './port.js';
export * from './transport/port.js';
export * from './transport/outcome.js';
