import type { ActOnThing, Paged } from '../core-words.js';
import type { QuarantineCore, QuarantinedView, ReReadAnswer } from '../quarantined/core.js';

export const quarantinedId = '0192f3a0-0000-7000-8000-0000000000c1';
const at = '2026-11-22T01:00:00.000Z';
const message: QuarantinedView = {
  ...{ id: quarantinedId, reason: 'exchange.unknown', detail: 'sai', receivedAt: at, bytes: 12, masked: '{}' },
  ...{ state: 'quarantined', readings: [{ at, by: 'an', result: 'stillUnreadable', reason: 'exchange.unknown' }] },
};

/** Messages that could not be handled, for tests of the HTTP rim. */
export class FakeQuarantined implements QuarantineCore {
  reReadAnswer: ReReadAnswer = { kind: 'stillUnreadable', message, replayed: false };

  constructor(private readonly outage: () => Error | undefined) {}

  list(): Promise<Paged<QuarantinedView>> {
    return this.#answer({ items: [message] });
  }
  reRead({ id }: ActOnThing): Promise<ReReadAnswer> {
    return this.#answer(id === quarantinedId ? this.reReadAnswer : { kind: 'notFound' });
  }

  async #answer<T>(answer: T): Promise<T> {
    await Promise.resolve();
    const outage = this.outage();
    if (outage) throw outage;
    return answer;
  }
}
