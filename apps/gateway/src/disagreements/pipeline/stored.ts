import type { Finding } from '../rules/finding.js';

/** How a disagreement ended: the claims agree again by themselves, or after what was done about it here; or a person says that it is none of ours. */
export const endings = ['agreed', 'agreedAfterRepair', 'dismissed'] as const;
export type EndedHow = (typeof endings)[number];

/** A disagreement that has been found. */
export interface StoredDisagreement extends Omit<Finding, 'settled'> {
  readonly id: string;
  /** Absent where nobody knows whose it is. */
  readonly dossier?: string;
  readonly foundAt: string;
  /** Grows with every change of claims, and with a repair. */
  readonly version: number;
  readonly repairedAt?: string;
  readonly repairedBy?: string;
  readonly repairExchange?: string;
  readonly endedAt?: string;
  readonly endedHow?: EndedHow;
  readonly dismissal?: Dismissal;
}

/** By which operator it was dismissed, and why: sealed, with the key for it. */
export interface Dismissal {
  readonly by: string;
  readonly key: Buffer;
  readonly why: Buffer;
}
