import type { SubmissionKind } from '@lienthong/contracts';

export interface StoredSubmission {
  readonly id: string;
  readonly dossier: string;
  readonly partner: string;
  readonly account: string;
  readonly kind: SubmissionKind;
  /** RFC 3339 UTC. */
  readonly receivedAt: string;
  /** Wrapped, as it came. */
  readonly key: Buffer;
  /** `SubmissionDetail`, sealed as it came. */
  readonly detail: Buffer;
  /** The inbox's item in which it stands; absent while nobody knows which unit it is for. */
  readonly handover?: string;
}
