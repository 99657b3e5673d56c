import { onlyAsks } from '@lienthong/contracts';
import type { DossierView, PartnerState } from '../core.js';
import { standingOf, type LaneStanding } from '../journey/lane-after-change.js';
import type { PartnerPlan } from '../journey/plan.js';
import type { LaneState } from '../journey/lane.js';

/** Keys that a dossier's `partners` always has, with or without a plan of their own. */
const everyFacet = ['portal', 'payment', 'post', 'population', 'emc'] as const;
const worstFirst: readonly LaneStanding[] = ['parked', 'behind', 'inStep'];

/** How each partner stands with one dossier: its worst lane speaks. */
export function facets(all: readonly LaneState[], plans: readonly PartnerPlan[]): DossierView['partners'] {
  const lanes = all.filter((lane) => !onlyAsks(lane));
  const facetOfPartner = new Map(plans.map((plan) => [plan.partner, plan.facet]));
  const found = new Map<string, DossierView['partners'][string]>(everyFacet.map((name) => [name, { state: 'none' }]));
  for (const name of new Set(lanes.map((lane) => facetOfPartner.get(lane.partner) ?? lane.partner))) {
    const own = lanes.filter((lane) => (facetOfPartner.get(lane.partner) ?? lane.partner) === name);
    found.set(name, worst(own));
  }
  return Object.fromEntries(found);
}

function worst(lanes: readonly LaneState[]): { state: PartnerState; since?: string; exchange?: string } {
  const byRank = [...lanes].sort(
    (a, b) => worstFirst.indexOf(standingOf(a)) - worstFirst.indexOf(standingOf(b)) || a.since.localeCompare(b.since),
  );
  const lane = byRank[0];
  if (!lane) return { state: 'none' };
  const exchange = lane.trouble?.exchange ?? lane.lastExchange;
  return { state: standingOf(lane), since: lane.since, ...(exchange ? { exchange } : {}) };
}
