import { operations, type DossierSnapshot, type ProgressPayload } from '@lienthong/contracts';
import { effectiveStatusRule } from './effective-status.js';
import type { ExchangeIntent, JourneyEvent, PartnerPlan } from './plan.js';
import type { DossierState, SubjectState } from './subject.js';

const partner = 'dvc-portal';
const { syncDossier, addProgress } = operations[partner];

/** The national portal hears of every change of a dossier, and of each processing step after the dossier itself. */
export const portalPlan: PartnerPlan = {
  partner,
  facet: 'portal',
  follow(event: JourneyEvent, state: SubjectState): readonly ExchangeIntent[] {
    if (!state.dossier) return [];
    switch (event.kind) {
      case 'dossierStated':
      case 'factsSeen':
        return [syncOf(event, state.dossier)];
      case 'stepAdded':
        return [progressOf(event, state.dossier)];
      case 'statusOwed':
      case 'paymentOpened':
      case 'citizenAsked':
      case 'deliveryAsked':
      case 'deliveryCalledOff':
      case 'exchangeChanged':
        return [];
    }
  },
};

function syncOf(
  event: Extract<JourneyEvent, { kind: 'dossierStated' | 'factsSeen' }>,
  dossier: DossierState,
): ExchangeIntent {
  const payload: DossierSnapshot = {
    code: dossier.code,
    unitName: event.unitName,
    dossier: event.content,
    facts: dossier.facts,
    effectiveStatus: dossier.effectiveStatus,
    ruleVersion: effectiveStatusRule,
  };
  const { facts, effectiveStatus, ruleVersion } = payload;
  return {
    partner,
    operation: 'syncDossier',
    lane: syncDossier.lane,
    payload,
    snapshot: JSON.stringify([dossier.contentHash, event.unitName, facts, effectiveStatus, ruleVersion]),
  };
}

function progressOf(event: Extract<JourneyEvent, { kind: 'stepAdded' }>, dossier: DossierState): ExchangeIntent {
  const payload: ProgressPayload = { code: dossier.code, step: event.step };
  return {
    partner,
    operation: 'addProgress',
    lane: addProgress.lane,
    payload,
    after: { partner, operation: 'syncDossier' },
  };
}
