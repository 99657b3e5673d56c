import { repeatable, type Connector, type Transport } from '@lienthong/connector-kit';
import { operations } from '@lienthong/contracts';
import { keptMs } from '../kept.js';
import type { TelecomConfig } from './telecom.config.js';
import { matchSubscriber, parseMatch } from './telecom.match.js';
import { telecomPersonalFields } from './telecom.wire.js';

export interface TelecomParts {
  readonly transport: Transport;
}

/** A mobile carrier, over an ASSUMED contract (README.md beside this file). */
export function createTelecomConnector(config: TelecomConfig, { transport }: TelecomParts): Connector {
  return {
    partner: 'telecom',
    owner: config.owner,
    contractVersion: 'assumed',
    operations: {
      matchSubscriber: repeatable({
        lane: operations.telecom.matchSubscriber.lane,
        harm: 'the carrier is asked twice under one request id; nothing is changed by it',
        onDoubt: 'repeat',
        parse: parseMatch,
        hardDeadlineMs: config.deadlines.hardMs,
        settlingMs: config.deadlines.settlingMs,
        keptMs: keptMs(config),
        send: (call) => matchSubscriber(config, call),
      }),
    },
    limits: config.limits,
    transport,
    personalFields: telecomPersonalFields,
    health: async (http) => {
      const answer = await http.read({ method: 'GET', path: config.paths.health });
      if (!answer.ok) return { state: 'down', cause: answer.cause };
      return answer.status < 500 ? { state: 'up' } : { state: 'down', cause: 'telecom.serverError' };
    },
  };
}
