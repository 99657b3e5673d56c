import type { ExpectedState, PaymentMethod } from '@lienthong/contracts';
import type { Keyring } from '@lienthong/seal';
import type { InboundFact, InboundFacts } from './facts.js';

/** One HTTP request of a partner, as it came. */
export interface InboundRequest {
  readonly method: string;
  /** Below `/callbacks/`, as the route states it: `bank/sepay/kho-bac-1`. */
  readonly path: string;
  /** Raw, without the question mark; empty without one. May hold personal values and proofs: never logged. */
  readonly query: string;
  /** Names in lower case with every value that came under them, in order: a doubled header has two. */
  readonly headers: Readonly<Record<string, readonly string[]>>;
  /** As received; what a signature covers. */
  readonly body: Uint8Array;
}

export type InboundHead = Pick<InboundRequest, 'headers'>;

/** What stands in a feed and cannot be read: kept sealed with its bytes, once, and told to operators. */
export interface UnreadableRow {
  readonly bytes: Uint8Array;
  /** Stable, dotted, never a value of the row. */
  readonly cause: string;
}

/** A row that nobody could read when it came, as it is kept. */
export interface KeptUnread extends UnreadableRow {
  readonly provider: string;
  readonly account: string;
}

/** What today's code makes of it. `notReadable`: what it says cannot be taken from the row alone. */
export type ReadingAgain =
  { readonly facts: InboundFacts } | { readonly result: 'stillUnreadable' | 'notReadable'; readonly reason: string };

/** What a partner said under a reference of ours (a row of a feed, a word about a handover), for an operation that asks whether it was done. */
export interface SeenRow {
  readonly code: string;
  readonly confirmed: boolean;
  /** When it was first read, epoch milliseconds. */
  readonly readAt: number;
}

/** Why a request is not believed: its proof, its content, or because it speaks of somebody else's account. */
export type RefusalGround = 'proof' | 'content' | 'otherAccount';

export interface DepositTools {
  readonly newDataKey: Keyring['newDataKey'];
}

export interface ShownRefusal {
  /** What is kept of it, sealed. */
  readonly record: Uint8Array;
  /** What operators see; no value of a person. */
  readonly masked: string;
}

export interface RefusedReading {
  readonly kind: 'refused';
  readonly ground: RefusalGround;
  readonly cause: string;
  /** It was proved, and cannot be read: operators are told of it. */
  readonly shown?: ShownRefusal;
}

/** What a route makes of a request. Pure: the same request at the same time reads the same. */
export type InboundReading =
  | { readonly kind: 'facts'; readonly facts: InboundFacts }
  /** Kept with its bytes and the cause (stable, dotted, never a value of the request), told to nobody but where it is to be shown. */
  | RefusedReading
  /** Nothing about money: a token for the partner, a test call. `keep`: with its bytes, like a refusal. */
  | { readonly kind: 'aside'; readonly cause: string; readonly keep: boolean; readonly answer: InboundAnswer };

/** What the gateway expects under a reference: the connectors' projection `connectors.expected`. */
export interface Expectation {
  readonly payment: string;
  readonly reference: string;
  readonly account: string;
  readonly method: PaymentMethod;
  /** VND still due. */
  readonly amount: number;
  readonly state: ExpectedState;
  /** RFC 3339, as the payment's order had them. */
  readonly createdAt?: string;
  readonly expiresAt?: string;
  readonly version: number;
}

/** Asks for the payments of an account for which money may have come since a moment. */
export interface ExpectedSince {
  readonly account: string;
  readonly since: Date;
  /** Where the last page ended. */
  readonly after?: string;
  readonly limit: number;
}
export interface ExpectedPage {
  readonly items: readonly Expectation[];
  /** There may be more behind it. */
  readonly next?: string;
}

/**
 * How a fact stands to what is expected, in the order in which it is looked at: no reference of ours in it · nobody expects that
 * reference · it is expected on another account · another amount is due · the payment is no longer open · as expected.
 */
export type Standing = 'noReference' | 'unknownReference' | 'otherAccount' | 'otherAmount' | 'notOpen' | 'expected';

/** A fact that is in the store and will be told. */
export interface StoredFact {
  readonly fact: InboundFact;
  /** Of the credit, or of the claim. */
  readonly id: string;
  /** At the first sight; a repeat is looked at anew only while the first did not end well. */
  readonly standing: Standing;
  /** It was there already. */
  readonly repeated: boolean;
}

/** What came of a request: everything a route's answer may depend on. */
export type InboundVerdict =
  | { readonly kind: 'stored'; readonly facts: readonly [StoredFact, ...StoredFact[]] }
  | { readonly kind: 'refused'; readonly ground: RefusalGround; readonly cause: string };

export interface InboundAnswer {
  readonly status: number;
  readonly contentType: string;
  readonly body: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/**
 * One address at which a partner calls us, for one account. The kit reads the body within its limit, asks `read`, stores what is to be
 * kept (sealed) with its message to the gateway in one transaction, and only then answers.
 * While the store cannot take it, it answers 503 itself: the partner comes again.
 */
export interface InboundRoute {
  readonly method: 'GET' | 'POST';
  /** Below `/callbacks/`, without a leading slash. */
  readonly path: string;
  /** `sepay`; stands in ids, messages and metrics. */
  readonly provider: string;
  /** Name of the account in the configuration. */
  readonly account: string;
  /** Larger bodies are refused unread. */
  readonly maxBytes: number;
  /** Headers (lower case) that are secrets, not stored; `authorization`, `proxy-authorization` and `cookie` never are. */
  readonly secretHeaders?: readonly string[];
  /** Where the head of a request alone shows what `read` asks of it as a proof; absent: its body is needed to tell. */
  readonly headProof?: HeadProof;
  readonly read: (request: InboundRequest, now: Date) => InboundReading;
  /**
   * Brings files of what was read to their place, before it is stored: as it will be told, or why not. Where it throws the partner is
   * told to come again.
   */
  readonly deposit?: (facts: InboundFacts, tools: DepositTools) => Promise<InboundFacts | RefusedReading>;
  /** Nothing of it was stored: it had been before, or cannot be. Must not throw. */
  readonly discard?: (facts: InboundFacts) => Promise<void>;
  /** The partner's own way to be answered, and when it comes again. */
  readonly answer: (verdict: InboundVerdict, request: InboundRequest) => InboundAnswer;
  /** Its own way of being told to come again, where too much is under way; else a bare 503. */
  readonly comeAgain?: InboundAnswer;
}

/** A proof that stands in the head of a request. */
export interface HeadProof {
  readonly isShown: (head: InboundHead, now: Date) => boolean;
  /** A body that comes without it stays unread. */
  readonly sparesBody?: true;
  /**
   * Where it is a secret, and not kept with a request that showed it: such a request with the proof as it would be shown at that time,
   * made of what is configured now. Without it `read` looks at the proof of a kept request once more.
   */
  readonly shownAgain?: (kept: InboundRequest, at: Date) => InboundRequest;
}

/** Whether the body of a request is read: then `done` is called when it is no longer worked on. */
export type Admission =
  | { readonly kind: 'read'; readonly done: () => void }
  /** `read` refuses it without. */
  | { readonly kind: 'unproved' }
  /** Too many large ones are under way. */
  | { readonly kind: 'full' };

/** Facts that a query of ours found (sweep, resolve), for the same books: {@link InboundDoor.found}. */
export interface FoundFacts {
  readonly partner: string;
  readonly provider: string;
  readonly account: string;
  readonly facts: readonly InboundFact[];
  /** The answer in which they stood; kept sealed. Rows of a feed bring their own bytes. */
  readonly evidence?: Uint8Array;
  /**
   * With these facts, and those found before, everything is told that moved on the account between these moments (RFC 3339): what is
   * not among them the provider does not list. Only together with a cursor.
   */
  readonly listed?: { readonly from: string; readonly until: string };
  readonly unreadable?: readonly UnreadableRow[];
}

/** How far a job has come with its subject: what the next one goes on from. */
export interface Cursor {
  readonly kind: string;
  readonly subject: string;
  readonly value: string;
}

/** The connectors' side as partners meet it. */
export interface InboundDoor {
  /** The route of a method and a path below `/callbacks/`; `wrongMethod` when the path is known under another one. */
  routeOf(method: string, path: string): InboundRoute | 'wrongMethod' | undefined;
  /** Reads, stores, answers. Never rejects. */
  handle(route: InboundRoute, request: InboundRequest): Promise<InboundAnswer>;
  /** Asked before a body is read, of which so many bytes may come. */
  admit(route: InboundRoute, head: Pick<InboundRequest, 'headers'>, bytes: number): Admission;
  /** There was no room for its body: counted and told, and what is answered. */
  turnAway(route: InboundRoute): InboundAnswer;
  /** A body that is too large: counted and told, not stored. */
  cutShort(route: InboundRoute, cause: 'inbound.tooLarge'): void;
  /**
   * Stores and tells what a query found; the money of a notification that was there before is the same credit. With a cursor, which
   * is stored in the same transaction.
   */
  found(found: FoundFacts, cursor?: Cursor): Promise<readonly StoredFact[]>;
  /** Since the start. */
  counts(): readonly InboundCount[];
}

export interface InboundCount {
  readonly provider: string;
  readonly account: string;
  readonly what: 'stored' | 'repeated' | 'refused' | 'aside' | 'notTaken' | 'cutShort';
  readonly value: number;
}
