import type { DeliveryDirection, TrackedState } from '@lienthong/contracts';

/** How far the order with the post has come. `dropped`: an operator gave it up. */
export type OrderStanding = 'requested' | 'ordered' | 'refused' | 'doubtful' | 'dropped';

/** What became of taking it back. `kept`: the post said no, or an operator gave it up. */
export type CallOff = { readonly standing: 'requested' | 'kept' } | { readonly standing: 'done'; readonly at: string };

/** What a parcel's newest known scan says. */
export interface Scan {
  readonly event: string;
  readonly state: Exclude<TrackedState, 'unknown'>;
  /** When it happened, by the post's word; RFC 3339 UTC. */
  readonly at: string;
}

/** A row of the feed that speaks of the future. */
export interface Doubt {
  readonly event: string;
  /** RFC 3339 UTC, by the post's word. */
  readonly at: string;
}

/** A delivery as the rules see it. */
export interface Delivery {
  readonly direction: DeliveryDirection;
  readonly order: OrderStanding;
  /** The post has spoken of it: it is there, whatever became of our question. */
  readonly seen: boolean;
  readonly scan?: Scan;
  /** Of the rows whose time had not come when they were told, the last by that time. */
  readonly doubt?: Doubt;
  readonly callOff?: CallOff;
}

export const deliveryStates = [
  'requested',
  'ordered',
  'refused',
  'accepted',
  'inTransit',
  'delivered',
  'failed',
  'returning',
  'returned',
  'cancelRequested',
  'cancelled',
  'unknown',
] as const;
/**
 * `requested`: the post is being asked. `ordered`: it has the order. `unknown`: nobody knows yet whether it has. `failed`: could not be
 * handed over, the post tries again or brings it back. `returned`: came back to its sender.
 */
export type DeliveryState = (typeof deliveryStates)[number];

const ends = ['refused', 'delivered', 'returned', 'cancelled'] as const;

/** Nothing comes after it, unless the post says otherwise later. */
export const hasEnded = (state: DeliveryState): boolean => (ends as readonly DeliveryState[]).includes(state);

/** The one word for all that is known. What happened to the parcel counts more than what was asked of the post. */
export function stateOf({ order, seen, scan, callOff }: Delivery): DeliveryState {
  if (scan && hasEnded(scan.state)) return scan.state;
  if (callOff?.standing === 'done' && !(scan && scan.at > callOff.at)) return 'cancelled';
  if (callOff?.standing === 'requested') return 'cancelRequested';
  if (scan) return scan.state;
  if (seen || order === 'ordered') return 'ordered';
  return { requested: 'requested', refused: 'refused', doubtful: 'unknown', dropped: 'cancelled' }[
    order
  ] as DeliveryState;
}
