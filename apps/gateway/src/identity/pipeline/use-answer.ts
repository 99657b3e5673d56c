import type { Batch, HeldSubject } from '../../pipeline/batch.js';
import type { PipelineTools } from '../../pipeline/tools.js';
import { keptUntil, verdictOf, type KnownFacts } from '../rules/check.js';
import { answerFrom } from '../rules/reuse.js';
import { seeIdentity } from './see-identity.js';
import type { AskedCheck, StoredCheck } from './stored.js';
import { askedCount, askedEvent } from './tell.js';

/** What is known of the person already and valid answers, if it does. */
export function useKnown(
  check: StoredCheck,
  asked: AskedCheck,
  subject: HeldSubject,
  batch: Batch,
  tools: PipelineTools,
): StoredCheck | undefined {
  for (const earlier of batch.identity.earlier.get(check.person) ?? []) {
    const facts = answerFrom(earlier, asked.question, batch.at);
    if (facts) return useAnswer(check, asked, earlier.id, facts, subject, batch, tools);
  }
  return undefined;
}

/** A check is answered by what another one found: nobody is asked. */
export function useAnswer(
  check: StoredCheck,
  asked: AskedCheck,
  from: string,
  facts: KnownFacts,
  subject: HeldSubject,
  batch: Batch,
  tools: PipelineTools,
): StoredCheck {
  const [verdict, kept] = [verdictOf(facts), keptUntil('done', facts, batch.at)];
  const after: StoredCheck = {
    ...check,
    parts: { population: { state: 'done' }, ...(facts.telecom ? { telecom: { state: 'done' } } : {}) },
    state: 'done',
    ...(verdict ? { verdict } : {}),
    reusedFrom: from,
    ...(kept ? { keptUntil: kept } : {}),
    changedAt: batch.at,
    newFacts: facts,
  };
  batch.identity.put(after);
  batch.count([askedCount(after, asked.question)]);
  batch.record(subject, [askedEvent(after, asked)]);
  seeIdentity(after, asked.question, facts, batch, tools);
  return after;
}
