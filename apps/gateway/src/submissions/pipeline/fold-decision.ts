import type { DossierContent, PortalStatus } from '@lienthong/contracts';
import type { StoredHandover } from '../../handovers/pipeline/stored.js';
import { followStatement } from '../../handovers/pipeline/follow-steps.js';
import { canonicalJson } from '../../journey/canonical-json.js';
import type { Batch, HeldSubject } from '../../pipeline/batch.js';
import { carryOut } from '../../pipeline/carry-out.js';
import type { PipelineTools } from '../../pipeline/tools.js';

/**
 * The unit has taken what the portal submitted, or sent it back: the portal hears how the dossier stands. As long as the unit has stated
 * nothing of it, what it says here is all there is to say.
 *
 * @param text why it was sent back
 */
export function foldDecision(
  { dossier: code, state }: Pick<StoredHandover, 'dossier' | 'state'>,
  text: string | undefined,
  by: string,
  batch: Batch,
  tools: PipelineTools,
): void {
  const held = batch.subjects.get(code);
  const before = batch.contentOf(code);
  if (!held?.state.dossier || !before) return;
  const { revision, effectiveStatus, portalCode } = held.state.dossier;
  const content = revision > 0 ? before : decided(before, state === 'refused', text, batch.at);
  const status: PortalStatus = {
    ...{ code, portalCode: portalCode ?? code, at: batch.at },
    // Of a dossier that its unit has stated only that is true: a paper that was sent back ends nothing.
    status: revision > 0 ? effectiveStatus : content.status,
    ...(content.applicant.portalAccount ? { portalAccount: content.applicant.portalAccount } : {}),
    ...(text === undefined ? {} : { content: text }),
  };
  if (revision === 0) batch.bodies.set(code, content);
  const stood = held.state.dossier;
  carryOut({ kind: 'submissionDecided', client: by, ...statedBy(content, held, tools), status }, held, batch, tools);
  followStatement(stood, held, batch, tools);
}

function decided(before: DossierContent, refused: boolean, reason: string | undefined, at: string): DossierContent {
  return refused
    ? { ...before, status: 'refused', refusedAt: at, reason: reason ?? null }
    : { ...before, status: 'received', receivedAt: at };
}

const statedBy = (content: DossierContent, { key }: HeldSubject, { sealer, unitName }: PipelineTools) => ({
  content,
  contentHash: sealer.hash(key, canonicalJson(content)),
  unitName: unitName(content.unit),
});
