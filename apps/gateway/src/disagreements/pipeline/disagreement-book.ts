import type { StoredDisagreement } from './stored.js';

/** What the portal said of a dossier when it was asked. */
export interface KeptPortalClaim {
  readonly dossier: string;
  readonly there: boolean;
  readonly status?: string;
  readonly at: string;
  readonly exchange: string;
}

/** A parcel that nobody here has ordered, and when it was told of, or dismissed. */
export interface StrayParcel {
  readonly delivery: string;
  readonly at: string;
}

/** What one transaction knows of disagreements, and is going to write. */
export class DisagreementBook {
  /** By id: those that are open of the subjects that were compared, and those that are to be repaired. */
  readonly known = new Map<string, StoredDisagreement>();
  readonly changed = new Set<string>();
  readonly portalClaims: KeptPortalClaim[] = [];
  readonly strayParcels: StrayParcel[] = [];
  /** What is not to be found anew, though a comparison still saw it; named as findings name it. */
  readonly dismissed = new Set<string>();
  readonly dismissedParcels: StrayParcel[] = [];

  put(disagreement: StoredDisagreement): void {
    this.known.set(disagreement.id, disagreement);
    this.changed.add(disagreement.id);
  }

  openOf(dossier: string | undefined): readonly StoredDisagreement[] {
    return [...this.known.values()].filter((one) => one.dossier === dossier && one.endedAt === undefined);
  }
}
