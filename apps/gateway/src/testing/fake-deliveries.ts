import type {
  CancelDeliveryAnswer,
  DeliveryCore,
  DeliveryFilter,
  DeliveryView,
  OrderDelivery,
  OrderDeliveryAnswer,
} from '../delivery/core.js';
import { FakeIdentity } from './fake-identity.js';

export const deliveryId = '0192f3a0-0000-8000-8000-000000000005';

export const aDelivery = (changes: Partial<DeliveryView> = {}): DeliveryView => ({
  ...{ id: deliveryId, dossier: 'H44.1', unit: 'H44.01', direction: 'return', state: 'requested', reference: 'H44.1' },
  ...{ account: 'h44', orderedBy: 'client', exchange: 'e1', events: [] },
  ...{ createdAt: '2026-11-22T01:00:00.000Z', changedAt: '2026-11-22T01:00:00.000Z' },
  ...changes,
});

/** Deliveries in memory for tests of the HTTP rim: keeps what it is told, and answers what the test says. */
export class FakeDeliveries extends FakeIdentity implements DeliveryCore {
  readonly ordered: OrderDelivery[] = [];
  readonly deliveries = new Map<string, DeliveryView>([[deliveryId, aDelivery()]]);
  orderAnswer: OrderDeliveryAnswer | undefined;
  callOffAnswer: CancelDeliveryAnswer | undefined;

  orderDelivery(command: OrderDelivery): Promise<OrderDeliveryAnswer> {
    this.ordered.push(command);
    const accepted = { kind: 'accepted', delivery: deliveryId, exchanges: ['e1'], replayed: false } as const;
    return this.#unlessOut(this.orderAnswer ?? accepted);
  }
  cancelDelivery(): Promise<CancelDeliveryAnswer> {
    return this.#unlessOut(this.callOffAnswer ?? { kind: 'accepted', exchanges: ['e2'], replayed: false });
  }
  delivery(id: string): Promise<DeliveryView | undefined> {
    return this.#unlessOut(this.deliveries.get(id));
  }
  listDeliveries({ units }: DeliveryFilter) {
    return this.#unlessOut({
      items: [...this.deliveries.values()].filter(({ unit }) => units?.includes(unit) ?? true),
    });
  }

  async #unlessOut<T>(answer: T): Promise<T> {
    await Promise.resolve();
    if (this.outage) throw this.outage;
    return answer;
  }
}
