import type { CitizenField, DossierStatus } from '@lienthong/contracts';
import type { AccountConfig } from './accounts.js';
import type { BusConfig } from './bus-config.js';
import type { PostAccountConfig } from './post-accounts.js';
import type { Secret } from './secret.js';
import type { StatementProfile } from './statement-profile.js';

/** An agency. Codes are valid in time: `validTo` is the first day on which it is no more, `successor` who took over. */
export interface UnitConfig {
  readonly code: string;
  readonly name: string;
  readonly parent?: string;
  /** `2025-07-01` */
  readonly validFrom?: string;
  readonly validTo?: string;
  readonly successor?: string;
  /** Connector through which it is reached; without it by a client of the gateway. */
  readonly via?: 'lgsp-exchange';
  /** Its code at other hubs; without it its own. */
  readonly hubCode?: string;
}
/** Who plays a part for a unit and those below it; the row for the nearest unit counts, on the days on which it holds. */
export interface RoleConfig {
  readonly role: string;
  readonly for: string;
  readonly unit: string;
  readonly validFrom?: string;
  /** First day on which it holds no more. */
  readonly validTo?: string;
}
/** What a procedure asks of another unit by itself: of a unit, or of who plays a part for the dossier's unit. */
export interface StepConfig {
  readonly key: string;
  readonly unit?: string;
  readonly role?: string;
  readonly ask: string;
  /** One of the two. */
  readonly workingDays?: number;
  readonly workingHours?: number;
  /** Keys of the steps whose answers it waits for. */
  readonly after?: readonly string[];
}
export interface ProcedureConfig {
  readonly code: string;
  /** Status of a dossier with which its steps begin (`processing`). */
  readonly startsAt?: DossierStatus;
  readonly steps: readonly StepConfig[];
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
  /** Most that one request may bring of dossiers that exist already. */
  readonly bulkBytes: number;
  /** Largest file of a dossier. */
  readonly attachmentBytes: number;
  /** Of large bodies that partners' callbacks bring at the same time, in one process. */
  readonly callbackBytesInFlight: number;
  /** Files that a client sends to one gateway at the same time. */
  readonly uploadsPerClient: number;
  /** Files of a client that no dossier has named yet, together. */
  readonly unnamedAttachmentBytes: number;
  /** What a client writes that one gateway has not kept yet: requests at the same time. */
  readonly requestsPerClient: number;
  /** Of all clients together; beyond them only whoever has less than its equal share is let in. */
  readonly requestsInAll: number;
  /** What a client may write a second at one gateway; 0: as much as it likes. */
  readonly requestsPerSecond: number;
  /** Until the whole request must have arrived. */
  readonly requestTimeoutMs: number;
  readonly headersTimeoutMs: number;
  readonly keepAliveMs: number;
}
export interface JourneyConfig {
  /** Due date of work on a dossier that states none: days after submission. */
  readonly defaultDueDays: number;
}
export interface DisagreementConfig {
  /** Differences between systems that are younger pass by themselves. */
  readonly settlingMinutes: number;
  /** The same where an agency has to state something. */
  readonly agencyHours: number;
  readonly portalQuestionsPerMinute: number;
  /** After so long the portal is asked again about a dossier of which nothing differs. */
  readonly portalAskedAgainDays: number;
}
export interface PaymentsConfig {
  /** How long a payment stays open whose request names no end. */
  readonly openHours: number;
  /** How far ahead a request may set the end of a payment. */
  readonly longestOpenDays: number;
  /** Letters that every new payment reference begins with; those of earlier ones are still known. */
  readonly referencePrefix: string;
  /** Banks' own CSV statements, by name. */
  readonly statementProfiles: readonly StatementProfile[];
}
export interface HandoversConfig {
  /** When an answer is due that nobody set a date for: working days after the handover. */
  readonly defaultDueDays: number;
  /** How long before an answer is due both sides are reminded. */
  readonly remindHours: number;
}
/** Which days are worked. */
export interface CalendarConfig {
  /** Years beside those that the product knows, or in their place; in the shape of `libs/statutory-clock/src/data`. */
  readonly years: readonly unknown[];
}
/** Events that are sent to agency systems. */
export interface WebhooksConfig {
  /** Also to `http:`. */
  readonly allowHttp: boolean;
  /** Also to addresses of the own network. */
  readonly allowPrivateAddresses: boolean;
  /** How long the secret before signs beside a new one. */
  readonly secretOverlapHours: number;
  /** How long is tried where nothing is taken. */
  readonly giveUpHours: number;
}
/** Sending a class of failures again. */
export interface ReplaysConfig {
  /** Retries of one replay. */
  readonly perSecond: number;
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
/** Files of dossiers that agencies bring. */
export interface AttachmentsConfig {
  /** Where they lie; all gateways must see the same. */
  readonly folder?: string;
  /** Where they lie instead, in a store that speaks S3. */
  readonly s3?: S3StoreConfig;
  /** Types that are taken, of those whose content can be told; without it all of them. */
  readonly contentTypes?: readonly string[];
}
export interface S3StoreConfig {
  /** Absent: Amazon's own. */
  readonly endpoint?: string;
  readonly region?: string;
  readonly bucket: string;
  /** In front of every key. */
  readonly prefix?: string;
  /** The bucket in the path, not in the host's name. */
  readonly pathStyle?: boolean;
  readonly accessKeyId: Secret;
  readonly secretAccessKey: Secret;
  readonly callTimeoutMs?: number;
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
  /** Handovers between units after their end, with what was asked and answered. */
  readonly handoverDays: number;
  /** Events on the feed. */
  readonly eventDays: number;
  /** Banks' statements with their entries. Credits, and what was found of them, stay. */
  readonly statementDays: number;
  /** Disagreements after their end; what is open stays. */
  readonly disagreementDays: number;
  /** What the portal said of a dossier when it was asked, after it said so last. */
  readonly portalAnswerDays: number;
  /** Parcels of the post's feed that nobody had ordered, once nothing differs about them. */
  readonly strayParcelDays: number;
  /** Files of dossiers, after a dossier named them last. */
  readonly attachmentDays: number;
  /** Files that no dossier has named. */
  readonly unnamedAttachmentDays: number;
  /** Files of which the database knows nothing, after that was first seen. */
  readonly orphanedFileDays: number;
}

/** Sections of the file that may be left out; `sections` says of each what it may hold and what holds without it. */
export interface Sections {
  readonly limits: HttpLimits;
  readonly journey: JourneyConfig;
  readonly disagreements: DisagreementConfig;
  readonly payments: PaymentsConfig;
  readonly bus: BusConfig;
  readonly retention: RetentionConfig;
  readonly citizenChecks: CitizenChecksConfig;
  readonly attachments: AttachmentsConfig;
  readonly handovers: HandoversConfig;
  readonly calendar: CalendarConfig;
  readonly webhooks: WebhooksConfig;
  readonly replays: ReplaysConfig;
}
export interface GatewayConfig extends Omit<Sections, 'bus'> {
  readonly units: readonly UnitConfig[];
  readonly roles: readonly RoleConfig[];
  readonly procedures: readonly ProcedureConfig[];
  readonly clients: readonly ClientConfig[];
  readonly operators: readonly OperatorConfig[];
  /** Accounts that fees are paid to, from the partners' slices. */
  readonly accounts: readonly AccountConfig[];
  /** Agreements with the post, from its slice. */
  readonly postAccounts: readonly PostAccountConfig[];
  /** Which connectors the file has a slice for; the gateway sees no more of most of them. */
  readonly partnerNames: readonly string[];
}
/** The whole file. A partner's slice has the shape of the schema that its connector gave; its secrets are `Secret`s. */
export interface Config extends GatewayConfig, Sections {
  readonly partners: Readonly<Record<string, unknown>>;
  /** Path of the file, or `embedded defaults`. */
  readonly source: string;
}
