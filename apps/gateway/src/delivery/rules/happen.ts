import type { TrackedState } from '@lienthong/contracts';
import {
  stateOf,
  type CallOff,
  type Delivery,
  type DeliveryState,
  type Doubt,
  type OrderStanding,
} from './delivery.js';

/** A row of the tracking feed. */
export interface FeedRow {
  readonly event: string;
  readonly state: TrackedState;
  readonly at: string;
  /** False: its time lies in the future; it changes no state. */
  readonly confirmed: boolean;
}

export type DeliveryHappening =
  | { readonly kind: 'orderChanged'; readonly order: OrderStanding }
  | { readonly kind: 'callOffChanged'; readonly callOff: CallOff }
  | { readonly kind: 'scanned'; readonly row: FeedRow };

export type DeliveryConsequence =
  | { readonly kind: 'moved'; readonly to: DeliveryState }
  /** The post does not take it back. */
  | { readonly kind: 'callOffRefused' }
  /** The post speaks of the future: it counts when its time has come; till then a person should know. */
  | { readonly kind: 'doubted'; readonly says: TrackedState }
  /** It had been delivered, and a later scan says otherwise: a person has to ask. */
  | { readonly kind: 'contradicted'; readonly to: DeliveryState };

/** What happens to a delivery, and what follows. The same again, or something older, changes nothing. Pure. */
export function happen<D extends Delivery>(
  before: D,
  happening: DeliveryHappening,
): { readonly delivery: D; readonly consequences: readonly DeliveryConsequence[] } {
  const delivery = changed(before, happening);
  const [from, to] = [stateOf(before), stateOf(delivery)];
  const consequences: DeliveryConsequence[] = [];
  if (
    happening.kind === 'callOffChanged' &&
    delivery.callOff?.standing === 'kept' &&
    before.callOff?.standing !== 'kept'
  )
    consequences.push({ kind: 'callOffRefused' });
  if (happening.kind === 'scanned' && delivery.doubt !== before.doubt) {
    consequences.push({ kind: 'doubted', says: happening.row.state });
  }
  if (from !== to) consequences.push({ kind: from === 'delivered' ? 'contradicted' : 'moved', to });
  return { delivery, consequences };
}

function changed<D extends Delivery>(before: D, happening: DeliveryHappening): D {
  switch (happening.kind) {
    case 'orderChanged':
      return happening.order === before.order ? before : { ...before, order: happening.order };
    case 'callOffChanged':
      return { ...before, callOff: happening.callOff };
    case 'scanned':
      return happening.row.confirmed ? scanned(before, happening.row) : doubted(before, happening.row);
  }
}

const isLater = ({ event, at }: Doubt, than: Doubt): boolean => at > than.at || (at === than.at && event > than.event);

/** The same row again, or one that came before it, is no news. */
function doubted<D extends Delivery>(before: D, { event, at }: FeedRow): D {
  const known = before.doubt;
  const isNews = before.scan?.event !== event && (!known || isLater({ event, at }, known));
  return isNews ? { ...before, doubt: { event, at } } : before;
}

/** Rows come late and out of order: the newest by the post's own time counts; of one time, the greater id. */
function scanned<D extends Delivery>(before: D, { event, state, at }: FeedRow): D {
  const known = before.scan;
  const isNewer = !known || isLater({ event, at }, known);
  // A code that nobody told us about says only that the parcel is there.
  if (state === 'unknown' || !isNewer) return before.seen ? before : { ...before, seen: true };
  return { ...before, seen: true, scan: { event, state, at } };
}
