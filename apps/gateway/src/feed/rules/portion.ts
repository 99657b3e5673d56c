import { isBefore, type FeedPlace } from '../store/place.js';
import type { FeedEvent } from '../store/read-feed.js';
import { concerns, type FeedReader } from './concerns.js';

/** What there is for a reader, and up to where has been looked. */
export interface Found {
  readonly events: readonly FeedEvent[];
  readonly place: FeedPlace;
}

interface Asking {
  readonly reader: FeedReader;
  readonly place: FeedPlace;
  readonly limit: number;
}

/** What of these is for a reader, up to its limit, and up to where that looks. */
export function portionFor(events: readonly FeedEvent[], { reader, place, limit }: Asking): Found {
  const own: FeedEvent[] = [];
  let reached = place;
  for (const event of events) {
    if (!isBefore(place, event.place)) continue;
    if (own.length === limit) break;
    reached = event.place;
    if (concerns(event.concerned, reader)) own.push(event);
  }
  return { events: own, place: reached };
}
