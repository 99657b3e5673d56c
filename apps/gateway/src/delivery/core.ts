import type { DeliveryDirection, DeliveryParty, FieldFault, ItemCodeFault, WhoActs } from '@lienthong/contracts';
import type { Idempotency, IdempotencyClash, Page, Paged } from '../core-words.js';
import type { DeliveryState } from './rules/delivery.js';

export { deliveryStates, type DeliveryState } from './rules/delivery.js';

/*
 * Deliveries as the HTTP rim calls them: what is ordered with the post for a dossier, and what became of it. Every write is one unit of
 * the gateway's group commit, under the locks of the dossier and of the delivery.
 */

/** `gateway/src/core.ts` extends this. */
export interface DeliveryCore {
  orderDelivery(command: OrderDelivery): Promise<OrderDeliveryAnswer>;
  cancelDelivery(command: CancelDelivery): Promise<CancelDeliveryAnswer>;
  delivery(id: string): Promise<DeliveryView | undefined>;
  listDeliveries(filter: DeliveryFilter, page: Page): Promise<Paged<DeliveryView>>;
}

interface FromClient {
  readonly client: string;
  readonly mayUseUnit: (unit: string) => boolean;
  readonly traceparent?: string;
  readonly idempotency?: Idempotency;
}

export interface OrderDelivery extends FromClient {
  readonly dossier: string;
  readonly direction: DeliveryDirection;
  /** Without the applicant's end the dossier's applicant, without the agency's the office of the agreement with the post. */
  readonly sender?: DeliveryParty;
  readonly receiver?: DeliveryParty;
  readonly description?: string;
  readonly itemCode?: string;
}
export type OrderDeliveryAnswer =
  | {
      readonly kind: 'accepted';
      readonly delivery: string;
      readonly exchanges: readonly string[];
      readonly replayed: boolean;
    }
  /** Unknown, or another's. */
  | { readonly kind: 'notFound' }
  /** One of this direction is under way. */
  | { readonly kind: 'open'; readonly delivery: string }
  /** Nothing was said of the applicant's end, and the dossier does not have it all. Pointers into the dossier. */
  | { readonly kind: 'applicantIncomplete'; readonly missing: readonly string[] }
  /** No agreement with the post serves the dossier's unit. */
  | { readonly kind: 'noAccount' }
  | IdempotencyClash;

export interface CancelDelivery extends FromClient {
  readonly delivery: string;
}
export type CancelDeliveryAnswer =
  | { readonly kind: 'accepted'; readonly exchanges: readonly string[]; readonly replayed: boolean }
  /** It was asked for before. */
  | { readonly kind: 'same'; readonly exchanges: readonly string[]; readonly replayed: boolean }
  | { readonly kind: 'notFound' }
  /** There is nothing left to take back. */
  | { readonly kind: 'ended'; readonly state: DeliveryState }
  /** The post has said no; a person may talk to it. */
  | { readonly kind: 'kept' }
  | IdempotencyClash;

export interface DeliveryView {
  readonly id: string;
  readonly dossier: string;
  /** Of the dossier, for whoever decides who may see it. */
  readonly unit: string;
  readonly direction: DeliveryDirection;
  readonly state: DeliveryState;
  /** Under which the post knows it. */
  readonly reference: string;
  readonly account: string;
  /** `gateway`: the dossier was completed and its result goes by post. */
  readonly orderedBy: 'client' | 'gateway';
  readonly itemCode?: string;
  /** Odd by UPU S10; a warning, domestic numbers need not keep to it. */
  readonly itemCodeFault?: ItemCodeFault;
  /** Why the order was refused. */
  readonly refusal?: {
    /** For a person, with who acts. */
    readonly detail: string;
    readonly cause?: string;
    readonly whoActs?: WhoActs;
    readonly fields?: readonly FieldFault[];
  };
  /** The order with the post, and the request to take it back. */
  readonly exchange: string;
  readonly cancelExchange?: string;
  readonly createdAt: string;
  readonly changedAt: string;
  /** What the post has told, by its own time. */
  readonly events: readonly DeliveryEvent[];
}

export interface DeliveryEvent {
  readonly at: string;
  /** In our words, by the configured table; `unknown`: a code that nobody told us about. */
  readonly state: string;
  /** The post's own code. */
  readonly code: string;
  readonly receivedAt: string;
  /** False: its time lies in the future, and it changed nothing. */
  readonly confirmed: boolean;
  /** The post's words. Personal, opened for whoever may see it. */
  readonly message?: string;
  readonly notes?: string;
  readonly office?: string;
}

export interface DeliveryFilter {
  /** Of whoever may not see all. */
  readonly units?: readonly string[];
  readonly dossier?: string;
  readonly state?: DeliveryState;
}
