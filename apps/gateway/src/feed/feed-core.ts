import type { Kysely } from 'kysely';
import { BadCursor, decodeCursor, encodeCursor } from '../views/cursor.js';
import type { FeedAnswer, FeedAsk, FeedCore, FeedReader } from './core.js';
import { FeedWatch } from './feed-watch.js';
import { readOn } from './read-on.js';
import { beginning, placeOf, placeText, type FeedPlace } from './store/place.js';
import { isRemovedBehind, readFeed } from './store/read-feed.js';
import { feedItem } from './views/feed-item.js';

/** Under which name a cursor comes. */
const parameter = 'after';

export interface OpenFeed extends FeedCore {
  /** Answers whoever waits. */
  close(): void;
}

/** The feed of one process, over its store. */
export function feedCore(db: Kysely<unknown>, everyMillis: number): OpenFeed {
  const watch = new FeedWatch({ everyMillis, read: (after, limit) => readFeed(db, after, limit) });
  return {
    events: (reader, ask) => events(db, watch, reader, ask),
    close: () => watch.close(),
  };
}

async function events(
  db: Kysely<unknown>,
  watch: FeedWatch,
  reader: FeedReader,
  { after, limit, waitMillis, signal }: FeedAsk,
): Promise<FeedAnswer> {
  const scope = { list: 'events', client: reader.client };
  const from = placeIn(decodeCursor(scope, after, 'string', parameter));
  const { isEnd, ...there } = await readOn(db, reader, from ?? beginning, limit);
  if (from && (await isRemovedBehind(db, from))) return { kind: 'gone' };
  const found =
    isEnd && there.events.length === 0 && waitMillis > 0
      ? await watch.waitFor(reader, { place: there.place, limit, millis: waitMillis, ...(signal ? { signal } : {}) })
      : there;
  return { kind: 'read', items: found.events.map(feedItem), nextCursor: encodeCursor(scope, placeText(found.place)) };
}

/** @throws {BadCursor} */
function placeIn(cursor: string | undefined): FeedPlace | undefined {
  if (cursor === undefined) return undefined;
  const place = placeOf(cursor);
  if (!place) throw new BadCursor(parameter);
  return place;
}
