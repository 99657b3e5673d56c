import type { KnownAttachment } from '../attachments/pipeline/known-attachment.js';
import type { KeptContent } from '../journey/kept-content.js';
import type { OutboxMessage } from '@lienthong/store';
import type { DossierContent, ExchangeChanged, UnreadableRowFound } from '@lienthong/contracts';
import { DisagreementBook } from '../disagreements/pipeline/disagreement-book.js';
import { DeliveryBook } from '../delivery/pipeline/delivery-book.js';
import type { FeedDraft } from '../feed/rules/feed-types.js';
import { toldByLine } from '../feed/rules/told-by-line.js';
import { HandoverBook } from '../handovers/pipeline/handover-book.js';
import { CheckBook } from '../identity/pipeline/check-book.js';
import { MoneyBook } from '../money/pipeline/money-book.js';
import type { Proposal } from '../operators/judge-act.js';
import type { Count, EventDraft, ExchangeDraft } from '../journey/draft.js';
import type { SubjectState } from '../journey/subject.js';
import { SubmissionBook } from '../submissions/pipeline/submission-book.js';
import { keyOfSideCall, type SideCall } from '../projection/side-call.js';
import type { OwedPush } from '../reconciliation/status-pushes/owed-push.js';
import type { ExchangeIdentity, Projection } from '../projection/exchange-projection.js';
import type { OpenKey, Sealer } from './sealer.js';
import type { RowReadingMade } from '../unreadable/save-unreadable.js';

/** A subject whose row this transaction holds. `state` moves on with every unit. */
export interface HeldSubject {
  readonly subject: string;
  readonly wrappedKey: Buffer;
  readonly key: OpenKey;
  /** As loaded: what is another object now has to be written. */
  readonly loaded: SubjectState;
  state: SubjectState;
  readonly loadedLastEvent: number;
  lastEvent: number;
}

/** A subject that nothing has happened to yet. */
export function untouched(subject: string, wrappedKey: Buffer, sealer: Sealer): HeldSubject {
  const loaded = { subject, lanes: new Map() };
  return {
    subject,
    wrappedKey,
    key: sealer.unwrap(wrappedKey),
    loaded,
    state: loaded,
    loadedLastEvent: 0,
    lastEvent: 0,
  };
}

export interface KnownExchange {
  readonly identity: ExchangeIdentity;
  /** Its state stood in the store when it was read. */
  readonly wasHeard: boolean;
  projection: Projection;
}

export interface KnownStep {
  readonly contentHash: string;
  readonly exchanges: readonly string[];
}

/** What is kept of the first answer to a request with an `Idempotency-Key`, sealed with the key of what it was about. */
export interface StoredAnswer {
  readonly subject: string;
  /** Keyed: of whom a body tells is not to be found by trying. */
  readonly requestHash: string;
  readonly answer: Buffer;
}

export interface KnownCommand {
  readonly id: string;
  readonly exchange: string;
  readonly kind: string;
  readonly operator: string;
  readonly state: CommandState;
}
export type CommandState = 'proposed' | 'confirmed' | 'withdrawn' | 'sent' | 'done' | 'refused';

export interface CommandRow {
  readonly id: string;
  readonly exchange: string;
  readonly subject: string;
  readonly kind: string;
  readonly operator: string;
  readonly finding?: string;
  readonly stated?: Buffer;
  readonly state: CommandState;
  readonly expectedVersion: number;
  readonly orNewer: boolean;
  readonly confirms?: string;
  readonly at: string;
}

/** Everything one transaction knows and is going to write. Filled by the loader, changed by the folds, stored by the saver. */
export class Batch {
  readonly subjects = new Map<string, HeldSubject>();
  readonly exchanges = new Map<string, KnownExchange>();
  /** `exchange/attempt` of attempts that are stored. */
  readonly attempts = new Set<string>();
  /** Keys of questions and stray calls that are stored. */
  readonly sideCalls = new Set<string>();
  readonly steps = new Map<string, KnownStep>();
  readonly answers = new Map<string, StoredAnswer>();
  /** Open proposals by exchange. */
  readonly proposals = new Map<string, Proposal>();
  readonly commands = new Map<string, KnownCommand>();

  readonly money = new MoneyBook();
  readonly identity = new CheckBook();
  readonly post = new DeliveryBook();
  readonly handed = new HandoverBook();
  readonly submitted = new SubmissionBook();
  readonly disagreed = new DisagreementBook();
  /** Subjects whose timeline is another's: what happens to a payment is told with its dossier. */
  readonly logs = new Map<string, HeldSubject>();
  /** Made by this transaction, and nobody else knows of them. */
  readonly newSubjects = new Set<HeldSubject>();

  readonly bodies = new Map<string, DossierContent>();
  /** Files that are named in what is said now. */
  readonly attachments = new Map<string, KnownAttachment>();
  /** Files that dossiers name now, of those dossiers that may have named others before. */
  readonly attachmentUses = new Map<string, readonly string[]>();
  /** Files that are named now beside those that were before, by the subject of the handover. */
  readonly moreAttachmentUses = new Map<string, readonly string[]>();
  /** Changes of status that a monitor is owed, of which units speak. */
  readonly owed = new Map<string, OwedPush>();
  /** Numbers of changes of status by the push that tells them again. */
  readonly toldAgain = new Map<string, number>();

  readonly newExchanges: ExchangeDraft[] = [];
  readonly unreadable: UnreadableRowFound[] = [];
  readonly rowReadings: RowReadingMade[] = [];
  readonly newEvents: (EventDraft & { readonly subject: string; readonly seq: number })[] = [];
  /** What those hear of whom it concerns, in the order in which it happened. */
  readonly feed: (FeedDraft & { readonly subject: string })[] = [];
  readonly newAttempts: ExchangeChanged[] = [];
  readonly newSideCalls: SideCall[] = [];
  readonly newSteps: ({ readonly subject: string; readonly keyHash: string } & KnownStep)[] = [];
  readonly newAnswers = new Map<string, StoredAnswer>();
  readonly newCommands: CommandRow[] = [];
  readonly changedStates = new Set<string>();
  /** Exchanges that have been parked, or were until now. */
  readonly parkings = new Set<string>();
  readonly changedCommands = new Map<
    string,
    { readonly state: CommandState; readonly reason?: string; readonly at: string }
  >();
  readonly messages: OutboxMessage[] = [];
  readonly counts = new Map<string, { readonly count: Count; value: number }>();

  constructor(readonly at: string) {}

  /** The subject of a unit, locked. A `put` makes its row; without one, nobody has stated anything about that subject. */
  held(subject: string): HeldSubject | undefined {
    return this.subjects.get(subject);
  }

  /** What the agency has stated of a dossier last. */
  contentOf(dossier: string): KeptContent | undefined {
    return this.bodies.get(dossier) ?? this.money.bodies.get(dossier)?.();
  }

  record(held: HeldSubject, events: readonly EventDraft[]): void {
    const log = this.logs.get(held.subject) ?? held;
    for (const event of events) {
      this.newEvents.push({ ...event, subject: log.subject, seq: ++log.lastEvent });
      this.tell(held, toldByLine(event));
    }
  }

  /** Tells those whom a subject concerns; nothing where it is not worth telling. */
  tell(held: HeldSubject, told: FeedDraft | undefined): void {
    if (told) this.feed.push({ ...told, subject: (this.logs.get(held.subject) ?? held).subject });
  }

  /** Keeps what is told beside the attempts; false when it has been told before. */
  keepBeside(call: SideCall): boolean {
    const key = keyOfSideCall(call);
    if (this.sideCalls.has(key)) return false;
    this.sideCalls.add(key);
    this.newSideCalls.push(call);
    return true;
  }

  count(counts: readonly Count[]): void {
    for (const count of counts) {
      const key = counterKey(count);
      const sum = this.counts.get(key);
      if (sum) sum.value += 1;
      else this.counts.set(key, { count, value: 1 });
    }
  }
}

/** Labels in one order, so that one counter is one row. */
export const labelText = (labels: Count['labels']): string =>
  JSON.stringify(Object.fromEntries(Object.entries(labels).sort(([a], [b]) => (a < b ? -1 : 1))));
const counterKey = (count: Count): string => `${count.name} ${labelText(count.labels)}`;
