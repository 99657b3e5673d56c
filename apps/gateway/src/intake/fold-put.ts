import type { DossierContent } from '@lienthong/contracts';
import { namedIn, strangersIn } from '../attachments/pipeline/named.js';
import type { KeptContent } from '../journey/kept-content.js';
import type { PutDossier, PutDossierAnswer } from '../core.js';
import { orderAtCompletion } from '../delivery/pipeline/order-at-completion.js';
import { followStatement } from '../handovers/pipeline/follow-steps.js';
import { newEntries } from '../journey/book.js';
import { judgeRevision } from '../journey/revision.js';
import { apply } from '../money/pipeline/apply.js';
import type { Batch, HeldSubject } from '../pipeline/batch.js';
import { carryOut } from '../pipeline/carry-out.js';
import type { PipelineTools } from '../pipeline/tools.js';
import type { UnitOf } from '../pipeline/unit.js';
import { takeOver } from '../submissions/pipeline/take-over.js';
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
    case 'accept': {
      const places = strangersIn(namedIn(command.content), command.client, unit.subject, batch);
      return places.length > 0 ? { kind: 'attachmentUnknown', places } : accept(unit, contentHash, held, batch, tools);
    }
  }
}

/** With what partners need to fetch the files that it names. */
function withFiles(content: DossierContent, { attachments }: Batch): KeptContent {
  const files = [...new Set(namedIn(content).map(({ id }) => id))].flatMap((id) => attachments.get(id)?.file() ?? []);
  return files.length === 0 ? content : { ...content, files };
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
  const { client, backfill = false } = command;
  const content = withFiles(command.content, batch);
  takeOver(held.state.dossier, client, batch, tools);
  const isFirst = (held.state.dossier?.revision ?? 0) === 0;
  const known = held.state.dossier !== undefined;
  const { revision, status, unit } = content;
  const before = held.state.dossier;
  const stated = { client, content, contentHash } as const;
  const event = backfill
    ? ({ kind: 'dossierRecorded', ...stated } as const)
    : ({ kind: 'dossierStated', ...stated, unitName: tools.unitName(unit) } as const);
  const decision = carryOut(event, held, batch, tools, {
    traceparent: command.traceparent,
    lines: ({ state, exchanges: [first] }) => [
      {
        at: batch.at,
        kind: 'dossier.accepted',
        by: client,
        ...(first ? { exchange: first.id } : {}),
        args: {
          ...{ revision, status, effectiveStatus: state.dossier!.effectiveStatus },
          ...(backfill ? { mode: 'backfill' } : {}),
          ...newEntries(before, state.dossier!),
        },
      },
    ],
  });
  const dossier = decision.state.dossier!;
  const exchanges = decision.exchanges.map((draft) => draft.id);
  batch.bodies.set(held.subject, content);
  const files = namedIn(content).map(({ id }) => id);
  if (files.length > 0 || known) batch.attachmentUses.set(held.subject, files);
  const labels = { unit };
  if (isFirst) batch.count([{ name: 'dossiers_accepted_total', labels }]);
  batch.count([{ name: 'revisions_accepted_total', labels }]);
  if (batch.money.hasPayments(held.subject)) apply({ kind: 'stated' }, held, batch, tools, client);
  if (!dossier.orderedElsewhere) orderAtCompletion(command, held, batch, tools);
  if (!backfill) followStatement(before, held, batch, tools);
  return { kind: 'accepted', created: !known, revision, etag: etagOf(dossier), exchanges };
}
