import type { SubmissionCore } from './submissions/core.js';
import type { UnreadableCore } from './unreadable/core.js';
import type {
  DossierContent,
  DossierFacts,
  DossierStatus,
  ExchangeState,
  FieldFault,
  LaneKind,
  OutcomeKind,
  ProcessingStep,
  WhoActs,
} from '@lienthong/contracts';
import type { BusinessCounter, NotReady } from '@lienthong/process';
import type { Idempotency, IdempotencyClash, Page, Paged } from './core-words.js';
import type { AttachmentCore } from './attachments/core.js';
import type { DisagreementCore } from './disagreements/core.js';
import type { DeliveryCore } from './delivery/core.js';
import type { FeedCore } from './feed/core.js';
import type { HandoverCore } from './handovers/core.js';
import type { InboxCore } from './inbox/core.js';
import type { BulkUpload, UploadKey } from './intake/bulk/bulk-upload.js';
import type { BlameTotal } from './journey/blame-totals.js';
import type { BlameTurn } from './journey/blame.js';
import type { StepState } from './journey/steps.js';
import type { IdentityCore } from './identity/core.js';
import type { StatementCore } from './money/bank-books/core.js';
import type { MoneyCore } from './money/core.js';
import type { AdmissionWindows } from './money/windows/window-core.js';
import type { ReconciliationCore } from './money/three-way/core.js';
import type { QuarantineCore } from './quarantined/core.js';
import type { ReplayCore } from './replays/core.js';
import type { RegisterCore } from './registers/core.js';
import type { WebhookCore } from './webhooks/core.js';
import type { MonitorCore } from './reconciliation/status-pushes/core.js';

export * from './core-words.js';

/**
 * The gateway without its HTTP rim: what controllers call. Plain functions over the store; no Nest, no HTTP words.
 * Every write is one unit of the gateway's group commit; answers come after the commit.
 */
export interface GatewayCore
  extends MoneyCore, IdentityCore, DeliveryCore, HandoverCore, InboxCore, FeedCore, WebhookCore, SubmissionCore {
  putDossier(command: PutDossier): Promise<PutDossierAnswer>;
  /** Many at once, each judged for itself; answers in their order. */
  putDossiers(commands: readonly PutDossier[]): Promise<readonly PutDossierResult[]>;
  /** What comes in lines, and what its key stands for: {@link UploadKey}. */
  bulkOnce<Done>(upload: BulkUpload, work: (under?: UploadKey) => Promise<Done>): Promise<Done | IdempotencyClash>;
  addStep(command: AddStep): Promise<AddStepAnswer>;
  operatorAct(command: OperatorAct): Promise<OperatorActAnswer>;
  /**
   * Waits until none of these exchanges goes on by itself (`hasStopped`: it has ended, or is parked), at most so long. One query for
   * all waiters of the process.
   */
  waitFor(exchanges: readonly string[], millis: number, signal?: AbortSignal): Promise<Settlement>;

  dossier(code: string): Promise<DossierView | undefined>;
  /** Whose time it has been until now, from what is recorded. */
  blame(code: string): Promise<BlameView | undefined>;
  listDossiers(filter: DossierFilter, page: Page): Promise<Paged<DossierListItem>>;
  /** `units`: only what was handed to these is told in its words; without it, everything. */
  timeline(code: string, page: Page, units?: readonly string[]): Promise<Paged<TimelineItem> | undefined>;
  /** Each step of one handover, as both sides are told it. */
  handoverTimeline(id: string, page: Page): Promise<Paged<TimelineItem> | undefined>;
  exchange(id: string): Promise<ExchangeView | undefined>;
  listExchanges(filter: ExchangeFilter, page: Page): Promise<Paged<ExchangeListItem>>;
  readonly attachments: AttachmentCore;
  readonly statements: StatementCore;
  readonly reconciliations: ReconciliationCore;
  readonly monitor: MonitorCore;
  readonly replays: ReplayCore;
  readonly quarantined: QuarantineCore;
  readonly unreadableRows: UnreadableCore;
  readonly disagreements: DisagreementCore;
  readonly admissionWindows: AdmissionWindows;
  readonly registers: RegisterCore;
  /** Business counters from rows that were written in the same transactions as what they count. */
  counters(): Promise<readonly BusinessCounter[]>;
  readiness(): Promise<readonly NotReady[]>;
}

interface FromCaller {
  readonly client: string;
  readonly traceparent?: string;
}

export interface PutDossier extends FromCaller {
  readonly code: string;
  readonly content: DossierContent;
  /** Is the unit (of the new content, and of the stored dossier) the caller's? A dossier of another's unit is `forbidden`. */
  readonly mayUseUnit: (unit: string) => boolean;
  /** `If-Match`: an ETag of an earlier answer, or `*` for any (it must be known). */
  readonly ifMatch?: string;
  /** `If-None-Match: *`: it must not be known yet. */
  readonly onlyCreate?: boolean;
  /** Going live with what exists: it is recorded, and nobody is told. */
  readonly backfill?: boolean;
}
export type PutDossierAnswer =
  | {
      readonly kind: 'accepted';
      readonly created: boolean;
      readonly revision: number;
      readonly etag: string;
      readonly exchanges: readonly string[];
    }
  /** Same revision, same content: nothing starts; `exchanges` are those of that revision, for waiters. */
  | { readonly kind: 'same'; readonly revision: number; readonly etag: string; readonly exchanges: readonly string[] }
  | { readonly kind: 'revisionConflict'; readonly current: number }
  | { readonly kind: 'stale'; readonly current: number }
  /** These documents name a file that is not there, or another's. */
  | { readonly kind: 'attachmentUnknown'; readonly places: readonly string[] }
  /** `etag` of what there is, if anything. */
  | { readonly kind: 'preconditionFailed'; readonly etag?: string }
  | { readonly kind: 'forbidden' };

/** A fault of one is its own: its neighbours are kept. */
export type PutDossierResult = PutDossierAnswer | { readonly kind: 'fault'; readonly fault: unknown };

export interface AddStep extends FromCaller {
  readonly code: string;
  readonly step: ProcessingStep;
  readonly mayUseUnit: (unit: string) => boolean;
  readonly idempotency?: Idempotency;
}
export type AddStepAnswer =
  | { readonly kind: 'accepted'; readonly exchanges: readonly string[]; readonly replayed: boolean }
  /** Same key, same step. */
  | { readonly kind: 'same'; readonly exchanges: readonly string[]; readonly replayed: boolean }
  /** Same key, other content. */
  | { readonly kind: 'stepConflict' }
  | { readonly kind: 'notFound' }
  | IdempotencyClash;

export interface OperatorAct {
  readonly kind: 'retry' | 'resolve' | 'abandon';
  readonly exchange: string;
  readonly operator: string;
  /** `resolve`: what the evidence says, and where it is. Sealed. */
  readonly finding?: 'done' | 'notDone';
  readonly evidence?: string;
  /** `abandon`: required; `retry`: why the replay was asked for. Sealed. */
  readonly reason?: string;
  /** The act is meant for this version only. Without it an `abandon` is meant for whatever calls make of the exchange meanwhile. */
  readonly expectedVersion?: number;
  /** `retry`: one of a class that is sent again. */
  readonly replay?: { readonly id: string; readonly stage: number };
  readonly idempotency?: Idempotency;
}
export type OperatorActAnswer =
  | { readonly kind: 'accepted'; readonly command: string; readonly replayed: boolean }
  /** `resolve` by a first operator: waits for a second one who states the same. */
  | { readonly kind: 'awaitsSecondPerson'; readonly command: string; readonly replayed: boolean }
  | { readonly kind: 'samePerson' }
  | { readonly kind: 'findingsDiffer'; readonly replayed?: boolean }
  | { readonly kind: 'notFound' }
  /** A retry would be blind. */
  | { readonly kind: 'unresolved'; readonly state: ExchangeState }
  | { readonly kind: 'ended'; readonly state: ExchangeState }
  | { readonly kind: 'notApplicable'; readonly state: ExchangeState }
  | { readonly kind: 'versionConflict'; readonly version: number }
  | IdempotencyClash;

/** What became of exchanges: each that is still kept is in one of the two. */
export interface Settlement {
  /** Those that have ended. */
  readonly settled: readonly ExchangeListItem[];
  /** The others: under way, or parked until a person acts. */
  readonly pending: readonly PendingExchange[];
}
export type PendingExchange = Pick<ExchangeListItem, 'id' | 'outcome' | 'cause' | 'whoActs'> & {
  /** As last seen; undefined where the store could not be asked. */
  readonly state?: ExchangeState;
};

export type PartnerState = 'inStep' | 'behind' | 'parked' | 'none';
export interface DossierView {
  readonly code: string;
  readonly etag: string;
  readonly content: DossierContent;
  readonly effectiveStatus: DossierStatus;
  readonly facts: DossierFacts;
  /** Keys: portal, payment, post, population, emc. */
  readonly partners: Readonly<
    Record<string, { readonly state: PartnerState; readonly since?: string; readonly exchange?: string }>
  >;
  readonly waitingOn: {
    readonly who: 'applicant' | 'agency' | 'unit' | 'partner' | 'gateway' | 'nobody';
    readonly name?: string;
    readonly why: string;
    readonly since: string;
    readonly target?: string;
    /** Units whose answers to steps are overdue. */
    readonly late?: readonly string[];
  };
  /** What its procedure asks of other units, since that has begun. */
  readonly steps?: readonly StepView[];
}
export interface StepView {
  readonly key: string;
  readonly state: StepState;
  readonly after: readonly string[];
  readonly late: boolean;
  readonly unit?: string;
  readonly role?: string;
  readonly handover?: string;
  readonly dueAt?: string;
  readonly endedAt?: string;
}

/** Who has had a dossier, and for how long. */
export interface BlameView {
  /** Until when it is reckoned; RFC 3339 UTC, as are the others. */
  readonly at: string;
  /** Minutes, for each in the order of their first turns. */
  readonly holders: readonly BlameTotal[];
  readonly turns: readonly (BlameTurn & { readonly endedAt: string })[];
}

export interface DossierFilter {
  /** Only units for which this holds; given to SQL as a list. */
  readonly units: readonly string[];
  readonly unit?: string;
  readonly status?: DossierStatus;
  readonly waitingOn?: string;
  readonly dueBefore?: string;
}
export interface DossierListItem {
  readonly code: string;
  readonly unit: string;
  readonly revision: number;
  readonly status: DossierStatus;
  readonly effectiveStatus: DossierStatus;
  readonly procedure: string;
  readonly dueAt?: string;
  readonly updatedAt: string;
}

export interface TimelineItem {
  readonly at: string;
  /** `dossier.accepted`, `exchange.settled`, `operator.retry`, … */
  readonly kind: string;
  readonly by: string;
  /** Vietnamese, for a clerk. */
  readonly text: string;
  readonly exchange?: string;
  readonly attempt?: number;
  readonly outcome?: OutcomeKind;
}

export interface ExchangeFilter {
  readonly state?: ExchangeState;
  readonly partner?: string;
  readonly subject?: string;
  /** Those that are parked with a failure of this class. */
  readonly class?: string;
  /** Undefined for an operator, who sees all; else only subjects of these units. */
  readonly units?: readonly string[];
}
export interface ExchangeListItem {
  readonly id: string;
  readonly subject: string;
  readonly partner: string;
  readonly operation: string;
  readonly lane: LaneKind;
  readonly number: number;
  readonly state: ExchangeState;
  readonly version: number;
  readonly outcome?: OutcomeKind;
  readonly cause?: string;
  readonly whoActs?: WhoActs;
  readonly attempts: number;
  readonly blockedBy?: string;
  readonly due: string;
  readonly createdAt: string;
  readonly changedAt: string;
}
export interface ExchangeView extends ExchangeListItem {
  readonly unit?: string;
  readonly fields?: readonly FieldFault[];
  readonly supersededBy?: string;
  readonly nextAttemptAt?: string;
  /** Absent while it waits: a call may be out, and the connectors tell of it when it has ended. */
  readonly surelyNotDone?: boolean;
  /** Everything that was asked of the partner, by its start; `attempts` counts those of kind `call`. */
  readonly attemptList: readonly {
    /**
     * `call`: an attempt. `question`: the partner or its evidence was asked what became of attempt `attempt`; found done is `done`,
     * absent `later`, no answer `unknown`. `strayCall`: a call of a process that had lost its lease; it decided nothing, and the
     * partner may have got it twice.
     */
    readonly kind: 'call' | 'question' | 'strayCall';
    readonly attempt: number;
    readonly startedAt: string;
    readonly endedAt: string;
    readonly millis: number;
    readonly outcome: OutcomeKind;
    readonly cause?: string;
    /** Masked, at most 2 KB. */
    readonly sent?: string;
    readonly received?: string;
  }[];
}
