import * as decode from '../../http/decode.js';
import type { Rule } from '../../http/fields/rules.js';
import type { FeedAsk } from '../core.js';

const mostSeconds = 30;

export const waitRule: Rule = {
  check: (value) =>
    typeof value === 'string' && /^\d{1,2}$/.test(value) && +value <= mostSeconds
      ? undefined
      : { code: 'wait.invalid', params: { max: mostSeconds } },
  schema: { type: 'integer', minimum: 0, maximum: mostSeconds, default: 0 },
};

const { cursor, limit } = decode.pageRules;

/** What a reader of the feed asks for. */
export function decodeAsk(query: decode.Query): Omit<FeedAsk, 'signal'> {
  const { after, wait = '0', limit: size = '50' } = decode.decodeQuery(query, { after: cursor, wait: waitRule, limit });
  return { limit: Number(size), waitMillis: Number(wait) * 1000, ...(after === undefined ? {} : { after }) };
}
