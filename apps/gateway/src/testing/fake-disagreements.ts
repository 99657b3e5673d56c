import type { IdempotencyClash, Paged } from '../core-words.js';
import type {
  AskPortal,
  AskPortalAnswer,
  DisagreementCore,
  DisagreementFilter,
  DisagreementView,
  DismissAnswer,
  RepairAnswer,
  RepairDisagreement,
} from '../disagreements/core.js';

export const aDisagreement: DisagreementView = {
  ...{ id: '0192f3a0-0000-7000-8000-0000000000d1', dossier: 'H44.1', unit: 'H44.01' },
  ...{ kind: 'missingAtPortal', about: '', state: 'open', assumed: false },
  claims: [
    { who: 'gateway', says: 'acknowledged', at: '2026-11-21T01:00:00.000Z' },
    { who: 'portal', says: 'absent', at: '2026-11-22T01:00:00.000Z' },
  ],
  repair: { kind: 'tellPortal' },
  ...{ since: '2026-11-22T01:00:00.000Z', foundAt: '2026-11-22T01:00:01.000Z', version: 1, etag: 'd1' },
};

/** Disagreements in memory, for tests of the HTTP rim. */
export class FakeDisagreements implements DisagreementCore {
  /** Asked for with these filters. */
  readonly asked: DisagreementFilter[] = [];
  readonly repairs: RepairDisagreement[] = [];
  repairAnswer: RepairAnswer = { kind: 'accepted', exchanges: ['repair-1'], replayed: false };
  dismissAnswer: DismissAnswer | IdempotencyClash = { kind: 'dismissed', disagreement: aDisagreement, replayed: false };
  /** Else it is asked. */
  askAnswer: AskPortalAnswer | undefined;

  constructor(private readonly outage: () => Error | undefined) {}

  list(filter: DisagreementFilter): Promise<Paged<DisagreementView>> {
    this.asked.push(filter);
    return this.#answer({ items: [aDisagreement] });
  }
  get(id: string): Promise<DisagreementView | undefined> {
    return this.#answer(id === aDisagreement.id ? aDisagreement : undefined);
  }
  repair(command: RepairDisagreement): Promise<RepairAnswer> {
    this.repairs.push(command);
    return this.#answer(this.repairAnswer);
  }
  dismiss(): Promise<DismissAnswer | IdempotencyClash> {
    return this.#answer(this.dismissAnswer);
  }
  askPortal({ dossier }: AskPortal): Promise<AskPortalAnswer> {
    const asked = { kind: 'asked', exchanges: [`${dossier}-look-up`], replayed: false } as const;
    return this.#answer(this.askAnswer ?? asked);
  }
  compare(): Promise<readonly DisagreementView[]> {
    return this.#answer([aDisagreement]);
  }

  async #answer<T>(answer: T): Promise<T> {
    await Promise.resolve();
    const outage = this.outage();
    if (outage) throw outage;
    return answer;
  }
}
