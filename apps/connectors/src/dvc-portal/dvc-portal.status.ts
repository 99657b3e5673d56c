import type { Outcome, SendCall } from '@lienthong/connector-kit';
import type { PortalStatus } from '@lienthong/contracts';
import { tellStatus } from './dvc-portal.envelope.mapping.js';
import { outcomeOfSend, refused } from './dvc-portal.outcome.js';
import type { ProgressParts } from './dvc-portal.progress.js';

/** One attempt of `tellStatus`: how a dossier stands that was submitted at the portal. */
export async function status(parts: ProgressParts, call: SendCall<PortalStatus>): Promise<Outcome> {
  const attempt = parts.client.attempt(call.http, call.signal);
  const question = tellStatus(parts.config.unitCode, call.items[0].payload, parts.mapping);
  const reply = await attempt.send('status', question);
  if ('ended' in reply) return reply.ended;
  switch (reply.verdict.says) {
    case 'success':
      return { outcome: 'done' };
    case 'exists':
      return refused('portal.alreadyExists', 'operator');
    default:
      return outcomeOfSend(reply.verdict, reply.answer, call.now);
  }
}
