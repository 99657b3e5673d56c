import { operations } from '@lienthong/contracts';
import type { PartnerPlan } from '../../journey/plan.js';

const facet = 'population';

/** The population database is asked when an officer asks, and never by itself. */
const populationPlan: PartnerPlan = {
  partner: 'population',
  facet,
  follow: (event) => {
    if (event.kind !== 'citizenAsked') return [];
    const { operation, check: payload } = event;
    return [{ partner: 'population', operation, lane: operations.population[operation].lane, payload }];
  },
};

/** A carrier is asked about a telephone number that was claimed; its contract is assumed. */
const telecomPlan: PartnerPlan = {
  partner: 'telecom',
  facet,
  follow: (event) => {
    if (event.kind !== 'citizenAsked' || !event.match) return [];
    const { lane } = operations.telecom.matchSubscriber;
    return [{ partner: 'telecom', operation: 'matchSubscriber', lane, payload: event.match }];
  },
};

export const checkPlans: readonly PartnerPlan[] = [populationPlan, telecomPlan];
