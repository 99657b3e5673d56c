import type { ClaimState, DossierStatus } from '@lienthong/contracts';
import type { DeliveryState } from '../../delivery/core.js';
import type { PaymentState } from '../../money/core.js';
import type { Trouble } from '../../journey/lane.js';

/** What a dossier's agency has stated; instants RFC 3339 UTC. */
export interface AgencyClaim {
  readonly revision: number;
  readonly status: DossierStatus;
  /** What portal and monitors are told. */
  readonly effectiveStatus: DossierStatus;
  readonly statusSince: string;
  readonly updatedAt: string;
  /** Recorded, and nobody was told. */
  readonly untold: boolean;
  /** Amounts by fee code; absent where nothing needed the content opened. */
  readonly fees?: ReadonlyMap<string, number>;
  readonly returnBy?: string | null;
}

/** What the portal has acknowledged of what we told it. */
export interface TellingClaim {
  /** It has acknowledged the newest, and nothing is open. */
  readonly inStep: boolean;
  /** Since when it is so, or is not. */
  readonly since: string;
  readonly exchange?: string;
  readonly trouble?: Pick<Trouble, 'state' | 'exchange'>;
}

/** What the portal said when it was asked. */
export interface PortalClaim {
  readonly there: boolean;
  /** Absent where its wire tells existence only. */
  readonly status?: DossierStatus;
  readonly at: string;
  readonly exchange: string;
}

/** What a provider said of an order; the last word of it. */
export interface ProviderClaim {
  readonly id: string;
  readonly provider: string;
  readonly state: ClaimState;
  readonly amount?: number;
  readonly at: string;
}

export interface PaymentClaims {
  readonly id: string;
  readonly state: PaymentState;
  readonly amount: number;
  /** Sum of the confirmed credits, and what of it is to be sent back. */
  readonly received: number;
  readonly refunded: number;
  readonly changedAt: string;
  readonly settledAt?: string;
  readonly fees: readonly { readonly code: string; readonly amount: number }[];
  readonly provider?: ProviderClaim;
}

/** What the post's feed shows of a parcel that carries the result to the applicant. */
export interface ParcelClaim {
  readonly id: string;
  readonly state: DeliveryState;
  /** Of the last scan. */
  readonly at: string;
}

/** Who claims what of one dossier. */
export interface DossierClaims {
  readonly code: string;
  readonly agency: AgencyClaim;
  readonly told?: TellingClaim;
  readonly portal?: PortalClaim;
  /** A question to the portal is under way. */
  readonly asking: boolean;
  readonly payments: readonly PaymentClaims[];
  readonly parcels: readonly ParcelClaim[];
}

/** What somebody volunteered of which nobody here knows the dossier. */
export interface Unattributed {
  readonly source: 'credit' | 'submission' | 'parcel';
  readonly id: string;
  readonly at: string;
}
