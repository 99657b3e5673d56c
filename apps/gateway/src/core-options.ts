import type { Blobs } from '@lienthong/blobs';
import type { Bus, Delivery, Verdict } from '@lienthong/bus';
import type { Keyring } from '@lienthong/seal';
import type { Calendar } from '@lienthong/statutory-clock';
import type {
  CommitEvent,
  OutboxEvent,
  OutboxLag,
  OutboxTuning,
  Retention,
  RetentionEvent,
  Store,
} from '@lienthong/store';
import type { GatewayCore } from './core.js';
import type { PostAccountOf } from './delivery/accounts.js';
import type { CatchUps } from './going-live/catch-ups.js';
import type { HandoverRules } from './handovers/handover-rules.js';
import type { PartnerPlan } from './journey/plan.js';
import type { CreditReversal, ToldCredit } from './money/pipeline/money-unit.js';
import type { PaymentRules } from './money/payment-rules.js';
import type { TimerEvent, Timetable } from './pipeline/gateway-timers.js';
import type { CoreSettings } from './settings.js';
import type { WebhookRules } from './webhooks/rules/sending.js';
import type { WebhookEvent } from './webhooks/send-job.js';

export interface GatewayCoreOptions {
  readonly store: Store;
  readonly bus: Pick<Bus, 'publish' | 'maxRecordBytes' | 'retentionMillis' | 'health'>;
  readonly keyring: Keyring;
  /** Where files of dossiers lie; without it none are taken. */
  readonly blobs?: Blobs | undefined;
  /** Names this process in leases; unique per start. */
  readonly owner: string;
  /** Name of a unit as configured, for what partners are told; its code where nothing is said. */
  readonly unitName?: (unit: string) => string;
  /** A unit and those below it, none where there is no such unit; without it a unit alone. */
  readonly unitsWithin?: (unit: string) => readonly string[];
  /** Accounts, and how long payments stay open; without it no payment can be opened. */
  readonly payments?: PaymentRules;
  /** The agreement with the post that serves a unit; without it nothing can be ordered with the post. */
  readonly postAccountOf?: PostAccountOf;
  /** Units that something can be handed to, and when answers are due; without it nothing can be handed over. */
  readonly handovers?: HandoverRules;
  /** Where events may be sent, and for how long it is tried; without it there is no client to send any to. */
  readonly webhooks?: WebhookRules;
  /** Letters that payment references begin with (`HSDVC`). */
  readonly referencePrefix?: string;
  /** Which days are worked; the country's by default. */
  readonly calendar?: Calendar;
  /** What partners must hear of, beside the orders of payments; the portal's plan by default. */
  readonly plans?: readonly PartnerPlan[];
  /** Epoch milliseconds. */
  readonly clock?: () => number;
  /** UUIDv7 of the same clock. */
  readonly newId?: () => string;
  readonly settings?: Partial<CoreSettings>;
  readonly outboxTuning?: Partial<OutboxTuning>;
  /** What is done by the clock, beside what the core does so itself. */
  readonly timetable?: Timetable;
  readonly onEvent?: (event: CoreEvent) => void;
}

/** What the core tells its process, for the log; never a personal value. */
export type CoreEvent =
  | OutboxEvent
  | RetentionEvent
  | CommitEvent
  | TimerEvent
  | WebhookEvent
  | { readonly kind: 'reannounce.failed'; readonly error: unknown }
  /** What was stored will be told again. */
  | { readonly kind: 'acknowledge.failed'; readonly error: unknown };

/** The core with its doors to the bus and to the process that runs it. */
export interface OpenGatewayCore extends GatewayCore {
  /** Deliveries of `topics.outcomes`, one verdict each, in their order. */
  handleOutcomes(deliveries: readonly Delivery[]): Promise<Verdict[]>;
  quarantine(delivery: Delivery, reason: string): Promise<void>;
  /** Banks took these credits back. A repeat changes nothing. */
  reverseCredits(reversals: readonly CreditReversal[]): Promise<void>;
  /** Money that banks' statements show. A repeat changes nothing. */
  tellCredits(credits: readonly ToldCredit[]): Promise<void>;
  lag(): OutboxLag;
  /** Resolves when everything committed so far is on the bus. */
  drained(): Promise<void>;
  /** One round of announcing again now; how many records. */
  reannounce(): Promise<number>;
  /** Removes what has been kept long enough; runs by itself, and whole rounds on request. */
  readonly retention: Pick<Retention, 'roundNow' | 'removed' | 'shelves'>;
  /** One round of the periodic comparison now. */
  compareNow(): Promise<void>;
  /** Telling the portal of what was recorded without telling it. */
  readonly catchUps: CatchUps;
  /** Refuses new work, waits for what runs, publishes what is committed. */
  close(): Promise<void>;
}
