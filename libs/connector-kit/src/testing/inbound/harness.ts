import type { Connector } from '../../port.js';
import type { InboundAnswer, InboundDoor, InboundRequest } from '../../inbound/port.js';

/** What one thing that a partner says is about. */
export interface Said {
  /** Another number is other money. */
  readonly number: number;
  /** When it was said, and signed. */
  readonly at: Date;
}

/** A partner as it speaks at one of the routes. */
export interface InboundSpeaker {
  /** For titles. */
  readonly name: string;
  readonly method: 'GET' | 'POST';
  /** Path of the route, below `/callbacks/`. */
  readonly path: string;
  /** Largest body that the route takes. */
  readonly maxBytes: number;
  /** What it says of 150,000 VND that came in; holds the `personal` values. */
  readonly say: (said: Said) => InboundRequest;
  /** The same, of an account that is not the route's, proved with the route's own key. */
  readonly ofAnother: (said: Said) => InboundRequest;
  /** What its proof covers: all that is said, or nothing (a secret that is shown). */
  readonly proof: 'covers' | 'shown';
  /** Header with the proof; without one it stands in what is said, and {@link withoutProof} takes it out. */
  readonly proofHeader?: string;
  readonly withoutProof?: (request: InboundRequest) => InboundRequest;
  readonly withTwoProofs?: (request: InboundRequest) => InboundRequest;
  /** An hour later: believed and marked late, refused, or there is no time in it. */
  readonly stale: 'late' | 'refused' | 'timeless';
  readonly personal: readonly string[];
  /** Whether the partner takes an answer for "you have it", and does not come again. */
  readonly takesForGood: (answer: Pick<InboundAnswer, 'status' | 'body'>) => boolean;
}

/** A server over a door, as a process has it. */
export interface Served {
  readonly url: string;
  close(): Promise<void>;
}

/** What an author of a connector with routes brings. */
export interface InboundHarness {
  /** A new one each time: several processes have one each. */
  readonly connector: () => Connector;
  readonly speakers: readonly InboundSpeaker[];
  /** The server of the process that the connector is for; whole requests must arrive within `requestTimeoutMs`. */
  readonly serve: (door: InboundDoor, options: { readonly requestTimeoutMs: number }) => Promise<Served>;
}
