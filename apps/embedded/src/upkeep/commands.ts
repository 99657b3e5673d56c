import { isAbsolute } from 'node:path';
import { existsSync } from 'node:fs';
import type { ConnectorsSide } from '@lienthong/connector-kit';
import type { OpenGatewayCore } from '@lienthong/gateway';
import type { Store } from '@lienthong/store';
import type { ControlCommands } from './control-server.js';
import { takeBackup } from './take-backup.js';

export interface Commanded {
  readonly store: Store;
  readonly core: OpenGatewayCore;
  readonly side: ConnectorsSide;
}

/** What may be asked of the running process. */
export function embeddedCommands({ core, side, store }: Commanded, dataDir: string): ControlCommands {
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
    'catch-up': async ({ unit, since, perSecond }) => {
      const from = typeof since === 'string' ? new Date(since) : undefined;
      if (typeof unit !== 'string' || !from || Number.isNaN(from.getTime()) || typeof perSecond !== 'number') {
        throw new Error('"unit", "since" (a time) and "perSecond" are needed');
      }
      if (!(perSecond > 0 && perSecond <= 1000)) throw new Error('"perSecond" must be above 0 and at most 1000');
      return core.catchUps.start({ unit, since: from, perSecond });
    },
    'catch-up-stop': async () => ({ catchUp: await core.catchUps.stop() }),
    'catch-up-status': async () => ({ catchUp: await core.catchUps.last() }),
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
