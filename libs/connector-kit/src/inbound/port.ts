import type {
  ClaimDetail,
  CreditDetail,
  ExpectedState,
  ItemCodeFault,
  PaymentMethod,
  TrackedState,
  TrackingDetail,
} from '@lienthong/contracts';

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

/** Money that moved on an account of ours, as a partner said it. Becomes `credit.received`. */
export interface CreditFact {
  readonly kind: 'credit';
  /** The provider's own id of the movement: with provider and account the key by which repeats are recognised. */
  readonly providerId: string;
  readonly direction: 'in' | 'out';
  /** VND, a whole number above 0. */
  readonly amount: number;
  /** RFC 3339, UTC. */
  readonly bankTime: string;
  /** Proof valid, but older than the provider's window. */
  readonly late: boolean;
  /** Signed, or from a query; an unsigned notification settles nothing before a query confirmed it. */
  readonly confirmed: boolean;
  /** Our reference, from the provider's own exact order field; never picked out of a text. */
  readonly reference?: string;
  readonly virtualAccount?: string;
  readonly bankReference?: string;
  /** Personal throughout. */
  readonly detail: CreditDetail;
}

/** What a partner states about one of our orders. Becomes `payment.claimed` when the reference is known here. */
export interface ClaimFact {
  readonly kind: 'claim';
  /** What makes this statement the same as an earlier one (transaction number and state, for example). */
  readonly statementId: string;
  readonly reference: string;
  readonly state: 'paid' | 'pending' | 'failed';
  /** VND. */
  readonly amount?: number;
  /** The provider's own number of the transaction. */
  readonly providerId?: string;
  /** RFC 3339, UTC. */
  readonly at: string;
  /** Personal throughout. */
  readonly detail?: ClaimDetail;
}

/** A row of a tracking feed. Becomes `delivery.tracked`; whether there is such a delivery is the gateway's to say. */
export interface TrackingFact {
  readonly kind: 'tracking';
  /** The partner's own id of the row: a second row under it is the same one. */
  readonly rowId: string;
  /** Whose agreement it falls under; one feed may serve several. */
  readonly account: string;
  /** The reference under which we ordered. */
  readonly reference: string;
  readonly state: TrackedState;
  /** The partner's own code, without blanks. */
  readonly code: string;
  /** RFC 3339, UTC. */
  readonly at: string;
  /** False while its time lies in the future: told as doubtful, and again when a later reading confirms it. */
  readonly confirmed: boolean;
  readonly itemCode?: string;
  readonly itemCodeFault?: ItemCodeFault;
  /** The row as it came; kept sealed. */
  readonly row: Uint8Array;
  /** Personal throughout. */
  readonly detail: TrackingDetail;
}

export type InboundFact = CreditFact | ClaimFact | TrackingFact;

/** What stands in a feed and cannot be read: kept sealed with its bytes, once, and told to operators. */
export interface UnreadableRow {
  readonly bytes: Uint8Array;
  /** Stable, dotted, never a value of the row. */
  readonly cause: string;
}

/** A row of a feed that is stored, as an operation asks for it when it wants to know whether it was done. */
export interface SeenRow {
  readonly code: string;
  readonly confirmed: boolean;
  /** When it was first read, epoch milliseconds. */
  readonly readAt: number;
}

/** Why a request is not believed: its proof, its content, or because it speaks of somebody else's account. */
export type RefusalGround = 'proof' | 'content' | 'otherAccount';

/** What a route makes of a request. Pure: the same request at the same time reads the same. */
export type InboundReading =
  | { readonly kind: 'facts'; readonly facts: readonly [InboundFact, ...InboundFact[]] }
  /** Kept with its bytes and the cause (stable, dotted, never a value of the request), told to nobody. */
  | { readonly kind: 'refused'; readonly ground: RefusalGround; readonly cause: string }
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
  readonly read: (request: InboundRequest, now: Date) => InboundReading;
  /** The partner's own way to be answered, and when it comes again. */
  readonly answer: (verdict: InboundVerdict, request: InboundRequest) => InboundAnswer;
}

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
