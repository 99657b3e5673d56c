import { isUnderWay } from '../../journey/lane-after-change.js';
import { laneKey } from '../../journey/lane.js';
import type { Batch, HeldSubject } from '../../pipeline/batch.js';
import { carryOut } from '../../pipeline/carry-out.js';
import type { PipelineTools } from '../../pipeline/tools.js';
import type { UnitOf } from '../../pipeline/unit.js';
import type { AskPortalAnswer } from './disagreement-unit.js';

/** Behind everything that is to be told: an answer is wanted some day, not by a legal date. */
const dueMillis = 365 * 86_400_000;
const lookUp = { partner: 'dvc-portal', operation: 'lookUpDossier' };

/** The portal is asked what it holds; a question that is under way is enough. */
export function foldAskPortal(
  { command }: UnitOf<'askPortal'>,
  held: HeldSubject,
  batch: Batch,
  tools: PipelineTools,
): AskPortalAnswer {
  const { dossier, lanes } = held.state;
  if (!dossier) return { kind: 'notFound' };
  const lane = lanes.get(laneKey(lookUp));
  if (lane?.lastExchange !== undefined && isUnderWay(lane)) {
    return { kind: 'asking', exchanges: [lane.lastExchange], replayed: false };
  }
  const due = new Date(Date.parse(batch.at) + dueMillis).toISOString();
  const lines = () => (command ? [{ at: batch.at, kind: 'disagreement.compared', by: command.by.name }] : []);
  const { exchanges } = carryOut({ kind: 'comparisonAsked', client: dossier.client, due }, held, batch, tools, {
    lines,
  });
  return { kind: 'asked', exchanges: exchanges.map(({ id }) => id), replayed: false };
}
