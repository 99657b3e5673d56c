import type { Kysely } from 'kysely';
import type { FeedReader } from './rules/concerns.js';
import { portionFor, type Found } from './rules/portion.js';
import type { FeedPlace } from './store/place.js';
import { readFeed } from './store/read-feed.js';

/** Events that are looked at in one statement, and how often before a reader is answered with what there is. */
const portion = 1_000;
const portionsAtMost = 20;

/** What is there for a reader behind a place: whom little concerns is not answered before many events have been passed by. */
export async function readOn(
  db: Kysely<unknown>,
  reader: FeedReader,
  from: FeedPlace,
  limit: number,
): Promise<Found & { readonly isEnd: boolean }> {
  let place = from;
  for (let read = 0; read < portionsAtMost; read += 1) {
    const events = await readFeed(db, place, portion);
    const found = portionFor(events, { reader, place, limit });
    place = found.place;
    if (found.events.length > 0) return { ...found, isEnd: false };
    if (events.length < portion) return { ...found, isEnd: true };
  }
  return { events: [], place, isEnd: false };
}
