import type { Kysely } from 'kysely';
import type { Blobs, FileLimits } from '@lienthong/blobs';
import type { Keyring } from '@lienthong/seal';
import type { InFlight } from '../pipeline/in-flight.js';
import type { Uploads } from './uploads.js';

export interface AttachmentTools {
  readonly db: Kysely<unknown>;
  /** Where files lie; without one none are taken. */
  readonly blobs: Blobs | undefined;
  readonly keyring: Keyring;
  readonly limits: FileLimits;
  /** How long a repeat with the same `Idempotency-Key` is known. */
  readonly idempotencyMillis: number;
  readonly inFlight: InFlight;
  readonly uploads: Uploads;
  /** A client's that no dossier has named yet; beyond them no more files are taken. */
  readonly unnamedBytes: number;
  readonly newId: () => string;
  /** Epoch milliseconds. */
  readonly clock: () => number;
}
