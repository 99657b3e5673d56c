import type { ExchangeAnnounced, ExchangeCommand, OutcomeKind } from '@lienthong/contracts';
import type { OutboxMessage } from '@lienthong/store';
import type { Work, WorkState } from '../exchange/work.js';
import type {
  AcknowledgeUnit,
  ExpectUnit,
  KeepUnit,
  ReadAgainUnit,
  ReceiveResult,
  ReceiveUnit,
} from '../inbound/units.js';

/** What the connectors' group commit takes. */
export type Unit =
  | Accept
  | AcceptCommand
  | Quarantine
  | Change
  | Answer
  | StrayCallUnit
  | ExpectUnit
  | KeepUnit
  | ReceiveUnit
  | ReadAgainUnit
  | AcknowledgeUnit;

/** An announcement becomes a work row; a duplicate is answered with the present state. */
export interface Accept {
  readonly kind: 'accept';
  readonly announcement: ExchangeAnnounced;
  readonly shard: number;
  /** Its state, where it does not begin like every other: it was announced before the store was restored. */
  readonly begins?: WorkState;
}

/** An operator's command is kept until the owner of its shard has answered it. */
export interface AcceptCommand {
  readonly kind: 'command';
  readonly command: ExchangeCommand;
  readonly shard: number;
}

export interface Quarantine {
  readonly kind: 'quarantine';
  readonly id: string;
  readonly topic: string;
  readonly partition: number;
  readonly offset: string;
  readonly reason: string;
  /** Wrapped data key and sealed record. */
  readonly key: Uint8Array;
  readonly record: Uint8Array;
}

/** A transition, written only while the lease (shard, epoch) is ours and the version is the one it was decided on. */
export interface Change {
  readonly kind: 'change';
  readonly work: Pick<Work, 'exchange' | 'subject' | 'version' | 'shard'>;
  readonly to: WorkState;
  readonly epoch: number;
  /** Epoch milliseconds. */
  readonly at: number;
  readonly attempt?: AttemptRow;
  /** The question that led to this transition. */
  readonly question?: SideCallRow;
  readonly messages: readonly OutboxMessage[];
  /** The command this transition carries out. */
  readonly answers?: Verdict;
}

/** A command that changes nothing is answered all the same, by the owner of its shard only. */
export interface Answer {
  readonly kind: 'answer';
  readonly shard: number;
  readonly epoch: number;
  readonly verdict: Verdict;
  readonly messages: readonly OutboxMessage[];
}

export interface Verdict {
  readonly command: string;
  readonly verdict: 'done' | 'refused';
  /** `exchange.unresolved`, `exchange.versionConflict`, … */
  readonly reason?: string;
}

export interface AttemptRow {
  readonly attempt: number;
  readonly startedAt: number;
  readonly endedAt?: number;
  readonly outcome?: OutcomeKind;
  readonly cause?: string;
  /** Sealed. */
  readonly calls?: Uint8Array;
}

/** A call beside the attempts: a question about one of unknown fate, or one that its lease did not cover. */
export interface SideCallRow {
  readonly exchange: string;
  readonly kind: 'question' | 'strayCall';
  /** Question: the version that it led to. Stray call: the attempt, as its process counted. */
  readonly n: number;
  readonly startedAt: number;
  readonly endedAt: number;
  readonly outcome: OutcomeKind;
  readonly cause?: string;
  /** Sealed; missing when the subject's key was not at hand. */
  readonly calls?: Uint8Array;
}

/** Evidence of a process that is no longer the owner: written without a lease, changes no state. */
export interface StrayCallUnit {
  readonly kind: 'strayCall';
  readonly row: SideCallRow;
  readonly messages: readonly OutboxMessage[];
}

/**
 * `stored`: committed. `duplicate`: was there already. Nothing was written: `fenced` because the lease is no longer ours,
 * `overtaken` because the version is no longer the one it was decided on.
 */
export type UnitResult = 'stored' | 'duplicate' | 'fenced' | 'overtaken' | ReceiveResult;
