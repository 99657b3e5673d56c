import { repeatable, type Connector, type Transport } from '@lienthong/connector-kit';
import { operations } from '@lienthong/contracts';
import { keptMs } from '../kept.js';
import { confirm, lookUp } from './population.check.js';
import type { PopulationConfig } from './population.config.js';
import { askHealth } from './population.health.js';
import { parseCheck } from './population.payload.js';
import { PopulationRequests } from './population.request.js';
import { populationPersonalFields } from './population.wire.js';

export interface PopulationParts {
  readonly transport: Transport;
}

/** The national population database: look-up and confirmation of a citizen (README.md beside this file). */
export function createPopulationConnector(config: PopulationConfig, { transport }: PopulationParts): Connector {
  const parts = { config, requests: new PopulationRequests(config) };
  const lanes = operations.population;
  const common = {
    harm: 'the access stands twice in the records of the base, under the same request id; nothing is changed by it',
    onDoubt: 'repeat',
    parse: parseCheck,
    hardDeadlineMs: config.deadlines.hardMs,
    settlingMs: config.deadlines.settlingMs,
    keptMs: keptMs(config),
  } as const;
  return {
    partner: 'population',
    owner: config.owner,
    contractVersion: 'soap-2025',
    operations: {
      lookUpCitizen: repeatable({ ...common, lane: lanes.lookUpCitizen.lane, send: (call) => lookUp(parts, call) }),
      confirmCitizen: repeatable({ ...common, lane: lanes.confirmCitizen.lane, send: (call) => confirm(parts, call) }),
    },
    limits: config.limits,
    transport,
    personalFields: populationPersonalFields,
    health: (http) => askHealth(config, http),
  };
}
