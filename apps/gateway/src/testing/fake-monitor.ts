import type { ActOnThing, IdempotencyClash, Paged } from '../core-words.js';
import type {
  CompareMonitorAnswer,
  MonitorCore,
  MonitorDifference,
  MonitorDifferenceFilter,
  MonitorNumbers,
  MonitorRun,
} from '../reconciliation/status-pushes/core.js';

const numbers: MonitorNumbers = {
  ...{ owed: 4, acknowledged: 2, doubtful: 1, missing: 1, withheld: 0 },
  interval: [2, 3],
};
const day = { ...numbers, day: '2026-11-21', late: [{ days: 1, count: 1 }] };

/** Comparisons of what a monitor was told, for tests of the HTTP rim. */
export class FakeMonitor implements MonitorCore {
  /** By whom, or for which units, it was asked. */
  readonly asked: (string | readonly string[] | undefined)[] = [];

  answer: CompareMonitorAnswer | IdempotencyClash | undefined;

  constructor(private readonly outage: () => Error | undefined) {}

  reconcile({ operator }: Omit<ActOnThing, 'id'>): Promise<CompareMonitorAnswer | IdempotencyClash> {
    return this.#answer(operator, this.answer ?? { kind: 'compared', run: runBy(operator), replayed: false });
  }
  listRuns(units: readonly string[] | undefined): Promise<Paged<MonitorRun>> {
    return this.#answer(units, { items: [runBy('daily')] });
  }
  differences({ units }: MonitorDifferenceFilter): Promise<Paged<MonitorDifference>> {
    const item = { dossier: 'H44.1', unit: 'H44.01', status: 'received', since: '2026-11-21T01:00:00.000Z' } as const;
    const push = { verdict: 'doubtful', exchange: '0192f3a0-0000-7000-8000-0000000000e1', sentAgain: 0 } as const;
    return this.#answer(units, { items: [{ ...item, ...push }] });
  }

  async #answer<T>(asked: string | readonly string[] | undefined, answer: T): Promise<T> {
    await Promise.resolve();
    const outage = this.outage();
    if (outage) throw outage;
    this.asked.push(asked);
    return answer;
  }
}

const runBy = (by: string): MonitorRun => ({
  id: '0192f3a0-0000-7000-8000-0000000000f1',
  runAt: '2026-11-22T05:00:00.000Z',
  ...{ by, firstDay: '2026-10-22', sentAgain: 0, totals: numbers, days: [day] },
});
