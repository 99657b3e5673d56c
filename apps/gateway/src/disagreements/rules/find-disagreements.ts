import type { DossierClaims } from './claims.js';
import type { Finding, Moment } from './finding.js';
import { feeAmountDiffers, markedNotCredited, paidNotMarked } from './money.js';
import { missingAtPortal, statusBehind } from './portal.js';
import { agencyContradictsSeen, deliveredNotReturned } from './seen.js';

const rules = [
  missingAtPortal,
  statusBehind,
  paidNotMarked,
  markedNotCredited,
  deliveredNotReturned,
  feeAmountDiffers,
  agencyContradictsSeen,
];

/** Where the claims about one dossier differ; passing differences are among them, and say so. Pure. */
export const findDisagreements = (claims: DossierClaims, moment: Moment): readonly Finding[] =>
  rules.flatMap((rule) => rule(claims, moment));
