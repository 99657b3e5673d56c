import { outcomeOfFailedSend, type HttpRequest, type Outcome, type SendCall } from '@lienthong/connector-kit';
import type { PostOfficeParts } from './post-office.parts.js';
import { outcomeOfOther, replyOf } from './post-office.reply.js';

/** Sends what may have an effect, with the token of the moment; `said` judges the codes that mean yes. */
export async function act(
  { config, tokens }: PostOfficeParts,
  { http, now }: Pick<SendCall<unknown>, 'http' | 'now'>,
  request: (token: string) => HttpRequest,
  said: (code: string) => Outcome | undefined,
): Promise<Outcome> {
  const token = await tokens.get(http, now);
  if (!token.ok) return token.outcome;
  const result = await http.send(request(token.token));
  if (!result.ok) return outcomeOfFailedSend(result);
  const reply = replyOf(result, now);
  if ('code' in reply) return said(reply.code) ?? outcomeOfOther(config, reply);
  if (reply.tokenIsOver) tokens.drop(token.token);
  return reply.outcome;
}
