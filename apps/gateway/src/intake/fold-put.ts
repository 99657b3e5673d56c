import type { PutDossier, PutDossierAnswer } from '../core.js';
import { orderAtCompletion } from '../delivery/pipeline/order-at-completion.js';
import { judgeRevision } from '../journey/revision.js';
import { apply } from '../money/pipeline/apply.js';
import type { Batch, HeldSubject } from '../pipeline/batch.js';
import { carryOut } from '../pipeline/carry-out.js';
import type { PipelineTools } from '../pipeline/tools.js';
import type { UnitOf } from '../pipeline/unit.js';
import { etagOf } from '../journey/etag.js';

/** One statement of an agency about its dossier, under the subject's lock. */
export function foldPut(unit: UnitOf<'put'>, held: HeldSubject, batch: Batch, tools: PipelineTools): PutDossierAnswer {
  const { command } = unit;
  const stored = held.state.dossier;
  if (stored && !command.mayUseUnit(stored.unit)) return { kind: 'forbidden' };
  const etag = stored && etagOf(stored);
  if (!isMet(command, etag)) return { kind: 'preconditionFailed', ...(etag === undefined ? {} : { etag }) };
  const contentHash = tools.sealer.hash(held.key, unit.canonical);
  const { revision } = command.content;
  switch (judgeRevision({ revision, contentHash }, stored)) {
    case 'stale':
      return { kind: 'stale', current: stored!.revision };
    case 'revisionConflict':
      return { kind: 'revisionConflict', current: stored!.revision };
    case 'same':
      return { kind: 'same', revision, etag: etag!, exchanges: stored!.revisionExchanges };
    case 'accept':
      return accept(unit, contentHash, held, batch, tools);
  }
}

/** The caller's conditions against what is stored; `*` stands for whatever there is. */
const isMet = ({ ifMatch, onlyCreate }: PutDossier, etag: string | undefined): boolean =>
  (ifMatch === undefined || (ifMatch === '*' ? etag !== undefined : ifMatch === etag)) &&
  (onlyCreate !== true || etag === undefined);

function accept(
  { command }: UnitOf<'put'>,
  contentHash: string,
  held: HeldSubject,
  batch: Batch,
  tools: PipelineTools,
): PutDossierAnswer {
  const { content, client } = command;
  const created = held.state.dossier === undefined;
  const { revision, status, unit } = content;
  const stated = { kind: 'dossierStated', client, content, contentHash, unitName: tools.unitName(unit) } as const;
  const decision = carryOut(stated, held, batch, tools, {
    traceparent: command.traceparent,
    lines: ({ state, exchanges: [first] }) => [
      {
        at: batch.at,
        kind: 'dossier.accepted',
        by: client,
        ...(first ? { exchange: first.id } : {}),
        args: { revision, status, effectiveStatus: state.dossier!.effectiveStatus },
      },
    ],
  });
  const dossier = decision.state.dossier!;
  const exchanges = decision.exchanges.map((draft) => draft.id);
  batch.bodies.set(held.subject, content);
  const labels = { unit };
  if (created) batch.count([{ name: 'dossiers_accepted_total', labels }]);
  batch.count([{ name: 'revisions_accepted_total', labels }]);
  if (batch.money.hasPayments(held.subject)) apply({ kind: 'stated' }, held, batch, tools, client);
  orderAtCompletion(command, held, batch, tools);
  return { kind: 'accepted', created, revision, etag: etagOf(dossier), exchanges };
}
