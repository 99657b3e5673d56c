import type { CitizenField } from '@lienthong/contracts';
import type { AccountConfig } from './accounts.js';
import type { BusConfig } from './bus-config.js';
import type { PostAccountConfig } from './post-accounts.js';
import type { Secret } from './secret.js';

/** An agency. Codes are valid in time: `validTo` is the first day on which it is no more, `successor` who took over. */
export interface UnitConfig {
  readonly code: string;
  readonly name: string;
  readonly parent?: string;
  /** `2025-07-01` */
  readonly validFrom?: string;
  readonly validTo?: string;
  readonly successor?: string;
}
export interface ClientConfig {
  readonly name: string;
  readonly key: Secret;
  /** These units and everything below them. */
  readonly units: readonly string[];
}
export const operatorRoles = ['viewer', 'operator'] as const;
/** `viewer` reads, `operator` also acts. */
export type OperatorRole = (typeof operatorRoles)[number];

/** A person of the operating centre. */
export interface OperatorConfig {
  readonly name: string;
  readonly key: Secret;
  readonly role: OperatorRole;
}
export interface HttpLimits {
  readonly bodyBytes: number;
  /** Largest file of a bank's statement. */
  readonly statementBytes: number;
  /** Until the whole request must have arrived. */
  readonly requestTimeoutMs: number;
  readonly headersTimeoutMs: number;
  readonly keepAliveMs: number;
}
export interface JourneyConfig {
  /** Due date of work on a dossier that states none: days after submission. */
  readonly defaultDueDays: number;
}
export interface PaymentsConfig {
  /** How long a payment stays open whose request names no end. */
  readonly openHours: number;
  /** How far ahead a request may set the end of a payment. */
  readonly longestOpenDays: number;
  /** Letters that every new payment reference begins with; those of earlier ones are still known. */
  readonly referencePrefix: string;
}
/** What clients may have of a citizen's data, by procedure. Nothing that no right names is handed over; verdicts always are. */
export interface CitizenRight {
  /** Names of clients; without it every client. */
  readonly clients?: readonly string[];
  /** Codes of procedures; without it every procedure. */
  readonly procedures?: readonly string[];
  readonly fields: readonly CitizenField[];
}
export interface CitizenChecksConfig {
  readonly rights: readonly CitizenRight[];
}
/** How long is kept what is over. Dossiers and their timelines are kept for good. */
export interface RetentionConfig {
  /** Ended exchanges with their attempts, as the gateway shows them. */
  readonly exchangeDays: number;
  /** The connectors' rows of ended work, with the bytes sent and received. Longer than the bus keeps records. */
  readonly workDays: number;
  /** Records that could not be read. */
  readonly quarantineDays: number;
  /** What partners told the connectors, with its bytes; what repeats it after that is taken for new. */
  readonly receivedDays: number;
  /** Banks' statements with their entries. Credits, and what was found of them, stay. */
  readonly statementDays: number;
}

export interface GatewayConfig {
  readonly units: readonly UnitConfig[];
  readonly clients: readonly ClientConfig[];
  readonly operators: readonly OperatorConfig[];
  readonly limits: HttpLimits;
  readonly journey: JourneyConfig;
  readonly payments: PaymentsConfig;
  /** Accounts that fees are paid to, from the partners' slices. */
  readonly accounts: readonly AccountConfig[];
  /** Agreements with the post, from its slice. */
  readonly postAccounts: readonly PostAccountConfig[];
  readonly retention: RetentionConfig;
  readonly citizenChecks: CitizenChecksConfig;
  /** Which connectors the file has a slice for; the gateway sees no more of most of them. */
  readonly partnerNames: readonly string[];
}
/** The whole file. A partner's slice has the shape of the schema that its connector gave; its secrets are `Secret`s. */
export interface Config extends GatewayConfig {
  readonly bus: BusConfig;
  readonly partners: Readonly<Record<string, unknown>>;
  /** Path of the file, or `embedded defaults`. */
  readonly source: string;
}
