import {
  deliveryIdOf,
  deliverySubject,
  sealContext,
  type DeliveryTracked,
  type DossierContent,
  type ExchangeAnnounced,
  type TrackingDetail,
} from '@lienthong/contracts';
import type { Delivery } from '@lienthong/bus';
import type { DeliveryView, OrderDelivery, OrderDeliveryAnswer } from '../delivery/core.js';
import { keyringSealer } from '../pipeline/keyring-sealer.js';
import { aPut, type CoreHarness } from './core-harness.js';
import { sampleDossier } from './sample-dossier.js';

export const account = 'h44';
export const mayUseUnit = (unit: string): boolean => unit.startsWith('H44');

/** Deliveries of a core, with what the connectors say of them. */
export class DeliveryStage {
  #rows = 0;

  constructor(readonly h: CoreHarness) {}

  /** A dossier as it stands; completed, and for the post, where nothing else is said. */
  async state(code: string, revision = 1, change: Partial<DossierContent> = {}): Promise<void> {
    const content = sampleDossier({ revision, status: 'completed', returnBy: 'post', ...change });
    const answer = await this.h.core.putDossier(aPut(code, revision, { content }));
    if (answer.kind !== 'accepted') throw new Error(answer.kind);
  }
  order(dossier: string, change: Partial<OrderDelivery> = {}): Promise<OrderDeliveryAnswer> {
    return this.h.core.orderDelivery({ client: 'demo', dossier, direction: 'return', mayUseUnit, ...change });
  }
  /** All deliveries of a dossier, in the order in which they were made. */
  async of(dossier: string): Promise<readonly DeliveryView[]> {
    const { items } = await this.h.core.listDeliveries({ dossier }, { limit: 50 });
    return [...items].sort((one, other) => one.createdAt.localeCompare(other.createdAt));
  }
  async only(dossier: string): Promise<DeliveryView> {
    const [found, ...more] = await this.of(dossier);
    if (!found || more.length > 0) throw new Error(`${more.length + (found ? 1 : 0)} deliveries`);
    return found;
  }
  async announced(id: string): Promise<ExchangeAnnounced> {
    const found = (await this.h.announced()).find(({ exchange }) => exchange === id);
    if (!found) throw new Error('not announced');
    return found;
  }
  /** Of a dossier's timeline: what is said about deliveries. */
  async lines(dossier: string): Promise<readonly { readonly kind: string; readonly text: string }[]> {
    const timeline = await this.h.core.timeline(dossier, { limit: 200 });
    return timeline!.items.filter(({ kind }) => kind.startsWith('delivery.'));
  }
  tell(...deliveries: readonly Delivery[]) {
    return this.h.core.handleOutcomes(deliveries);
  }

  /** A row of the feed about this reference. */
  row(reference: string, change: Partial<DeliveryTracked> = {}, detail: TrackingDetail = {}): Delivery {
    const delivery = deliveryIdOf(account, reference);
    const event = change.event ?? `row-${(this.#rows += 1)}`;
    const sealer = keyringSealer(this.h.keyring);
    const wrapped = sealer.newWrappedKey();
    const box = sealer.seal(sealer.unwrap(wrapped), JSON.stringify(detail), sealContext.tracking(event));
    const tracked: DeliveryTracked = {
      ...{ event, subject: deliverySubject(delivery), delivery, account, reference, state: 'inTransit', code: '3' },
      ...{ at: '2026-11-22T03:00:00.000Z', receivedAt: '2026-11-22T03:05:00.000Z', confirmed: true },
      detail: { key: wrapped.toString('base64'), box: box.toString('base64') },
      ...change,
    };
    return this.h.delivery('delivery.tracked', tracked.subject, tracked);
  }
}
