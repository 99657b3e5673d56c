import type { ActOnHandoverAnswer } from '../handovers/core.js';
import { foldActOnHandover } from '../handovers/pipeline/fold-act.js';
import type { Batch } from '../pipeline/batch.js';
import type { PipelineTools } from '../pipeline/tools.js';
import type { UnitOf } from '../pipeline/unit.js';
import { foldDecision } from '../submissions/pipeline/fold-decision.js';

/** An act on what lies in an inbox; of what the portal submitted the portal hears too. */
export function foldActOnItem(unit: UnitOf<'actOnHandover'>, batch: Batch, tools: PipelineTools): ActOnHandoverAnswer {
  const { handover, text, client } = unit.command;
  const answer = foldActOnHandover(unit, batch, tools);
  const item = batch.handed.handovers.get(handover);
  if (answer.kind === 'accepted' && item?.kind === 'submission') foldDecision(item, text, client, batch, tools);
  return answer;
}
