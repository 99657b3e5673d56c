import type { Address } from './dossier.js';
import type { SealedBox } from './sealed-box.js';
import { stableId } from './stable-id.js';

/*
 * Messages about post: what is ordered, and what became of it. A delivery is known by its account (an agreement with the post) and the
 * reference under which it is ordered there, so that both sides give it the same id: a row of the tracking feed finds its delivery
 * without being asked for. Names, addresses, telephone numbers and the post's own words are personal.
 */

export const deliveryDirections = ['collect', 'return'] as const;
/** `collect`: from the applicant to the agency. `return`: the result, from the agency to the applicant. */
export type DeliveryDirection = (typeof deliveryDirections)[number];

/**
 * The reference (the post's `OrderNumber`) of the nth delivery of a dossier in a direction, from 1: the first return is the dossier's
 * code itself, the others have a tail. Fixed when the delivery is made, never changed after.
 */
export const deliveryReferenceOf = (dossier: string, direction: DeliveryDirection, nth: number): string =>
  direction === 'return' && nth === 1 ? dossier : `${dossier}__${direction === 'collect' ? 'C' : 'R'}${nth}`;

/** Id of a delivery: both sides give the same to the same. */
export const deliveryIdOf = (account: string, reference: string): string => stableId('delivery', account, reference);

/** Subject of a delivery: key on the bus, of its lanes and of its seal. Cannot be a dossier's code (those have no colon). */
export const deliverySubject = (delivery: string): string => `delivery:${delivery}`;

/** Personal throughout. */
export interface DeliveryParty {
  readonly name: string;
  readonly phone: string;
  readonly email?: string | null;
  readonly address: Address;
}

/** Payload of `post-office/order`. The agency's end may be left out: the account's office stands there then. */
export interface DeliveryOrder {
  readonly delivery: string;
  /** {@link deliveryReferenceOf}. */
  readonly reference: string;
  /** Name of the account in the configuration. */
  readonly account: string;
  readonly direction: DeliveryDirection;
  /** When it was asked for; codes of areas are those that were in force then. */
  readonly createdAt: string;
  readonly dossier: { readonly code: string; readonly unit: string; readonly unitName: string };
  readonly sender?: DeliveryParty | null;
  readonly receiver?: DeliveryParty | null;
  /** What is in it, for the post. */
  readonly contents?: string | null;
  readonly description?: string | null;
  /** A waybill number that has been given out already, where the agreement works so. */
  readonly itemCode?: string | null;
}

/** Payload of `post-office/cancel`; `after` the order. */
export interface DeliveryCancellation {
  readonly delivery: string;
  readonly reference: string;
  readonly account: string;
}

export const itemCodeFaults = ['form', 'checkDigit'] as const;
/** What is odd about a waybill number by S10; a warning only. */
export type ItemCodeFault = (typeof itemCodeFaults)[number];

/** Facts of *done* of `order`. */
export interface DeliveryOrderFacts {
  /** The post said that it had it already. */
  readonly existed?: true;
  readonly itemCodeFault?: ItemCodeFault;
}

export const trackedStates = [
  'accepted',
  'inTransit',
  'delivered',
  'failed',
  'returning',
  'returned',
  'cancelled',
  'unknown',
] as const;
/** What the post says of a parcel, by the configured table; `unknown`: a code that nobody told us about, evidence of its presence only. */
export type TrackedState = (typeof trackedStates)[number];

/**
 * connectors → gateway on `topics.outcomes`, type `delivery.tracked`, key = subject: a row of the tracking feed. Rows may come late and
 * out of order: `at` orders them. Nobody has looked whether there is such a delivery: the gateway knows.
 */
export interface DeliveryTracked {
  /** Stable per row of the feed. */
  readonly event: string;
  readonly subject: string;
  readonly delivery: string;
  readonly account: string;
  readonly reference: string;
  readonly state: TrackedState;
  /** The post's own code. */
  readonly code: string;
  /** When it happened, by the post's word; RFC 3339 UTC. */
  readonly at: string;
  readonly receivedAt: string;
  /** False: its time lies in the future, it changes no state. A later message about the same event may confirm it. */
  readonly confirmed: boolean;
  readonly itemCode?: string;
  readonly itemCodeFault?: ItemCodeFault;
  /** `TrackingDetail` as JSON, sealed under the subject's key. */
  readonly detail: SealedBox;
}

/** What stands in the sealed part of `DeliveryTracked`. Personal throughout. */
export interface TrackingDetail {
  readonly message?: string;
  readonly notes?: string;
  /** The post office where it happened. */
  readonly office?: string;
}
