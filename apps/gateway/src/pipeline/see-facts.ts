import type { DossierFacts } from '@lienthong/contracts';
import type { Batch, HeldSubject } from './batch.js';
import { carryOut } from './carry-out.js';
import type { PipelineTools } from './tools.js';

/** Facts of a dossier that the gateway has just seen beside those that it knew: partners hear of them without a new revision. */
export function seeFacts(seen: DossierFacts, dossier: HeldSubject, batch: Batch, tools: PipelineTools): void {
  const content = batch.contentOf(dossier.subject);
  if (!content || !dossier.state.dossier) return;
  const { client, unit, facts } = dossier.state.dossier;
  const known = { ...facts, ...seen };
  carryOut({ kind: 'factsSeen', client, content, unitName: tools.unitName(unit), facts: known }, dossier, batch, tools);
}
