import type { ConnectorJob } from '@lienthong/connector-kit';
import { vietnamMidnight } from '@lienthong/contracts';
import type { FeedSettings } from './post-office.config.js';
import type { PostOfficeParts } from './post-office.parts.js';
import { idBefore, timeOfId } from './post-office.ids.js';
import type { KnownRows } from './post-office.known.js';
import { feedNames, nextAfter, pageAfter } from './post-office.page.js';
import { firstId } from './post-office.wire.js';

export const feedJob = 'post-office.feed';
export const feedSubject = 'feed:post-office';

/**
 * The tracking feed, one cursor for all orders: read on from a while before the cursor, because ids may land behind it. Rows and cursor
 * are stored together, page by page; what was there already is dropped by its id. While a page is stored the next one is fetched.
 */
export function trackingJob(parts: PostOfficeParts, known: KnownRows): ConnectorJob {
  const { config } = parts;
  return {
    kind: feedJob,
    deadlineMs: config.deadlines.hardMs,
    standing: (now) => [{ subject: feedSubject, due: now }],
    run: async ({ now, http, found, cursor, signal }) => {
      const stored = await cursor();
      let reached = stored;
      let lastId = startAfter(config.feed, stored, now);
      const afterAWhile = { next: new Date(now.getTime() + config.feed.everySeconds * 1000) };
      let coming = pageAfter(parts, http, lastId, now);
      for (let left = config.feed.pagesAtOnce - 1; left >= 0; left -= 1) {
        const page = await coming;
        signal.throwIfAborted();
        if (page.rows === 0) return afterAWhile;
        const behind = page.ids.at(-1);
        if (left > 0 && behind !== undefined && behind > lastId) coming = fetchAhead(parts, http, behind, now);
        const before = reached;
        reached = furthest(reached, page.ids, now);
        const fresh = known.fresh(page.facts);
        const facts = fresh.map(({ fact }) => fact);
        await found({ ...feedNames, facts, unreadable: page.unreadable }, reached === before ? undefined : reached);
        known.add(fresh);
        const next = nextAfter(page, lastId);
        if (next === undefined) return afterAWhile;
        lastId = next;
      }
      return { next: now };
    },
  };
}

/** Whatever is wrong with it is said when it is asked for, when the page before it has been stored. */
function fetchAhead(...asked: Parameters<typeof pageAfter>): ReturnType<typeof pageAfter> {
  const page = pageAfter(...asked);
  page.catch(() => undefined);
  return page;
}

function startAfter({ overlapSeconds, since }: FeedSettings, stored: string | undefined, now: Date): string {
  if (stored !== undefined) return idBefore(Math.min(timeOfId(stored), now.getTime()) - overlapSeconds * 1000);
  return since === undefined ? firstId : idBefore(vietnamMidnight(since));
}

/** The cursor never goes back, and does not follow an id that lies in the future: what comes until then would be passed over. */
function furthest(reached: string | undefined, ids: readonly string[], now: Date): string | undefined {
  return ids
    .filter((id) => timeOfId(id) <= now.getTime())
    .reduce((far, id) => (far === undefined || id > far ? id : far), reached);
}
