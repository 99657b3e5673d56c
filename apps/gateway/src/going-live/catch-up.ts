import type { Batch, HeldSubject } from '../pipeline/batch.js';
import { carryOut } from '../pipeline/carry-out.js';
import type { PipelineTools } from '../pipeline/tools.js';
import type { CatchUpAnswer } from './catch-up-unit.js';

/** Has the journey tell partners of a dossier that was recorded without telling them; of any other nothing is owed. */
export function catchUp(held: HeldSubject, batch: Batch, tools: PipelineTools): CatchUpAnswer {
  const { dossier } = held.state;
  if (!dossier?.untold) return { kind: 'notOwed' };
  const content = batch.contentOf(held.subject);
  if (!content) return { kind: 'contentMissing' };
  const { client, unit } = dossier;
  const event = { kind: 'caughtUp', client, content, unitName: tools.unitName(unit) } as const;
  const { exchanges } = carryOut(event, held, batch, tools);
  return { kind: 'told', exchanges: exchanges.map(({ id }) => id) };
}
