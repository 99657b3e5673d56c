import { refusalOfKey } from '../../http/once.js';
import { invalid, Problem } from '../../http/problem.js';
import { placed } from '../../http/validate.js';
import type { IdempotencyClash } from '../../core-words.js';
import type { UrlUnfit } from '../core.js';

const unfit = { httpsOnly: 'url.httpsOnly', notPublic: 'url.notPublic' } as const;

export function refusalOfEndpoint(
  answer:
    UrlUnfit | { readonly kind: 'tooMany'; readonly most: number } | { readonly kind: 'notFound' } | IdempotencyClash,
): Problem {
  switch (answer.kind) {
    case 'urlUnfit':
      return invalid([placed('/url', { code: unfit[answer.why] })]);
    case 'tooMany':
      return new Problem('webhook.tooMany', { params: { most: answer.most } });
    case 'notFound':
      return new Problem('webhook.notFound');
    default:
      return refusalOfKey(answer);
  }
}
