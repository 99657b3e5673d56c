import { citizenCheckSubject } from '@lienthong/contracts';
import type { Batch, HeldSubject } from '../../pipeline/batch.js';
import type { PipelineTools } from '../../pipeline/tools.js';
import { stateOf, type Parts } from '../rules/check.js';
import { covers, sharedAnswer } from '../rules/reuse.js';
import { askPartners } from './ask-partners.js';
import { checkOf, type AwaitedUnit } from './check-unit.js';
import { isOpen, type AskedCheck, type StoredCheck } from './stored.js';
import { askedEvent } from './tell.js';
import { useAnswer, useKnown } from './use-answer.js';

/*
 * Two officers ask about one person at the same time: the base is asked once, and its answer is both's. Who waits is answered in the
 * transaction of the first one's answer. That one may be committed just while the other begins to wait, so each waiting check also
 * looks for itself every now and then.
 */

export const awaitedTimer = 'citizenCheck.awaited';
const lookEveryMillis = 15_000;

/** Waits for one of `firsts` whose answer will do, or has been answered by it, or else asks; the check as it stands then. */
export const awaitOrAsk = (
  check: StoredCheck,
  asked: AskedCheck,
  firsts: readonly StoredCheck[],
  subject: HeldSubject,
  batch: Batch,
  tools: PipelineTools,
  traceparent?: string,
): StoredCheck =>
  shareOneOf(firsts, check, asked, subject, batch, tools) ??
  askPartners(check, asked, subject, batch, tools, traceparent);

function shareOneOf(
  firsts: readonly StoredCheck[],
  check: StoredCheck,
  asked: AskedCheck,
  subject: HeldSubject,
  batch: Batch,
  tools: PipelineTools,
): StoredCheck | undefined {
  for (const first of firsts) {
    const question = batch.identity.asked.get(first.id)?.().question;
    if (first.id === check.id || !question || !covers(question, asked.question)) continue;
    const parts = neededOf(first, asked);
    const state = stateOf(parts);
    if (state === 'done' && (first.keptUntil === undefined || first.keptUntil > batch.at)) {
      const found = batch.identity.facts.get(first.id)?.();
      const facts = found && sharedAnswer(found, asked.question);
      if (facts) return useAnswer(check, asked, first.id, facts, subject, batch, tools);
    }
    if (isOpen({ ...first, state })) {
      const shown = first.client === check.client ? { parts, state } : underWay(parts);
      return wait({ ...check, ...shown }, asked, first, subject, batch);
    }
  }
  return undefined;
}

/** Of what another client asks nothing is told before it answers: neither by whom or when it was asked, nor how it goes. */
const underWay = (parts: Parts): Pick<StoredCheck, 'parts' | 'state'> => ({
  parts: Object.fromEntries(Object.keys(parts).map((partner) => [partner, { state: 'pending' }])),
  state: 'pending',
});

/** Those of whom this question wants to know something. */
function neededOf({ parts: { population, telecom } }: StoredCheck, { question }: AskedCheck): Parts {
  const missing = { state: 'refused' } as const;
  return {
    population: population ?? missing,
    ...(question.phone === undefined ? {} : { telecom: telecom ?? missing }),
  };
}

function wait(
  check: StoredCheck,
  asked: AskedCheck,
  first: StoredCheck,
  subject: HeldSubject,
  batch: Batch,
): StoredCheck {
  const before = batch.identity.checks.get(check.id);
  const waiting: StoredCheck = { ...check, reusedFrom: first.id, changedAt: batch.at };
  const begins = before?.reusedFrom !== first.id;
  if (begins || JSON.stringify(before.parts) !== JSON.stringify(check.parts)) batch.identity.put(waiting);
  if (begins) batch.record(subject, [askedEvent(first.client === check.client ? waiting : unnamed(waiting), asked)]);
  const due = new Date(Date.parse(batch.at) + lookEveryMillis);
  if (begins) batch.identity.timers.push({ subject: citizenCheckSubject(check.id), kind: awaitedTimer, due });
  return waiting;
}

const unnamed = ({ reusedFrom: _other, ...check }: StoredCheck): StoredCheck => check;

/** Something became of a check: whoever waits for it is answered, goes on waiting, or asks for itself. */
export function tellWaiting(first: StoredCheck, batch: Batch, tools: PipelineTools): void {
  for (const check of batch.identity.waitingFor(first.id)) look(check, batch, tools);
}

/** One that waits looks whether its answer has come. */
export function foldAwaited({ subject }: AwaitedUnit, batch: Batch, tools: PipelineTools): { readonly kind: 'kept' } {
  const check = batch.identity.checks.get(checkOf(subject) ?? '');
  if (!check || check.reusedFrom === undefined || !isOpen(check)) return { kind: 'kept' };
  const after = look(check, batch, tools);
  if (after && isOpen(after) && after.reusedFrom !== undefined) {
    const due = new Date(Date.parse(batch.at) + lookEveryMillis);
    batch.identity.timers.push({ subject, kind: awaitedTimer, due });
  }
  return { kind: 'kept' };
}

function look(check: StoredCheck, batch: Batch, tools: PipelineTools): StoredCheck | undefined {
  const { identity } = batch;
  const subject = batch.held(citizenCheckSubject(check.id));
  const asked = identity.asked.get(check.id)?.();
  if (!subject || !asked) return undefined;
  const first = identity.checks.get(check.reusedFrom!);
  return (
    (first && shareOneOf([first], check, asked, subject, batch, tools)) ??
    // Another may have asked since, and have been answered.
    useKnown(check, asked, subject, batch, tools) ??
    awaitOrAsk(check, asked, identity.underWay(check.person), subject, batch, tools)
  );
}
