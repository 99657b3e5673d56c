import type { Outcome, SendCall } from '@lienthong/connector-kit';
import type { ProgressPayload } from '@lienthong/contracts';
import type { DvcPortalClient } from './dvc-portal.client.js';
import type { DvcPortalConfig } from './dvc-portal.config.js';
import { addProgress } from './dvc-portal.envelope.mapping.js';
import type { DvcMappingSettings } from './dvc-portal.mapping.js';
import { outcomeOfSend, refused } from './dvc-portal.outcome.js';

export interface ProgressParts {
  readonly config: DvcPortalConfig;
  readonly client: DvcPortalClient;
  readonly mapping: DvcMappingSettings;
}

/** One attempt of `addProgress`: up to ten consecutive steps of one dossier in one call. */
export async function progress(parts: ProgressParts, call: SendCall<ProgressPayload>): Promise<Outcome> {
  const steps = call.items.map(({ payload }) => payload);
  const attempt = parts.client.attempt(call.http, call.signal);
  const reply = await attempt.send('progress', addProgress(parts.config.unitCode, steps, parts.mapping));
  if ('ended' in reply) return reply.ended;
  switch (reply.verdict.says) {
    case 'success':
      return { outcome: 'done' };
    case 'exists':
      // A single row is there, which is all we want; of several rows we cannot tell which.
      return steps.length === 1 ? { outcome: 'done' } : refused('portal.alreadyExists', 'agency');
    default:
      return outcomeOfSend(reply.verdict, reply.answer, call.now);
  }
}
