import type { Batch } from '../../pipeline/batch.js';
import { seeFacts } from '../../pipeline/see-facts.js';
import type { PipelineTools } from '../../pipeline/tools.js';
import type { CitizenQuestion } from '../core.js';
import { validUntilOf, type KnownFacts } from '../rules/check.js';
import type { StoredCheck } from './stored.js';

/**
 * What the population database said of the applicant is a fact of the dossier: the newest word stands. Who is somebody else (a
 * spouse, a child) is not the applicant, and that number and name belong together is no identity.
 */
export function seeIdentity(
  { id, dossier: code }: StoredCheck,
  { by, personalNumber }: CitizenQuestion,
  { population }: KnownFacts,
  batch: Batch,
  tools: PipelineTools,
): void {
  const dossier = code === undefined ? undefined : batch.subjects.get(code);
  const applicant = dossier && batch.contentOf(dossier.subject)?.applicant;
  if (!population || !dossier || by !== 'person' || applicant?.personalNumber !== personalNumber) return;
  const { verdict, checkedAt } = population;
  const validUntil = validUntilOf({ population });
  seeFacts(
    { identity: { at: checkedAt, evidence: id, verdict, ...(validUntil ? { validUntil } : {}) } },
    dossier,
    batch,
    tools,
  );
}
