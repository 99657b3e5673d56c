import { putHandover } from '../../handovers/pipeline/put-handover.js';
import { lineOf, tellBoth } from '../../handovers/pipeline/tell.js';
import type { DossierState } from '../../journey/subject.js';
import type { Batch } from '../../pipeline/batch.js';
import type { PipelineTools } from '../../pipeline/tools.js';

/** Items of the inbox that wait for somebody to take a dossier which its unit has not stated yet. */
export const waitingItems = (dossier: DossierState | undefined): readonly string[] =>
  dossier?.revision === 0
    ? (dossier.handedTo ?? []).flatMap((one) => (one.kind === 'submission' ? [one.handover] : []))
    : [];

/** Who states a dossier has taken it: nothing of it waits in the inbox any more. */
export function takeOver(dossier: DossierState | undefined, by: string, batch: Batch, tools: PipelineTools): void {
  const { at } = batch;
  for (const id of waitingItems(dossier)) {
    const handover = batch.handed.handovers.get(id);
    if (!handover) continue;
    const taken = { ...handover, state: 'taken', acceptedAt: at, endedAt: at } as const;
    tellBoth(lineOf('takenOver', taken, tools, { at, by }), taken, batch);
    putHandover(taken, batch, tools, by);
  }
}
