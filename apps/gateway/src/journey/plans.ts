import { monitorPlan } from './monitor.plan.js';
import type { PartnerPlan } from './plan.js';
import { portalPlan } from './portal.plan.js';

/** What partners hear of dossiers: the portal always, a monitor where the configuration has one (nobody else would take its exchanges). */
export const plansFor = (partners: readonly string[]): readonly PartnerPlan[] => [
  portalPlan,
  ...[monitorPlan].filter(({ partner }) => partners.includes(partner)),
];
