import type { DossierFacts } from '@lienthong/contracts';
import { decide } from '../journey/decide.js';
import type { Batch, HeldSubject } from './batch.js';
import { decideTools, type PipelineTools } from './tools.js';

/** Facts of a dossier that the gateway has just seen beside those that it knew: partners hear of them without a new revision. */
export function seeFacts(seen: DossierFacts, dossier: HeldSubject, batch: Batch, tools: PipelineTools): void {
  const content = batch.contentOf(dossier.subject);
  if (!content || !dossier.state.dossier) return;
  const { client, unit, facts } = dossier.state.dossier;
  const decision = decide(
    { kind: 'factsSeen', client, content, unitName: tools.unitName(unit), facts: { ...facts, ...seen } },
    dossier.state,
    tools.plans,
    decideTools(tools, dossier, batch.at, undefined),
  );
  dossier.state = decision.state;
  batch.newExchanges.push(...decision.exchanges);
  batch.record(dossier, decision.events);
  batch.count(decision.counts);
}
