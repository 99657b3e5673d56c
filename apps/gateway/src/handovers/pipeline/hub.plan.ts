import { operations, type HubAct } from '@lienthong/contracts';
import type { PartnerPlan } from '../../journey/plan.js';

const partner = 'lgsp-exchange';
type Operation = keyof (typeof operations)[typeof partner];

const operationOf = (act: HubAct): Operation =>
  act === 'handOver' ? 'handOver' : act === 'paid' ? 'tellPaid' : 'report';

/** The hub hears of handovers to and from agencies behind it; of what has not arrived there nothing more is said. */
export const hubPlan: PartnerPlan = {
  partner,
  facet: 'handover',
  follow(event) {
    if (event.kind !== 'hubToBeTold') return [];
    const operation = operationOf(event.message.act);
    const { lane } = operations[partner][operation];
    const after = { partner, operation: 'handOver' };
    return [{ partner, operation, lane, payload: event.message, ...(operation === 'handOver' ? {} : { after }) }];
  },
};
