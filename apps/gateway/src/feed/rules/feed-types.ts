/** What the feed tells of, by the names of the API; versions of their shapes. */
export const feedTypes = {
  'dossier.submitted': 1,
  'dossier.statusChanged': 1,
  'dossier.synced': 1,
  'handover.received': 1,
  'handover.answered': 1,
  'handover.withdrawn': 1,
  'steps.joined': 1,
  'steps.late': 1,
  'steps.held': 1,
  'payment.settled': 1,
  'payment.needsAttention': 1,
  'delivery.updated': 1,
  'citizenCheck.completed': 1,
  'exchange.parked': 1,
  'disagreement.found': 1,
  'webhook.disabled': 1,
} as const;
export type FeedType = keyof typeof feedTypes;

export const feedTypeNames = Object.keys(feedTypes) as readonly FeedType[];

/** Something that happened, as those hear of it whom it concerns: codes, states and ids, never a personal value. */
export interface FeedDraft {
  readonly type: FeedType;
  /** When it happened, RFC 3339 UTC. */
  readonly at: string;
  readonly data: Readonly<Record<string, string | number>>;
  /** Whose receiver hears of it, for as long as it finds that handover. */
  readonly handover?: string;
}

/**
 * A unit that a dossier was handed to finds the dossier itself; payments, deliveries, checks and exchanges are for its owner, and what
 * was handed to others is for them.
 */
export const isForReceivers = (type: FeedType): boolean => type.startsWith('dossier.');
export const isOfHandover = (type: FeedType): boolean => type.startsWith('handover.');
