import type {
  ActOnHandover,
  ActOnHandoverAnswer,
  HandOver,
  HandOverAnswer,
  HandoverCore,
  HandoverFilter,
  HandoverView,
} from '../handovers/core.js';
import { FakeDeliveries } from './fake-deliveries.js';

export const handoverId = '0192f3a0-0000-7000-8000-000000000007';

export const aHandover = (changes: Partial<HandoverView> = {}): HandoverView => ({
  ...{ id: handoverId, dossier: 'H44.1', owner: 'H44.01', kind: 'request', state: 'open' },
  ...{ fromUnit: 'H44.01', toUnit: 'X99', request: 'Cho y kien', documents: [], late: false },
  ...{ dueAt: '2026-11-25T01:00:00.000Z', createdAt: '2026-11-22T01:00:00.000Z' },
  changedAt: '2026-11-22T01:00:00.000Z',
  ...changes,
});

/** Handovers in memory for tests of the HTTP rim: keeps what it is told, and answers what the test says. */
export class FakeHandovers extends FakeDeliveries implements HandoverCore {
  readonly handedOver: HandOver[] = [];
  readonly handoverActs: ActOnHandover[] = [];
  readonly handovers = new Map<string, HandoverView>([[handoverId, aHandover()]]);
  handOverAnswer: HandOverAnswer | undefined;
  handoverActAnswer: ActOnHandoverAnswer | undefined;

  handOver(command: HandOver): Promise<HandOverAnswer> {
    this.handedOver.push(command);
    return this.#unlessOut(this.handOverAnswer ?? { kind: 'accepted', handover: handoverId, replayed: false });
  }
  actOnHandover(command: ActOnHandover): Promise<ActOnHandoverAnswer> {
    this.handoverActs.push(command);
    return this.#unlessOut(this.handoverActAnswer ?? { kind: 'accepted', state: 'accepted', replayed: false });
  }
  handover(id: string): Promise<HandoverView | undefined> {
    return this.#unlessOut(this.handovers.get(id));
  }
  listHandovers({ to, dossier }: HandoverFilter) {
    const seen = ({ toUnit, ...one }: HandoverView): boolean =>
      (to?.includes(toUnit) ?? true) && (dossier === undefined || one.dossier === dossier);
    return this.#unlessOut({ items: [...this.handovers.values()].filter(seen) });
  }
  handoverTimeline(id: string) {
    const item = { at: '2026-11-22T01:00:00Z', kind: 'handover.sent', by: 'demo', text: 'Đã chuyển yêu cầu.' };
    return this.#unlessOut(this.handovers.has(id) ? { items: [item] } : undefined);
  }
  isHandedTo(code: string, units: readonly string[]): Promise<boolean> {
    const lasting = [...this.handovers.values()].filter(({ state }) => state === 'open' || state === 'accepted');
    return this.#unlessOut(lasting.some(({ dossier, toUnit }) => dossier === code && units.includes(toUnit)));
  }

  async #unlessOut<T>(answer: T): Promise<T> {
    await Promise.resolve();
    if (this.outage) throw this.outage;
    return answer;
  }
}
