import type { DossierFacts, DossierStatus, ReturnWay } from '@lienthong/contracts';

/** Grows with every change of the rule below; part of each partner's snapshot, so that a new rule reaches the partners. */
export const effectiveStatusRule = 1;

interface Stated {
  readonly status: DossierStatus;
  readonly returnBy?: ReturnWay | null;
}

/**
 * What is reported to portal and monitors: the agency's own status, except that a completed dossier is `returned` once the
 * post has delivered its result (a fact that the gateway saw), or when the agency returns results electronically: it says so
 * in `returnBy`, and an electronic result is in the applicant's hands with its completion. Nobody watches that hand-over.
 */
export function effectiveStatus(stated: Stated, facts: DossierFacts): DossierStatus {
  if (stated.status !== 'completed') return stated.status;
  const inTheApplicantsHands = facts.delivered !== undefined || stated.returnBy === 'electronic';
  return inTheApplicantsHands ? 'returned' : 'completed';
}
