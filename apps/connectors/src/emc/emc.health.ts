import type { AttemptHttp, Health } from '@lienthong/connector-kit';
import type { EmcConfig } from './emc.config.js';

/** The page script is asked for: every push counts, so none is made to try. */
export async function askHealth({ healthPath, off }: EmcConfig, http: Pick<AttemptHttp, 'read'>): Promise<Health> {
  if (off) return { state: 'up' };
  const answer = await http.read({ method: 'GET', path: healthPath });
  // However large the script is: somebody answers.
  if (!answer.ok)
    return answer.cause === 'transport.answerTooLarge' ? { state: 'up' } : { state: 'down', cause: answer.cause };
  return answer.status < 500 ? { state: 'up' } : { state: 'down', cause: 'emc.serverError' };
}
