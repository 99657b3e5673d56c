import { createHash } from 'node:crypto';
import type { AttemptHttp, ConnectorJob, TrackingFact } from '@lienthong/connector-kit';
import { answerOf } from '../reading/answer.js';
import type { FeedSettings } from './post-office.config.js';
import type { PostOfficeParts } from './post-office.parts.js';
import { readPage, type FeedPage } from './post-office.feed.js';
import { idBefore, timeOfId } from './post-office.ids.js';
import { trackingRequest } from './post-office.request.js';
import { firstId } from './post-office.wire.js';

const partner = 'post-office';
export const feedJob = `${partner}.feed`;
export const feedSubject = `feed:${partner}`;

/**
 * The tracking feed, one cursor for all orders: read on from a while before the cursor, because ids may land behind it. Rows and cursor
 * are stored together, page by page; what was there already is dropped by its id.
 */
export function trackingJob(parts: PostOfficeParts): ConnectorJob {
  const { config } = parts;
  const known = new KnownRows();
  return {
    kind: feedJob,
    deadlineMs: config.deadlines.hardMs,
    standing: (now) => [{ subject: feedSubject, due: now }],
    run: async ({ now, http, found, cursor, signal }) => {
      const stored = await cursor();
      let reached = stored;
      let lastId = startAfter(config.feed, stored, now);
      for (let pages = 0; pages < config.feed.pagesAtOnce; pages += 1) {
        signal.throwIfAborted();
        const page = await pageAfter(parts, http, lastId, now);
        if (page.rows === 0) return { next: new Date(now.getTime() + config.feed.everySeconds * 1000) };
        const next = page.ids.at(-1);
        if (next === undefined) throw new Error(`${partner}: no id of ${page.rows} rows of the feed can be read`);
        const fresh = known.fresh(page.facts);
        const before = reached;
        reached = furthest(reached, page.ids, now);
        const names = { partner, provider: partner, account: 'feed' };
        const facts = fresh.map(({ fact }) => fact);
        await found({ ...names, facts, unreadable: page.unreadable }, reached === before ? undefined : reached);
        known.add(fresh);
        if (next <= lastId) {
          // Where the id asked for is sent along, it comes alone at the end.
          if (page.rows > 1) throw new Error(`${partner}: the feed does not move on`);
          return { next: new Date(now.getTime() + config.feed.everySeconds * 1000) };
        }
        lastId = next;
      }
      return { next: now };
    },
  };
}

function startAfter({ overlapSeconds, since }: FeedSettings, stored: string | undefined, now: Date): string {
  if (stored !== undefined) return idBefore(Math.min(timeOfId(stored), now.getTime()) - overlapSeconds * 1000);
  return since === undefined ? firstId : idBefore(Date.parse(`${since}T00:00:00+07:00`));
}

/** The cursor never goes back, and does not follow an id that lies in the future: what comes until then would be passed over. */
function furthest(reached: string | undefined, ids: readonly string[], now: Date): string | undefined {
  return ids
    .filter((id) => timeOfId(id) <= now.getTime())
    .reduce((far, id) => (far === undefined || id > far ? id : far), reached);
}

type ReadHttp = Pick<AttemptHttp, 'read'>;

/** @throws what went wrong, for the event of the job; nothing has been stored of the page then */
async function pageAfter(parts: PostOfficeParts, http: ReadHttp, lastId: string, now: Date): Promise<FeedPage> {
  const { config, tokens, customers } = parts;
  for (let tries = 1; ; tries += 1) {
    const token = await tokens.get(http, now);
    if (!token.ok) throw new Error(`${partner}: ${token.outcome.cause}`);
    const rows = config.feed.pageRows;
    const result = await http.read(trackingRequest(config, token.token, { lastId, rows }));
    const answer = answerOf(partner, result);
    if ('cause' in answer) {
      if (answer.cause !== `${partner}.notAllowed` || tries > 1) throw new Error(`${partner}: ${answer.cause}`);
      tokens.drop(token.token);
      continue;
    }
    const { states, feed } = config;
    const page = readPage(answer.value, { accounts: customers, states, now, futureSeconds: feed.futureSeconds });
    if (!page) throw new Error(`${partner}: ${partner}.brokenContract`);
    return page;
  }
}

const mostKnown = 200_000;

interface FreshRow {
  readonly fact: TrackingFact;
  readonly digest: string;
}

/** Rows that this process has stored: what is read again for the overlap costs no transaction. */
class KnownRows {
  #rows = new Map<string, string>();

  /** Those that are not known with these very bytes. */
  fresh(facts: readonly TrackingFact[]): readonly FreshRow[] {
    return facts
      .map((fact) => ({ fact, digest: digestOf(fact) }))
      .filter(({ fact, digest }) => this.#rows.get(fact.rowId) !== digest);
  }

  add(rows: readonly FreshRow[]): void {
    if (this.#rows.size + rows.length > mostKnown) this.#rows.clear();
    // A doubtful one is looked at again.
    for (const { fact, digest } of rows) if (fact.confirmed) this.#rows.set(fact.rowId, digest);
  }
}

const digestOf = ({ row }: TrackingFact): string => createHash('sha256').update(row).digest('base64').slice(0, 16);
