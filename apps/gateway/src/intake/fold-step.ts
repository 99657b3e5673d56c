import type { AddStepAnswer } from '../core.js';
import { catchUp } from '../going-live/catch-up.js';
import type { Batch, HeldSubject } from '../pipeline/batch.js';
import { carryOut } from '../pipeline/carry-out.js';
import type { PipelineTools } from '../pipeline/tools.js';
import type { UnitOf } from '../pipeline/unit.js';

/** `subject key-hash`: where a step stands in the batch. */
export const stepKey = (subject: string, keyHash: string): string => `${subject} ${keyHash}`;

/** One processing step of a dossier, under its lock. */
export function foldStep(unit: UnitOf<'step'>, held: HeldSubject, batch: Batch, tools: PipelineTools): AddStepAnswer {
  const { dossier } = held.state;
  // Another's dossier looks like none.
  if (!dossier || !unit.command.mayUseUnit(dossier.unit)) return { kind: 'notFound' };
  const keyHash = tools.sealer.hash(held.key, unit.command.step.key);
  const contentHash = tools.sealer.hash(held.key, unit.canonical);
  const known = batch.steps.get(stepKey(held.subject, keyHash));
  if (known) {
    if (known.contentHash !== contentHash) return { kind: 'stepConflict' };
    return { kind: 'same', exchanges: known.exchanges, replayed: false };
  }
  const { client, step, traceparent } = unit.command;
  // A step of a dossier that the portal may never have seen goes behind the dossier itself.
  catchUp(held, batch, tools);
  const decision = carryOut({ kind: 'stepAdded', client, step }, held, batch, tools, {
    traceparent,
    lines: ({ exchanges: [first] }) => [
      {
        at: batch.at,
        kind: 'step.accepted',
        by: client,
        ...(first ? { exchange: first.id } : {}),
        args: { status: step.status },
        personal: { by: step.by, content: step.content, at: step.at },
      },
    ],
  });
  const exchanges = decision.exchanges.map((draft) => draft.id);
  const stored = { contentHash, exchanges };
  batch.steps.set(stepKey(held.subject, keyHash), stored);
  batch.newSteps.push({ subject: held.subject, keyHash, ...stored });
  batch.count([{ name: 'steps_accepted_total', labels: { unit: dossier.unit } }]);
  return { kind: 'accepted', exchanges, replayed: false };
}
