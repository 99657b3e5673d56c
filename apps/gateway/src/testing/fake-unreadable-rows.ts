import type { ActOnThing, Paged } from '../core-words.js';
import type { ReReadRowAnswer, UnreadableCore, UnreadableRowView } from '../unreadable/core.js';

export const unreadableRowId = '0192f3a0-0000-8000-8000-000000000009';
const row: UnreadableRowView = {
  ...{ id: unreadableRowId, partner: 'post-office', provider: 'post-office', account: 'feed' },
  ...{ cause: 'post-office.timeMalformed', detail: 'sai', whoActs: 'operator' },
  ...{ receivedAt: '2026-11-22T01:00:00.000Z', bytes: 120, masked: '{"OrderNumber":"H44.1","EventTime":"x"}' },
  ...{ state: 'asked', readings: [{ at: '2026-11-22T01:10:00.000Z', by: 'an', result: 'asked' }] },
};

/** Rows that nobody could read, for tests of the HTTP rim. */
export class FakeUnreadableRows implements UnreadableCore {
  reReadAnswer: ReReadRowAnswer = { kind: 'asked', row, replayed: false };

  constructor(private readonly outage: () => Error | undefined) {}

  list(): Promise<Paged<UnreadableRowView>> {
    return this.#answer({ items: [row] });
  }
  reRead({ id }: ActOnThing): Promise<ReReadRowAnswer> {
    return this.#answer(id === unreadableRowId ? this.reReadAnswer : { kind: 'notFound' });
  }

  async #answer<T>(answer: T): Promise<T> {
    await Promise.resolve();
    const outage = this.outage();
    if (outage) throw outage;
    return answer;
  }
}
