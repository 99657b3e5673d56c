import type { PartnerPlan } from '../journey/plan.js';
import type { DecideTools } from '../journey/decide.js';
import type { PostAccountOf } from '../delivery/accounts.js';
import type { HandoverRules } from '../handovers/handover-rules.js';
import type { PaymentRules } from '../money/payment-rules.js';
import type { PaymentReferences } from '../money/payment-references.js';
import type { HeldSubject } from './batch.js';
import type { RecentKeys } from './recent-keys.js';
import type { RecentMap } from './recent-map.js';
import type { Sealer } from './sealer.js';

/** What the pipeline is given from outside. */
export interface PipelineTools {
  readonly sealer: Sealer;
  readonly plans: readonly PartnerPlan[];
  readonly newId: () => string;
  /** Numbers turned into payment references, and found again in texts. */
  readonly references: PaymentReferences;
  /** Accounts, and how long payments stay open. */
  readonly payments: PaymentRules;
  /** The agreement with the post through which a unit's dossiers are delivered. */
  readonly postAccountOf: PostAccountOf;
  /** Where what is addressed to a unit goes, and when answers are due. */
  readonly handovers: HandoverRules;
  /** Name of a unit as configured; its code when it has none. */
  readonly unitName: (unit: string) => string;
  /** Epoch milliseconds. */
  readonly clock: () => number;
  readonly defaultDueMillis: number;
  readonly idempotencyMillis: number;
  /** Subjects that surely have their row; spares a new one the making of a key. */
  readonly known: RecentMap<true>;
  /** Wrapped keys as seen last: what is found by them is asked for before their rows are read, and again where a row has another. */
  readonly keys: RecentKeys;
  /** Row of the counters that this process adds to. */
  readonly counterSlot: number;
}

export function decideTools(
  tools: PipelineTools,
  held: HeldSubject,
  at: string,
  traceparent: string | undefined,
): DecideTools {
  return {
    at,
    newId: tools.newId,
    hash: (text) => tools.sealer.hash(held.key, text),
    defaultDueMillis: tools.defaultDueMillis,
    ...(traceparent ? { traceparent } : {}),
  };
}
