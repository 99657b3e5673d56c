import type { Connector, PartnerLimits } from '../../port.js';
import type { FeedHarness } from '../feed/harness.js';
import type { InboundHarness } from '../inbound/harness.js';

/** What a stand-in must be able to do to a call for the contract to be checked whole. */
export const contractSituations = [
  'refuse',
  'cutBeforeEffect',
  'cutAfterEffect',
  'timeoutBeforeEffect',
  'timeoutAfterEffect',
  'halfAnswer',
  'garbage',
  'html',
  'unauthorizedOnce',
  'tooManyRequests',
  'serverErrorBeforeEffect',
  'serverErrorAfterEffect',
  'slowDrip',
  'oversized',
  'lateEffect',
  'down',
] as const;
export type ContractSituation = (typeof contractSituations)[number];

/** Which calls a situation strikes, and its measure. */
export interface ContractScope {
  readonly operation: string;
  readonly subject: string;
  /** The next so many calls (1); `all` until `clear`. */
  readonly count?: number | 'all';
  /** `tooManyRequests`: told in Retry-After. `lateEffect`: until the effect takes place, whatever became of the call. */
  readonly millis?: number;
}

/** An effect of an operation at the stand-in, from its journal. */
export interface ContractEffect {
  /** Number of the exchange within its lane. */
  readonly number: number;
  /** Epoch milliseconds. */
  readonly at: number;
  /** The partner knew that it had this already; a second effect all the same where this is false. */
  readonly copy: boolean;
}

/** A call that may have an effect, as the stand-in saw it. */
export interface ContractCall {
  readonly numbers: readonly number[];
  /** When its request was read, epoch milliseconds. */
  readonly at: number;
}

/** A running stand-in of the partner with a journal that survives it. */
export interface StandIn {
  readonly baseUrl: string;
  put(situation: Exclude<ContractSituation, 'down'>, scope: ContractScope): Promise<void>;
  /** The whole partner: nobody is served until `clear`. */
  goDown(): Promise<void>;
  /** Ends every situation. */
  clear(): Promise<void>;
  effects(operation: string, subject: string): Promise<readonly ContractEffect[]>;
  /** Calls of the operation itself, without look-ups and logins; those still out with `under way too`. */
  calls(operation: string, subject: string, which?: 'under way too'): Promise<readonly ContractCall[]>;
  close(): Promise<void>;
}

export interface ContractOptions {
  readonly baseUrl: string;
  readonly hardDeadlineMs: number;
  readonly settlingMs: number;
  readonly limits: PartnerLimits;
  /** Answers over this are too large. */
  readonly maxResponseBytes: number;
}

/** What the contract needs to know of one operation. */
export interface ContractOperation {
  /** A payload that the partner accepts and whose number can be told from its effect; holds the `personal` values. */
  readonly payload: (subject: string, number: number) => unknown;
  /** A payload that is refused, by the partner or before it is asked. */
  readonly refusedPayload: (subject: string, number: number) => unknown;
  /** Values of the payload that are personal. */
  readonly personal: readonly string[];
  /** The partner takes it only when this operation has been done for the subject. */
  readonly needs?: string;
}

/** What an author of a connector brings to {@link describeConnectorContract}. */
export interface ContractHarness {
  readonly connector: (options: ContractOptions) => Connector;
  readonly startStandIn: () => Promise<StandIn>;
  /** Operations that leave nothing at the partner: the contract is about effects, and there is none that could be lost or doubled. */
  readonly onlyAsks?: readonly string[];
  /** By name; every operation of the connector must be here. */
  readonly operations: Readonly<Record<string, ContractOperation>>;
  /** A subject that the partner accepts, different for every number. */
  readonly subject: (number: number) => string;
  /** For a connector that partners call; what comes in has a contract of its own, which is run with this one. */
  readonly inbound?: InboundHarness;
  /** For a connector that reads a feed; what it reads has a contract of its own, which is run with this one. */
  readonly feed?: FeedHarness;
  /** Situations that the stand-in cannot make, with the reason; their tests are listed as skipped. */
  readonly unsupported?: Partial<Record<ContractSituation, string>>;
}
