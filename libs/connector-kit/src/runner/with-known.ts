import type { Work } from '../exchange/work.js';
import type { LaneBook } from './book.js';

/** Has these subjects (with their shards) in the book when it resolves. */
export type Learn = (unknown: ReadonlyMap<string, number>) => Promise<void>;

/**
 * Acts when every subject is known, in the same turn in which that was seen: a subject of which something ends while others are
 * being read may be forgotten again, and what is added to it then would wait for a gap for ever.
 */
export async function withKnown<T>(
  book: Pick<LaneBook, 'has'>,
  learn: Learn,
  works: readonly Pick<Work, 'subject' | 'shard'>[],
  act: () => T,
): Promise<T> {
  for (;;) {
    const unknown = new Map(works.filter((work) => !book.has(work.subject)).map((w) => [w.subject, w.shard]));
    if (unknown.size === 0) return act();
    await learn(unknown);
  }
}
