import { repeatable, type Connector, type Transport } from '@lienthong/connector-kit';
import { operations } from '@lienthong/contracts';
import type { EmcConfig } from './emc.config.js';
import { askHealth } from './emc.health.js';
import { emcPersonalFields } from './emc.mapping.js';
import { parsePush } from './emc.payload.js';
import { pushStatus } from './emc.push.js';

export interface EmcParts {
  readonly transport: Transport;
}

/** EMC, the monitor of digital government services: each change of a dossier's effective status (README.md beside this file). */
export function createEmcConnector(config: EmcConfig, { transport }: EmcParts): Connector {
  return {
    partner: 'emc',
    owner: config.owner,
    contractVersion: 'tracking-mcdt',
    operations: {
      pushStatus: repeatable({
        lane: operations.emc.pushStatus.lane,
        harm: 'the same change of status may be counted twice by the monitor, and nothing on its wire takes it back',
        onDoubt: config.onDoubt,
        standAlone:
          'each push names its own status, and the monitor cannot be asked: one in doubt may stay so for ever',
        parse: parsePush,
        hardDeadlineMs: config.deadlines.hardMs,
        settlingMs: config.deadlines.settlingMs,
        send: (call) => pushStatus(config, call),
      }),
    },
    limits: config.limits,
    transport,
    personalFields: emcPersonalFields,
    health: (http) => askHealth(config, http),
  };
}
