import type { AttemptHttp } from '@lienthong/connector-kit';
import { answerOf } from '../reading/answer.js';
import { readPage, type FeedPage, type FeedTables } from './post-office.feed.js';
import type { PostOfficeParts } from './post-office.parts.js';
import { trackingRequest } from './post-office.request.js';

const partner = 'post-office';

/** As rows of the feed are told: one feed for all accounts. */
export const feedNames = { partner, provider: partner, account: 'feed' };

/** @throws what went wrong, for the event of the job; nothing has been stored of the page then */
export async function pageAfter(
  parts: PostOfficeParts,
  http: Pick<AttemptHttp, 'read'>,
  lastId: string,
  now: Date,
): Promise<FeedPage> {
  const { config, tokens } = parts;
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
    const page = readPage(answer.value, tablesOf(parts, now));
    if (!page) throw new Error(`${partner}: ${partner}.brokenContract`);
    return page;
  }
}

/** What rows are read with, now. */
export const tablesOf = ({ config: { states, feed }, customers }: PostOfficeParts, now: Date): FeedTables => ({
  ...{ accounts: customers, states, now, futureSeconds: feed.futureSeconds },
});

/** Id from which the reading goes on; undefined where the page was the end. @throws where no row of it can be placed */
export function nextAfter({ rows, ids }: FeedPage, lastId: string): string | undefined {
  const next = ids.at(-1);
  if (next === undefined) throw new Error(`${partner}: no id of ${rows} rows of the feed can be read`);
  if (next > lastId) return next;
  // Where the id asked for is sent along, it comes alone at the end.
  if (rows > 1) throw new Error(`${partner}: the feed does not move on`);
  return undefined;
}
