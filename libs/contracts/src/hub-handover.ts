import { isOwnId, stableId } from './stable-id.js';
import type { SealedBox } from './sealed-box.js';

/*
 * Messages about handovers to and from agencies that are reached through another hub. A handover is known there by a reference that
 * whoever handed it over gave it: ours has the handover's id in it, so that both sides find it without asking; of anybody else's the
 * id is made. Words, documents and names of officers are personal.
 */

const ownPrefix = 'LT-';

/** The reference (the hub's `source_id`) of a handover of ours. Fixed when it is made, the same in every attempt. */
export const hubReferenceOf = (handover: string): string => ownPrefix + handover;

/** Id of the handover that a reference names: both sides give the same to the same. */
export function hubHandoverIdOf(account: string, reference: string): string {
  const own = reference.startsWith(ownPrefix) ? reference.slice(ownPrefix.length) : undefined;
  return isOwnId(own) ? own : stableId('handover', account, reference);
}

/** Was it handed over by us? */
export const isOwnHubReference = (reference: string): boolean =>
  reference.startsWith(ownPrefix) && isOwnId(reference.slice(ownPrefix.length));

/** Subject of a handover: key on the bus, of its lanes, its seal and its timers. Cannot be a dossier's code (those have no colon). */
export const handoverSubject = (handover: string): string => `handover:${handover}`;

export const hubActs = ['handOver', 'accepted', 'updated', 'refused', 'answered', 'withdrawn', 'paid'] as const;
/** What one side tells the other of a handover. */
export type HubAct = (typeof hubActs)[number];

/** An agency, with the code under which the hub knows it. */
export interface HubUnit {
  readonly code: string;
  readonly name: string;
  readonly hubCode: string;
}

/** Personal throughout. */
export interface HubDocument {
  readonly id: string;
  readonly name: string;
  readonly url?: string | null;
}

/** Payload of every operation of `lgsp-exchange`. */
export interface HubMessage {
  readonly handover: string;
  /** {@link hubReferenceOf}, or that of whoever handed it over. */
  readonly reference: string;
  readonly act: HubAct;
  readonly kind: string;
  /** As whoever handed it over calls it. */
  readonly dossier: string;
  readonly from: HubUnit;
  readonly to: HubUnit;
  /** When it happened, RFC 3339 UTC. */
  readonly at: string;
  /** When an answer is due; of `updated` when one may be expected. RFC 3339 UTC. */
  readonly dueAt?: string | null;
  /** Personal. */
  readonly text?: string | null;
  readonly documents?: readonly HubDocument[] | null;
  /** Of `paid`: VND, of the fees that are settled. */
  readonly amount?: number | null;
}

/** What stands in the sealed part of {@link HandoverTold}. Personal throughout. */
export interface HandoverToldDetail {
  readonly text?: string;
  readonly officer?: string;
  readonly documents?: readonly HubDocument[];
}

/**
 * connectors → gateway on `topics.outcomes`, type `handover.told`, key = subject: what another hub told of a handover. Nobody has looked
 * whether there is such a handover, or such units: the gateway knows.
 */
export interface HandoverTold {
  /** Stable per statement: what is said twice has one id. */
  readonly event: string;
  readonly subject: string;
  readonly handover: string;
  readonly partner: string;
  /** Name of the hub's account in the configuration. */
  readonly account: string;
  readonly reference: string;
  readonly act: HubAct;
  readonly dossier: string;
  /** Codes at the hub. */
  readonly fromHubCode: string;
  readonly toHubCode: string;
  /** When it happened, by the hub's word; RFC 3339 UTC. */
  readonly at: string;
  readonly receivedAt: string;
  /** Of `updated`: when who speaks is going to answer, or wants an answer. */
  readonly dueAt?: string;
  /** Of `paid`, where it is said: VND. */
  readonly amount?: number;
  /** {@link HandoverToldDetail} as JSON. */
  readonly detail: SealedBox;
}
