export const disagreementKinds = [
  'missingAtPortal',
  'unknownToUs',
  'statusBehind',
  'paidNotMarked',
  'markedNotCredited',
  'deliveredNotReturned',
  'feeAmountDiffers',
  'agencyContradictsSeen',
] as const;
export type DisagreementKind = (typeof disagreementKinds)[number];

export const claimants = ['agency', 'portal', 'bank', 'paymentProvider', 'post', 'gateway'] as const;

/** One side of a disagreement: a code or a number, never a personal value. */
export interface Said {
  readonly who: (typeof claimants)[number];
  /** `there`, `absent`, `acknowledged`, `recorded`, a status, `settled`, `paid`, … */
  readonly says: string;
  /** VND, where a sum is claimed. */
  readonly amount?: number;
  /** RFC 3339 UTC. */
  readonly at: string;
  /** Id of the exchange, payment, claim, delivery, credit or submission that shows it. */
  readonly evidence?: string;
}

/**
 * The one safe repair. `tellPortal`: an exchange that states the dossier to the portal as it stands; the portal recognises a repeat.
 * `elsewhere`: an act of its own, with more to say than this one. `none`: with the reason.
 */
export type Repair =
  | { readonly kind: 'tellPortal' }
  | {
      readonly kind: 'elsewhere';
      readonly act: (typeof actsElsewhere)[number];
      readonly why: (typeof elsewhereBecause)[number];
    }
  | { readonly kind: 'none'; readonly why: (typeof noRepair)[number] };

export const actsElsewhere = ['assignCredit', 'placeSubmission', 'refund', 'dismiss'] as const;

/**
 * Why by another act. `twoPersons`: money is moved, or its owner is named. `unitIsNamed`: somebody has to say whose it is. `nobodyKnows`:
 * a person can only say that it is none of ours.
 */
export const elsewhereBecause = ['twoPersons', 'unitIsNamed', 'nobodyKnows'] as const;

/**
 * Why nothing can be done from here. `agencyStates`: only its agency may say how a dossier stands. `exchangeUnderWay`: what would mend
 * it is on its way or waits for a person. `moneyDecides`: nothing is booked that no bank statement shows.
 */
export const noRepair = ['agencyStates', 'exchangeUnderWay', 'moneyDecides'] as const;

/** Why an act that is not the safe repair is refused; `repairable`: telling the portal is. */
export type NoRepairWhy = (typeof elsewhereBecause)[number] | (typeof noRepair)[number] | 'repairable';

/** Claims that differ now. */
export interface Finding {
  readonly kind: DisagreementKind;
  /** Tells several of one kind apart: a payment, a parcel, a fee; empty where there can be one. */
  readonly about: string;
  readonly claims: readonly Said[];
  /** Since when they differ, as far as is known. One that is known keeps its own, whatever is said again. */
  readonly since: string;
  /** It has lasted long enough to be no passing difference. Until then nobody is told, and one that is known does not end. */
  readonly settled: boolean;
  /** One of the claims was not told but is concluded. */
  readonly assumed: boolean;
  readonly repair: Repair;
}

/** How long differences may pass by themselves, milliseconds. */
export interface Settling {
  /** Between systems. */
  readonly systems: number;
  /** Where an agency has to state something: people work by day. */
  readonly agency: number;
}

export interface Moment {
  /** Epoch milliseconds. */
  readonly now: number;
  readonly settling: Settling;
}

export const lasted = (from: string, until: number, millis: number): boolean => until - Date.parse(from) >= millis;

export const later = (one: string, other: string): string => (Date.parse(one) >= Date.parse(other) ? one : other);

/** What tells a disagreement from the others of its dossier. */
export const keyOf = ({ kind, about }: Pick<Finding, 'kind' | 'about'>): string => `${kind}/${about}`;

/** Who says what, as text: told again later, and shown by something else, it is the same. What is concluded is not: that is its ground. */
export const wordOf = ({ who, says, amount, evidence }: Said, assumed: boolean): string =>
  JSON.stringify([who, says, amount, assumed ? evidence : undefined]);

/** What is said, and what can be done about it, as text: of two that are the same nothing is new. */
export const saidOf = ({ claims, repair, assumed }: Pick<Finding, 'claims' | 'repair' | 'assumed'>): string =>
  JSON.stringify([claims.map((one) => wordOf(one, assumed)), repair, assumed]);
