import type { HandoverView } from '../handovers/core.js';
import type { SubmissionView } from '../submissions/core.js';

/*
 * What lies in a unit's inbox: what other units handed to it, and what citizens submitted to it on the portal. The two know nothing of
 * each other but that a submission lies there as a handover; what holds for both is here.
 */

/** `gateway/src/core.ts` extends this. */
export interface InboxCore {
  handover(id: string): Promise<InboxItem | undefined>;
}

export interface InboxItem extends HandoverView {
  /** Of a submission: the dossier, and what came after. */
  readonly submissions?: readonly SubmissionView[];
}
