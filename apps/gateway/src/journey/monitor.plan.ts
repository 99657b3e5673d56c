import { operations, type DossierContent, type StatusPush } from '@lienthong/contracts';
import { effectiveStatusRule } from './effective-status.js';
import type { ExchangeDraft } from './draft.js';
import { feeStanding } from './fee-standing.js';
import type { ExchangeIntent, JourneyEvent, PartnerPlan } from './plan.js';
import type { DossierState, SubjectState } from './subject.js';

const partner = 'emc';
const operation = 'pushStatus';

/** The monitor hears of each change of a dossier's effective status, once each and in their order. */
export const monitorPlan: PartnerPlan = {
  partner,
  facet: 'emc',
  watches: true,
  follow(event: JourneyEvent, { dossier }: SubjectState, before: SubjectState): readonly ExchangeIntent[] {
    const owes = (status: DossierState): readonly ExchangeIntent[] =>
      'content' in event
        ? [{ partner, operation, lane: operations[partner][operation].lane, payload: pushOf(event.content, status) }]
        : [];
    if (dossier && event.kind === 'statusOwed')
      return owes({ ...dossier, effectiveStatus: event.status, statusSince: event.since });
    if (!dossier || (event.kind !== 'dossierStated' && event.kind !== 'factsSeen')) return [];
    // Of what only the portal has said no monitor has heard.
    if (dossier.revision === 0) return [];
    const heard = before.dossier && before.dossier.revision > 0 ? before.dossier.effectiveStatus : undefined;
    if (heard === dossier.effectiveStatus) return [];
    return owes(dossier);
  },
};

export type StatusPushDraft = ExchangeDraft & { readonly payload: StatusPush };

/** A push of this plan. */
export const isStatusPush = (draft: ExchangeDraft): draft is StatusPushDraft =>
  draft.partner === partner && draft.operation === operation;

/** What the monitor counts by, and of the applicant only what its field for the user may need. */
function pushOf(content: DossierContent, dossier: DossierState): StatusPush {
  const { procedure, channel, origin, returnBy, unit } = content;
  const { kind, personalNumber, taxCode } = content.applicant;
  return {
    code: dossier.code,
    status: dossier.effectiveStatus,
    since: dossier.statusSince,
    ruleVersion: effectiveStatusRule,
    unit,
    procedure,
    channel,
    origin,
    returnBy: returnBy ?? null,
    payment: feeStanding(content, dossier.facts),
    applicant: { kind, personalNumber: personalNumber ?? null, taxCode: taxCode ?? null },
  };
}
