import type { ItemCodeFault } from '@lienthong/contracts';
import type { Delivery } from '../rules/delivery.js';

/** A delivery with what the rules need not know. */
export interface StoredDelivery extends Delivery {
  readonly id: string;
  readonly dossier: string;
  /** Fixed when it was made: the post's `OrderNumber`. */
  readonly reference: string;
  readonly account: string;
  readonly client: string;
  readonly orderedBy: 'client' | 'gateway';
  /** Keyed hash of whom it was ordered for, by the dossier's key: an order that was refused is not made again as it was. */
  readonly partyHash: string;
  readonly itemCode?: string;
  readonly itemCodeFault?: ItemCodeFault;
  /** The order with the post. */
  readonly exchange: string;
  readonly cancelExchange?: string;
  readonly createdAt: string;
}
