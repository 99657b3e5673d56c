import type { Batch, HeldSubject } from '../../pipeline/batch.js';
import { seeFacts } from '../../pipeline/see-facts.js';
import type { PipelineTools } from '../../pipeline/tools.js';
import type { KnownFacts } from '../rules/check.js';
import type { StoredCheck } from './stored.js';

/** What the population database said of the applicant is a fact of the dossier: the newest word stands. */
export function seeIdentity(
  { id }: StoredCheck,
  { population }: KnownFacts,
  dossier: HeldSubject,
  batch: Batch,
  tools: PipelineTools,
): void {
  if (!population) return;
  const { verdict, checkedAt, validUntil } = population;
  seeFacts({ identity: { at: checkedAt, evidence: id, verdict, validUntil } }, dossier, batch, tools);
}
