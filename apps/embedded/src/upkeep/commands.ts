import { isAbsolute } from 'node:path';
import { existsSync } from 'node:fs';
import type { Embedded } from '../embedded.js';
import type { ControlCommands } from './control-server.js';
import { takeBackup } from './take-backup.js';

/** What may be asked of the running process. */
export function embeddedCommands(embedded: Omit<Embedded, 'close'>, dataDir: string): ControlCommands {
  const { core, side, store } = embedded;
  const startedAt = new Date().toISOString();
  let running: Promise<unknown> | undefined;
  return {
    status: async () => {
      const { outbox, ...runner } = side.stats();
      return {
        ...{ pid: process.pid, startedAt, notReady: await core.readiness() },
        ...{ runner, outbox: { gateway: core.lag(), connectors: outbox } },
        removed: { gateway: core.retention.removed(), connectors: side.retention.removed() },
      };
    },
    backup: async ({ to }) => {
      if (typeof to !== 'string' || !isAbsolute(to)) throw new Error('"to" must be an absolute path');
      if (existsSync(to)) throw new Error(`${to} is there already: choose another name`);
      if (running) throw new Error('a backup is being taken already');
      const taken = takeBackup({ store, inUseAt: dataDir }, to);
      running = taken.catch(() => undefined).finally(() => (running = undefined));
      return taken;
    },
  };
}
