import { dossierStatuses, onlyAsks, type ExchangeChanged } from '@lienthong/contracts';
import type { Batch } from '../../pipeline/batch.js';
import { factsOfChange } from '../../pipeline/change-detail.js';
import type { PipelineTools } from '../../pipeline/tools.js';

/** Keeps what the portal said when it was asked. An answer without facts said nothing. */
export function foldLookUp(change: ExchangeChanged, batch: Batch, tools: PipelineTools): void {
  if (!onlyAsks(change) || change.state !== 'settled' || change.outcome !== 'done') return;
  const { there, status } = factsOfChange(change, tools) ?? {};
  if (typeof there !== 'boolean') return;
  const isStatus = (dossierStatuses as readonly unknown[]).includes(status);
  batch.disagreed.portalClaims.push({
    ...{ dossier: change.subject, there, at: new Date(change.at).toISOString(), exchange: change.exchange },
    ...(isStatus ? { status: status as string } : {}),
  });
}
