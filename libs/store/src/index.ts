export * from './port.js';
export * from './errors.js';
export * from './events.js';
export { isOutage } from './outage.js';
export { within } from './within.js';
export * from './open-store.js';
export { refuseFolderInUse } from './pglite/folder-lock.js';
export * from './migrate.js';
export * from './base-migration.js';
export { checkMasterKey, type KeyHolder } from './master-key-check.js';
export * from './recordset.js';
export { letOthersIn, together } from './together.js';
export * from './outbox/options.js';
export { openOutbox, type WritableOutbox } from './outbox/open-outbox.js';
export * from './commit-line.js';
export { isDiskFull, type CommitEvent, type CommitTrouble } from './commit-trouble.js';
export { awakeClock } from './leases/awake-clock.js';
export * from './leases/shard-leases.js';
export {
  atOnce,
  cancelTimers,
  ensureTimers,
  hastenTimers,
  scheduleTimers,
  type DueTimer,
  type Timer,
  type TimerKey,
} from './timers/timer-table.js';
export * from './timers/timers.js';
export * from './timers/jobs.js';
export { nextDaily } from './timers/daily.js';
export * from './upkeep/sweep-lease.js';
export * from './upkeep/retention.js';
export * from './upkeep/oldest-shelf.js';
export * from './upkeep/quarantine-shelf.js';
export * from './upkeep/outlives-bus.js';
export * from './upkeep/time-ordered.js';
export * from './upkeep/silence.js';
export * from './upkeep/rounds.js';
export * from './upkeep/announcer.js';
export * from './upkeep/walk-by-id.js';
export { BackupUnreadable, checkBackup, readBackup, writeBackup, type BackupHeader } from './backup/format.js';
export { withSnapshot, type Snapshot } from './backup/dump.js';
export {
  refuseWhatIsThere,
  refuseWhatIsUnknown,
  refuseWhileAtWork,
  removeSchemas,
  RestoreRefused,
  restoreSnapshot,
} from './backup/restore.js';
export { restoredMigration } from './backup/restored-table.js';
export { openCopy, rebuildEmbedded } from './backup/copy-embedded.js';
