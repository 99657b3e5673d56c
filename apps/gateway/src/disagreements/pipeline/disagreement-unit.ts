import type { Idempotency, IdempotencyClash } from '../../core-words.js';
import type { Finding } from '../rules/finding.js';
import type { NotNow } from '../rules/may-act.js';
import type { Dismissal } from './stored.js';

/** Subject: the dossier; {@link unattributed} for what belongs to none. */
export type DisagreementUnit =
  /** All that differs now, passing differences included; of {@link unattributed} all that differs of those that were looked at. */
  | {
      readonly kind: 'compared';
      readonly subject: string;
      readonly findings: readonly Finding[];
      /** Named as {@link Finding} names them; absent: all there are of the subject. */
      readonly lookedAt?: readonly string[];
    }
  /** The portal is to be asked what it holds. */
  | { readonly kind: 'askPortal'; readonly subject: string; readonly command?: AskPortal }
  | { readonly kind: 'repairDisagreement'; readonly subject: string; readonly command: RepairDisagreement }
  | {
      readonly kind: 'dismissDisagreement';
      readonly subject: string;
      readonly command: { readonly disagreement: string; readonly ifMatch: string; readonly dismissal: Dismissal };
    };

/** Subject of what no dossier is known of; no row has it. */
export const unattributed = 'disagreements:strays';

/** That somebody wants a dossier compared; without it the round asks. */
export interface AskPortal {
  readonly dossier: string;
  readonly by: { readonly kind: 'client' | 'operator'; readonly name: string };
  readonly idempotency?: Idempotency;
}

export interface RepairDisagreement {
  readonly disagreement: string;
  readonly operator: string;
  /** As in the ETag that the operator has seen. */
  readonly ifMatch: string;
  readonly traceparent?: string;
  readonly idempotency?: Idempotency;
}

export type RepairAnswer =
  | { readonly kind: 'accepted'; readonly exchanges: readonly string[]; readonly replayed: boolean }
  | NotNow
  | IdempotencyClash;

export type DismissalAnswer = { readonly kind: 'dismissed' } | NotNow;

export type AskPortalAnswer =
  | { readonly kind: 'asked'; readonly exchanges: readonly string[]; readonly replayed: boolean }
  /** It is being asked already. */
  | { readonly kind: 'asking'; readonly exchanges: readonly string[]; readonly replayed: boolean }
  | { readonly kind: 'notFound' }
  | IdempotencyClash;

export interface ComparedAnswer {
  readonly kind: 'compared';
  readonly found: number;
  readonly ended: number;
}

export interface DisagreementAnswerOf {
  readonly compared: ComparedAnswer;
  readonly askPortal: AskPortalAnswer;
  readonly repairDisagreement: RepairAnswer;
  readonly dismissDisagreement: DismissalAnswer;
}
