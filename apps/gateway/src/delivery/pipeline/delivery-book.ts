import type { DeliveryDirection, DeliveryTracked } from '@lienthong/contracts';
import type { StoredDelivery } from './stored.js';

/** What one transaction knows of deliveries and is going to write; stands beside the batch's subjects and exchanges. */
export class DeliveryBook {
  readonly deliveries = new Map<string, StoredDelivery>();
  readonly loaded = new Map<string, StoredDelivery>();
  /** Rows of the feed, of deliveries that there are. */
  readonly rows: DeliveryTracked[] = [];

  /** As it stands in the store. */
  load(delivery: StoredDelivery): void {
    this.deliveries.set(delivery.id, delivery);
    this.loaded.set(delivery.id, delivery);
  }

  put(delivery: StoredDelivery): void {
    this.deliveries.set(delivery.id, delivery);
  }

  /** In the order in which they were made. */
  of(dossier: string, direction: DeliveryDirection): readonly StoredDelivery[] {
    return [...this.deliveries.values()]
      .filter((one) => one.dossier === dossier && one.direction === direction)
      .sort((one, other) => one.createdAt.localeCompare(other.createdAt));
  }

  /** Deliveries that are to be written. */
  changed(): readonly StoredDelivery[] {
    return [...this.deliveries.values()].filter((one) => this.loaded.get(one.id) !== one);
  }
}
