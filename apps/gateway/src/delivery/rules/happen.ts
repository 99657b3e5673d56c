import type { TrackedState } from '@lienthong/contracts';
import { stateOf, type CallOff, type Delivery, type DeliveryState, type OrderStanding } from './delivery.js';

/** A row of the tracking feed. */
export interface FeedRow {
  readonly event: string;
  readonly state: TrackedState;
  readonly at: string;
  /** False: its time lies in the future; it changes nothing. */
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
      return scanned(before, happening.row);
  }
}

/** Rows come late and out of order: the newest by the post's own time counts; of one time, the greater id. */
function scanned<D extends Delivery>(before: D, { event, state, at, confirmed }: FeedRow): D {
  if (!confirmed) return before;
  const known = before.scan;
  const isNewer = !known || at > known.at || (at === known.at && event > known.event);
  // A code that nobody told us about says only that the parcel is there.
  if (state === 'unknown' || !isNewer) return before.seen ? before : { ...before, seen: true };
  return { ...before, seen: true, scan: { event, state, at } };
}
