import type { Batch } from '../../pipeline/batch.js';
import type { PipelineTools } from '../../pipeline/tools.js';
import { lasts, stateAfter, type HandoverAct, type HandoverState } from '../rules/handover.js';
import { followHandover } from './follow-steps.js';
import { putHandover } from './put-handover.js';
import type { Said, StoredHandover } from './stored.js';
import { countOf, lineOf, tellBoth } from './tell.js';

/** Lets an act happen to a handover, whoever did it; the handover then, or nothing where the act is not possible any more. */
export function moveHandover(
  act: HandoverAct,
  before: StoredHandover,
  said: Said | undefined,
  by: string,
  batch: Batch,
  tools: PipelineTools,
): (StoredHandover & { readonly state: HandoverState }) | undefined {
  const state = stateAfter(before.state, act, before.kind);
  if (!state) return undefined;
  const { at } = batch;
  const isTaken = act === 'accept' || act === 'answer';
  const moved: StoredHandover = {
    ...before,
    ...{ state },
    ...(isTaken ? { acceptedAt: before.acceptedAt ?? at } : {}),
    ...(lasts(state) ? {} : { endedAt: at }),
    ...(said ? { newSaid: said } : {}),
  };
  tellBoth(lineOf(state, moved, tools, { at, by }), moved, batch);
  putHandover(moved, batch, tools, by);
  followHandover(moved, batch, tools);
  batch.count([countOf(moved)]);
  return moved;
}
