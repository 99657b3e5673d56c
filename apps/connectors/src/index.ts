export * from './partners.js';
export * from './connectors.module.js';
export * from './side-gauges.js';
export * from './side-readiness.js';
export * from './open-side.js';
export * from './connectors-process.module.js';
export type { AnnouncementHandler } from './announcements.consumer.js';
export { FileLinks } from './files/file-links.js';
