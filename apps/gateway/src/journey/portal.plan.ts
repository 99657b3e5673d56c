import { operations, type DossierSnapshot, type PortalLookUp, type ProgressPayload } from '@lienthong/contracts';
import { effectiveStatusRule } from './effective-status.js';
import type { ExchangeIntent, JourneyEvent, PartnerPlan } from './plan.js';
import type { DossierState, SubjectState } from './subject.js';

const partner = 'dvc-portal';
const { syncDossier, addProgress, tellStatus, lookUpDossier } = operations[partner];

/** The national portal hears of every change of a dossier, and of each processing step after the dossier itself. */
export const portalPlan: PartnerPlan = {
  partner,
  facet: 'portal',
  follow(event: JourneyEvent, state: SubjectState): readonly ExchangeIntent[] {
    if (!state.dossier) return [];
    switch (event.kind) {
      case 'dossierStated':
      case 'caughtUp':
        return [syncOf(event, state.dossier)];
      case 'factsSeen':
        // What only the portal has said of it is nothing to tell the portal.
        return state.dossier.revision === 0 ? [] : [syncOf(event, state.dossier)];
      case 'toldAgain': {
        // Not what was told before, but that it is told: the snapshot decides nothing.
        const { snapshot: _same, ...again } = syncOf(event, state.dossier);
        return [again];
      }
      case 'comparisonAsked': {
        const payload: PortalLookUp = { code: state.dossier.code };
        return [{ partner, operation: 'lookUpDossier', lane: lookUpDossier.lane, payload }];
      }
      case 'submissionDecided':
        return [{ partner, operation: 'tellStatus', lane: tellStatus.lane, payload: event.status }];
      case 'stepAdded':
        return [progressOf(event, state.dossier)];
      case 'dossierSubmitted':
      case 'dossierRecorded':
      case 'statusOwed':
      case 'handoversMoved':
      case 'stepsMoved':
      case 'paymentTurnMoved':
      case 'paymentOpened':
      case 'citizenAsked':
      case 'deliveryAsked':
      case 'deliveryCalledOff':
      case 'hubToBeTold':
      case 'exchangeChanged':
        return [];
    }
  },
};

function syncOf(
  event: Extract<JourneyEvent, { kind: 'dossierStated' | 'factsSeen' | 'caughtUp' | 'toldAgain' }>,
  dossier: DossierState,
): ExchangeIntent {
  const { files, ...content } = event.content;
  const payload: DossierSnapshot = {
    code: dossier.code,
    unitName: event.unitName,
    dossier: content,
    facts: dossier.facts,
    effectiveStatus: dossier.effectiveStatus,
    ruleVersion: effectiveStatusRule,
    ...(files ? { files } : {}),
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
