import type { AttemptHttp, Health } from '@lienthong/connector-kit';
import type { PopulationConfig } from './population.config.js';

/** The description of the service is asked for: a look-up would be a logged access to somebody's data. */
export async function askHealth({ paths }: PopulationConfig, http: Pick<AttemptHttp, 'read'>): Promise<Health> {
  const answer = await http.read({ method: 'GET', path: paths.health });
  if (!answer.ok) return { state: 'down', cause: answer.cause };
  return answer.status < 500 ? { state: 'up' } : { state: 'down', cause: 'population.serverError' };
}
