import type { Count, EventDraft } from '../../journey/draft.js';
import type { Batch } from '../../pipeline/batch.js';
import type { PipelineTools } from '../../pipeline/tools.js';
import { handoverSubject } from './handover-unit.js';
import type { StoredHandover } from './stored.js';

/** A line about a handover. What anybody said of it stands with the handover, and is told from there. */
export function lineOf(
  what: string,
  { id, kind, fromUnit, toUnit, addressedTo, dueAt, step }: StoredHandover,
  { unitName }: Pick<PipelineTools, 'unitName'>,
  { at, by }: { readonly at: string; readonly by: string },
): EventDraft {
  return {
    ...{ at, kind: `handover.${what}`, by },
    args: {
      ...{ handover: id, handed: kind, from: unitName(fromUnit), to: unitName(toUnit), dueAt },
      ...(addressedTo === undefined ? {} : { addressedTo: unitName(addressedTo) }),
      ...(step === undefined ? {} : { step }),
    },
  };
}

/** Both sides are told by one line in the dossier's timeline: that of the handover is what it says of this handover. */
export function tellBoth(line: EventDraft, { id, dossier }: StoredHandover, batch: Batch): void {
  // What came from behind another hub is about no dossier of ours: it has its own timeline.
  const held = batch.subjects.get(dossier) ?? batch.subjects.get(handoverSubject(id));
  if (held) batch.record(held, [line]);
}

/** A state that it has reached. */
export const countOf = ({ kind, state }: StoredHandover): Count => ({
  name: 'handovers_total',
  labels: { kind, state },
});
