import type { ConnectorFollow, ConnectorJob } from '@lienthong/connector-kit';
import type { FeedSettings } from './post-office.config.js';
import { idBefore, timeOfId } from './post-office.ids.js';
import type { KnownRows } from './post-office.known.js';
import { feedNames, nextAfter, pageAfter } from './post-office.page.js';
import type { PostOfficeParts } from './post-office.parts.js';

/*
 * Rows whose event lies in the future. The feed goes on without them, whatever they claim; the hour in which they were written is read
 * once more when their time has come, and then they are told as confirmed.
 */

export const doubtJob = 'post-office.doubt';

const hourMs = 3_600_000;
const prefix = 'feed:post-office:';

/** All rows that were written in one hour stand under one timer. */
const subjectOf = (rowId: string): string =>
  prefix + idBefore(Math.floor(timeOfId(rowId) / hourMs) * hourMs).slice(0, 8);

/** When a row will no longer lie in the future, epoch milliseconds. */
const ripeAt = ({ at }: { readonly at: string }, { futureSeconds }: FeedSettings): number =>
  Date.parse(at) - futureSeconds * 1000;

/**
 * The timer of a row in doubt. There is one per hour, and the newest row sets it: looked at within an hour, it finds the earliest by
 * itself.
 */
export const doubtFollow = ({ config: { feed } }: PostOfficeParts): ConnectorFollow => ({
  told: ({ fact }, now) => {
    if (fact.kind !== 'tracking' || fact.confirmed) return [];
    const due = Math.min(ripeAt(fact, feed), now.getTime() + hourMs);
    return [{ kind: doubtJob, subject: subjectOf(fact.rowId), due: new Date(Math.max(due, now.getTime())) }];
  },
});

/** Reads an hour of the feed again for what was in doubt in it; until nothing is, or the post shows it no more. */
export function readDoubtful(parts: PostOfficeParts, known: KnownRows): ConnectorJob {
  const { config } = parts;
  return {
    kind: doubtJob,
    deadlineMs: config.deadlines.hardMs,
    run: async ({ subject, now, http, found, signal }) => {
      const begin = subject.slice(prefix.length);
      const end = idBefore(Number.parseInt(begin, 16) * 1000 + hourMs);
      let lastId: string | undefined = begin + '0'.repeat(16);
      let ripe = Infinity;
      while (lastId !== undefined && lastId < end) {
        signal.throwIfAborted();
        const page = await pageAfter(parts, http, lastId, now);
        if (page.rows === 0) break;
        const facts = page.facts.filter(({ rowId }) => rowId < end);
        const fresh = known.fresh(facts);
        await found({ ...feedNames, facts: fresh.map(({ fact }) => fact) });
        known.add(fresh);
        for (const fact of facts) if (!fact.confirmed) ripe = Math.min(ripe, ripeAt(fact, config.feed));
        lastId = nextAfter(page, lastId);
      }
      return ripe === Infinity ? undefined : { next: new Date(Math.max(ripe, now.getTime() + 1)) };
    },
  };
}
