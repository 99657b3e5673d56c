import {
  isRawNumber,
  isRawObject,
  outcomeOfRefusal,
  strictJson,
  type HttpAnswer,
  type Outcome,
} from '@lienthong/connector-kit';
import { wordedAs } from '@lienthong/contracts';
import type { PostOfficeConfig } from './post-office.config.js';

/** Its code, and its own words where it gives any. */
export interface Said {
  readonly code: string;
  readonly words?: string;
}

/** What the post said to an order or a cancellation: its code, or what that it cannot be read means. */
export type Reply = Said | { readonly outcome: Outcome; readonly tokenIsOver: boolean };

/** `Status` is a number in one dialect and a text in the other. */
export function replyOf(answer: HttpAnswer, now: Date): Reply {
  const refusal = outcomeOfRefusal('post-office', answer, now);
  if (refusal) return { outcome: refusal, tokenIsOver: answer.status === 401 || answer.status === 403 };
  if (answer.status >= 500) return unknown('serverError');
  const read = strictJson(answer.body);
  const said = read.ok && isRawObject(read.value) ? read.value : undefined;
  const [status, words] = [said?.get('Status'), said?.get('Message')];
  const code = typeof status === 'string' ? status : isRawNumber(status) ? status.token : undefined;
  return code === undefined ? unknown('brokenContract') : { code, ...(typeof words === 'string' ? { words } : {}) };
}

const unknown = (why: string): Reply => ({
  outcome: { outcome: 'unknown', cause: `post-office.${why}` },
  tokenIsOver: false,
});

/** What a code says that is none of those that mean yes. */
export const outcomeOfOther = ({ answers }: PostOfficeConfig, { code, words = '' }: Said): Outcome =>
  answers.refusals.includes(code)
    ? { outcome: 'refused', cause: 'post-office.refused', whoActs: 'agency', ...wordedAs(words) }
    : { outcome: 'unknown', cause: 'post-office.unknownStatus' };
