import type { EventDraft } from '../../journey/draft.js';
import type { Batch, HeldSubject } from '../../pipeline/batch.js';
import type { PipelineTools } from '../../pipeline/tools.js';
import type { UnitOf } from '../../pipeline/unit.js';
import { changesOf, claimsKept } from '../rules/changes.js';
import type { Finding } from '../rules/finding.js';
import type { ComparedAnswer } from './disagreement-unit.js';
import type { StoredDisagreement } from './stored.js';

/**
 * What a comparison has found, against what is known: what has settled is found, what differs otherwise than before says so, and what
 * does not differ any more ends, and is kept.
 */
export function foldCompared(
  { findings }: UnitOf<'compared'>,
  held: HeldSubject | undefined,
  batch: Batch,
  tools: PipelineTools,
): ComparedAnswer {
  const dossier = held?.state.dossier?.code;
  const { begun, altered, over } = changesOf(findings, batch.disagreed.openOf(dossier));
  const found = begun.filter(({ about }) => !batch.disagreed.dismissed.has(about));
  for (const finding of found) begin(finding, dossier, held, batch, tools);
  for (const { known, finding } of altered) keepUp(known, finding, batch);
  for (const one of over) end(one, held, batch);
  return { kind: 'compared', found: found.length, ended: over.length };
}

function begin(
  { settled: _settled, ...finding }: Finding,
  dossier: string | undefined,
  held: HeldSubject | undefined,
  batch: Batch,
  { newId }: Pick<PipelineTools, 'newId'>,
): void {
  const { at } = batch;
  const disagreement: StoredDisagreement = {
    ...{ id: newId(), ...(dossier === undefined ? {} : { dossier }) },
    ...finding,
    ...{ foundAt: at, version: 1 },
  };
  batch.disagreed.put(disagreement);
  tell('found', disagreement, held, batch);
}

function keepUp(known: StoredDisagreement, finding: Finding, batch: Batch): void {
  const { repair, assumed } = finding;
  batch.disagreed.put({ ...known, claims: claimsKept(known, finding), repair, assumed, version: known.version + 1 });
}

function end(known: StoredDisagreement, held: HeldSubject | undefined, batch: Batch): void {
  const endedHow = known.repairedAt === undefined ? 'agreed' : 'agreedAfterRepair';
  const ended = { ...known, endedAt: batch.at, endedHow, version: known.version + 1 } as const;
  batch.disagreed.put(ended);
  tell('ended', ended, held, batch);
}

function tell(
  step: 'found' | 'ended',
  { id, kind }: StoredDisagreement,
  held: HeldSubject | undefined,
  batch: Batch,
): void {
  batch.count([{ name: 'disagreements_total', labels: { kind, step } }]);
  const line: EventDraft = {
    at: batch.at,
    kind: `disagreement.${step}`,
    by: 'gateway',
    args: { disagreement: id, kind },
  };
  if (held) batch.record(held, [line]);
}
