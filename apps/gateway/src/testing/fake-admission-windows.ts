import type { IdempotencyClash, Paged } from '../core-words.js';
import type {
  AdmissionWindows,
  AdmissionWindowView,
  CloseWindowAnswer,
  OpenWindow,
  OpenWindowAnswer,
} from '../money/windows/window-core.js';

export const aWindow: AdmissionWindowView = {
  ...{ id: '0192f3a0-0000-7000-8000-0000000000a1', class: 'procedure:1.003560', days: ['2026-12-01'], perDay: 1_000 },
  ...{ given: 3, nextEta: '2026-12-01T01:00:00.000Z', openedBy: 'operator' },
  ...{ createdAt: '2026-11-22T01:00:00.000Z', until: '2026-12-01T17:00:00.000Z' },
};

/** Admission windows for tests of the HTTP rim. */
export class FakeAdmissionWindows implements AdmissionWindows {
  answer: OpenWindowAnswer | IdempotencyClash = { kind: 'accepted', window: aWindow, classSeen: true, replayed: false };
  closeAnswer: CloseWindowAnswer | IdempotencyClash = { kind: 'closed', window: aWindow, replayed: false };
  readonly opened: OpenWindow[] = [];

  constructor(private readonly outage: () => Error | undefined) {}

  async open(command: OpenWindow): Promise<OpenWindowAnswer | IdempotencyClash> {
    await this.#check();
    this.opened.push(command);
    return this.answer;
  }
  async close(): Promise<CloseWindowAnswer | IdempotencyClash> {
    await this.#check();
    return this.closeAnswer;
  }
  async list(): Promise<Paged<AdmissionWindowView>> {
    await this.#check();
    return { items: [aWindow] };
  }

  async #check(): Promise<void> {
    await Promise.resolve();
    const outage = this.outage();
    if (outage) throw outage;
  }
}
