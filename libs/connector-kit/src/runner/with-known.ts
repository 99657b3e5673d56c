import type { Work } from '../exchange/work.js';
import type { LaneHistoryOf } from '../work-store/load.js';
import type { LaneBook } from './book.js';

export type LoadHistories = (subjects: readonly string[]) => Promise<readonly LaneHistoryOf[]>;

/**
 * Acts when the history of every subject is known, in the same turn in which that was seen: a subject of which something
 * ends while others are being read may be forgotten again, and what is added to it then would wait for a gap for ever.
 */
export async function withKnown<T>(
  book: Pick<LaneBook, 'has' | 'learn'>,
  load: LoadHistories,
  works: readonly Pick<Work, 'subject' | 'shard'>[],
  act: () => T,
): Promise<T> {
  for (;;) {
    const unknown = new Map(works.filter((work) => !book.has(work.subject)).map((w) => [w.subject, w.shard]));
    if (unknown.size === 0) return act();
    const bySubject = Map.groupBy(await load([...unknown.keys()]), ({ subject }) => subject);
    for (const [subject, shard] of unknown) book.learn(subject, shard, bySubject.get(subject) ?? []);
  }
}
