import type { Outcome, Resolution, ResolveCall } from '@lienthong/connector-kit';
import type { ProgressPayload } from '@lienthong/contracts';
import { lookUp } from './dvc-portal.envelope.mapping.js';
import { findStep, type ListedStepsAt } from './dvc-portal.listed-steps.js';
import { toDvcProgress } from './dvc-portal.mapping.js';
import { outcomeOfRead } from './dvc-portal.outcome.js';
import type { ProgressParts } from './dvc-portal.progress.js';

const open = (cause: string): Resolution<'both'> => ({ found: 'open', cause });

const whereFound = {
  listed: { found: 'done' },
  absent: { found: 'absent' },
  notListed: open('portal.stepsNotListed'),
} as const;
const unanswered = (outcome: Outcome): Resolution<'both'> =>
  open('cause' in outcome ? outcome.cause : 'portal.brokenContract');

/** Whether a step of unknown fate is there, by what a look-up of its dossier lists. A portal without the dossier has none of its steps. */
export async function askAboutProgress(
  { config, client, mapping }: ProgressParts,
  at: ListedStepsAt,
  { item: { payload }, http, signal, now }: ResolveCall<ProgressPayload>,
): Promise<Resolution<'both'>> {
  const reply = await client.questions(http, signal).read('lookUp', lookUp(config.unitCode, payload.code));
  if ('ended' in reply) return unanswered(reply.ended);
  const { verdict, answer } = reply;
  switch (verdict.says) {
    case 'notFound':
      return { found: 'absent' };
    case 'exists':
      return open('portal.stepsNotListed');
    case 'success':
      return whereFound[findStep(verdict.result, toDvcProgress(payload, mapping), at)];
    default:
      return unanswered(outcomeOfRead(verdict, answer, now));
  }
}
