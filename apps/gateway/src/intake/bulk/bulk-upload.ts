import type { Idempotency } from '../../core-words.js';

/** A body by what it hashes to; of its bytes nothing is in it. */
export interface BodyMarks {
  /** Of all of it; hex. */
  readonly whole: string;
  /** At the end of every `stretchBytes`, of all up to there: 8 bytes each. */
  readonly stretches: Buffer;
}

/** A body of lines that came whole, and of which each line was answered. */
export interface KeptUpload {
  readonly marks: BodyMarks;
  /** As `LineOutcomes` writes them. */
  readonly outcomes: string;
}

/** What an upload has of its key. */
export interface UploadKey {
  readonly key: string;
  /** It stands for this body. */
  readonly before?: KeptUpload;
  /** From now on it stands for this one. Rejects where the store is away. */
  readonly keep: (upload: KeptUpload) => Promise<void>;
}

export interface BulkUpload {
  readonly client: string;
  readonly idempotency?: Idempotency;
}
