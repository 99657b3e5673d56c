import {
  applicantKinds,
  channels,
  dossierStatuses,
  origins,
  returnWays,
  serviceLevels,
  type ApplicantKind,
  type Channel,
  type DossierStatus,
  type Named,
  type Origin,
  type ReturnWay,
  type ServiceLevel,
  type Timestamp,
} from './dossier.js';

/*
 * What a monitor of services (EMC) is told: each change of a dossier's effective status, with what it counts by. Of the applicant it
 * carries no more than the monitor's field for the user may need.
 */

export const feeStandings = ['none', 'owed', 'paymentPlatform', 'bankQr'] as const;
/**
 * How a dossier's fees stood. `none`: nothing to pay. `owed`: not all of it was seen paid; money that the gateway did not see (cash at
 * the counter) stands so. Else the way in which the last of it came.
 */
export type FeeStanding = (typeof feeStandings)[number];

/** Payload of `emc/pushStatus`: one change of the effective status, everything as it stood then. */
export interface StatusPush {
  /** The dossier's code. */
  readonly code: string;
  /** The effective status that began. */
  readonly status: DossierStatus;
  /** When the gateway saw it begin, RFC 3339 UTC. */
  readonly since: Timestamp;
  /** Version of the rule that computed `status`. */
  readonly ruleVersion: number;
  readonly unit: string;
  readonly procedure: Named & { readonly serviceLevel?: ServiceLevel | null };
  readonly channel: Channel;
  readonly origin: Origin;
  readonly returnBy?: ReturnWay | null;
  readonly payment: FeeStanding;
  /** Personal throughout. */
  readonly applicant: {
    readonly kind: ApplicantKind;
    readonly personalNumber?: string | null;
    readonly taxCode?: string | null;
  };
}

export const withholdings = ['off', 'noSite', 'status'] as const;
/** Why nothing was sent: pushing is switched off, the unit has no site there, or this status is not to be told. */
export type Withholding = (typeof withholdings)[number];

/** Facts of *done* of `pushStatus`: taken by the monitor, or withheld because the configuration says so. */
export type StatusPushFacts =
  | { readonly told: true; readonly site: number; readonly status: string }
  | { readonly told: false; readonly withheld: Withholding };

const text = { type: 'string' };
const maybe = { type: ['string', 'null'] };
const word = (words: readonly string[]) => ({ enum: words });
const shape = (required: Record<string, object>, optional: Record<string, object> = {}) => ({
  type: 'object',
  required: Object.keys(required),
  properties: { ...required, ...optional },
});

/** JSON Schema of `pushStatus` (`StatusPush`). */
export const statusPushSchema = shape(
  {
    code: text,
    status: word(dossierStatuses),
    since: { type: 'string', format: 'instant' },
    ruleVersion: { type: 'integer' },
    unit: text,
    procedure: shape({ code: text, name: text }, { serviceLevel: { enum: [...serviceLevels, null] } }),
    channel: word(channels),
    origin: word(origins),
    payment: word(feeStandings),
    applicant: shape({ kind: word(applicantKinds) }, { personalNumber: maybe, taxCode: maybe }),
  },
  { returnBy: { enum: [...returnWays, null] } },
);
