import { etaOf, type WindowStand } from './slots.js';

/** Kind of the timer of a payment that waits for its turn; subject `payment:<id>`. */
export const releaseTimer = 'payment.release';

/** A window with what has been given out of it. */
export interface AdmissionWindow extends WindowStand {
  readonly id: string;
  /** `procedure:<code>` or `fee:<code>`. */
  readonly class: string;
  /** Places given in this transaction. */
  readonly placed: number;
}

/** Where a payment stands in its window. Instants RFC 3339 UTC. */
export interface Admission {
  readonly window: string;
  readonly number: number;
  readonly releaseAt: string;
  readonly releasedAt?: string;
}

/** Has it still to wait for its turn? */
export const isQueued = ({ admission }: { readonly admission?: Admission | undefined }): boolean =>
  admission !== undefined && admission.releasedAt === undefined;

/** When a payment is released at the latest, as it was told. */
export const etaOfAdmission = ({ releaseAt }: Admission): string =>
  new Date(etaOf(Date.parse(releaseAt))).toISOString();
