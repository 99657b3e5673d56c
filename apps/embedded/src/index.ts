export * from './embedded.js';
export * from './embedded.module.js';
export * from './sandbox-partners.js';
export { controlSocket } from './upkeep/control-server.js';
export { CommandRefused, control, NobodyAnswers } from './upkeep/control-client.js';
export { restoreBackup, type Restored, type Target } from './upkeep/restore-backup.js';
export { takeBackup, type TakenBackup } from './upkeep/take-backup.js';
