import type { AttemptHttp, Health } from '@lienthong/connector-kit';
import { answerOf } from '../reading/answer.js';
import type { PostOfficeParts } from './post-office.parts.js';
import { trackingRequest } from './post-office.request.js';

/** Behind every row that there can be. */
const lastOfAll = 'f'.repeat(24);

export async function askHealth({ config, tokens }: PostOfficeParts, http: Pick<AttemptHttp, 'read'>): Promise<Health> {
  const token = await tokens.get(http, new Date());
  if (!token.ok) return { state: 'down', cause: token.outcome.cause };
  const asked = trackingRequest(config, token.token, { lastId: lastOfAll, rows: 1 });
  const answer = answerOf('post-office', await http.read(asked));
  if (!('cause' in answer)) return { state: 'up' };
  if (answer.cause === 'post-office.notAllowed') tokens.drop(token.token);
  return { state: 'down', cause: answer.cause };
}
