import type { DossierFacts, DossierStatus, ReturnWay } from '@lienthong/contracts';

/** Grows with every change of the rule below; part of each partner's snapshot, so that a new rule reaches the partners. */
export const effectiveStatusRule = 1;

interface Stated {
  readonly status: DossierStatus;
  readonly returnBy?: ReturnWay | null;
}

/**
 * What is reported to portal and monitors. The agency's own word, except where the gateway saw the end of the road:
 * completed and delivered by post, or completed and handed over electronically, is returned.
 */
export function effectiveStatus(stated: Stated, facts: DossierFacts): DossierStatus {
  if (stated.status !== 'completed') return stated.status;
  const inTheApplicantsHands = facts.delivered !== undefined || stated.returnBy === 'electronic';
  return inTheApplicantsHands ? 'returned' : 'completed';
}
