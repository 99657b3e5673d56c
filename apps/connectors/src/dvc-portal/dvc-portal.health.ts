import type { AttemptHttp, Health } from '@lienthong/connector-kit';
import type { DvcPortalClient } from './dvc-portal.client.js';
import type { DvcPortalConfig } from './dvc-portal.config.js';
import { lookUp } from './dvc-portal.envelope.mapping.js';

/** One cheap question: a look-up of a dossier that need not exist, which also proves that we can log in. */
export async function askHealth(
  config: DvcPortalConfig,
  client: DvcPortalClient,
  http: Pick<AttemptHttp, 'read'>,
): Promise<Health> {
  const deadline = AbortSignal.timeout(config.deadlines.sync.hardMs);
  const reply = await client.questions(http, deadline).read('lookUp', lookUp(config.unitCode, config.healthCode));
  if ('ended' in reply) return { state: 'down', cause: 'cause' in reply.ended ? reply.ended.cause : 'portal.refused' };
  switch (reply.verdict.says) {
    case 'success':
    case 'notFound':
    case 'exists':
      return { state: 'up' };
    default:
      return { state: 'down', cause: `portal.${reply.verdict.says}` };
  }
}
