import { sealContext, vietnamDay, type SubmissionDetail } from '@lienthong/contracts';
import { metaContext, type AttachmentMeta } from '../../attachments/meta.js';
import { handoverSubject } from '../../handovers/pipeline/handover-unit.js';
import { putHandover } from '../../handovers/pipeline/put-handover.js';
import type { StoredHandover } from '../../handovers/pipeline/stored.js';
import { countOf, lineOf, tellBoth } from '../../handovers/pipeline/tell.js';
import { lasts } from '../../handovers/rules/handover.js';
import { canonicalJson } from '../../journey/canonical-json.js';
import type { Batch, HeldSubject } from '../../pipeline/batch.js';
import { carryOut } from '../../pipeline/carry-out.js';
import { newSubject } from '../../pipeline/new-subject.js';
import type { PipelineTools } from '../../pipeline/tools.js';
import type { UnitOf } from '../../pipeline/unit.js';
import type { PlaceSubmissionAnswer } from '../core.js';
import { firstContent, withMore } from '../rules/first-content.js';
import type { StoredSubmission } from './stored.js';
import type { SubmittedAnswer } from './submission-unit.js';

/** A citizen has submitted a dossier on the portal, or more papers for one. Told again, it is the same one. */
export function foldSubmitted(
  { submitted }: UnitOf<'submitted'>,
  held: HeldSubject,
  batch: Batch,
  tools: PipelineTools,
): SubmittedAnswer {
  if (batch.submitted.submissions.has(submitted.submission)) return { kind: 'kept' };
  const submission: StoredSubmission = {
    ...{ id: submitted.submission, dossier: submitted.subject, partner: submitted.partner },
    ...{ account: submitted.account, kind: submitted.kind, receivedAt: submitted.receivedAt },
    key: Buffer.from(submitted.detail.key, 'base64'),
    detail: Buffer.from(submitted.detail.box, 'base64'),
  };
  const detail = detailOf(submission, tools);
  if (!detail) return { kind: 'unknown', reason: 'message.shape: detail does not open' };
  keepFiles(submission, detail, batch, tools);
  // Another address's secret proves nothing about this dossier: an operator looks at what comes there.
  const unit = batch.submitted.isOfSubmitter(submission)
    ? (held.state.dossier?.unit ?? placeOf(detail.unit, batch, tools))
    : undefined;
  batch.count([{ name: 'submissions_total', labels: { kind: submission.kind, placed: String(unit !== undefined) } }]);
  if (unit === undefined) batch.submitted.put(submission);
  else handIn(submission, detail, unit, held, batch, tools);
  return { kind: 'kept' };
}

/** An operator says which unit something is for that nobody could give to one. */
export function foldPlaceSubmission(
  { command }: UnitOf<'placeSubmission'>,
  held: HeldSubject,
  batch: Batch,
  tools: PipelineTools,
): PlaceSubmissionAnswer {
  const submission = batch.submitted.submissions.get(command.submission);
  if (!submission) return { kind: 'notFound' };
  if (submission.handover !== undefined) return { kind: 'alreadyPlaced' };
  const route = tools.handovers.routeOf(command.unit, vietnamDay(Date.parse(batch.at)));
  if (route.kind !== 'to') return { kind: 'unitUnfit', why: route.kind };
  if (tools.handovers.hub.viaOf(route.unit) !== undefined) return { kind: 'unitUnfit', why: 'behindHub' };
  const detail = detailOf(submission, tools);
  if (!detail) throw new Error('a submission that was kept does not open');
  const unit = held.state.dossier?.unit ?? route.unit;
  handIn(submission, detail, unit, held, batch, tools);
  return { kind: 'accepted', dossier: submission.dossier, unit, replayed: false };
}

/** The unit that stands today, or took over; undefined where there is none, or none with an inbox here. */
function placeOf(unit: string | undefined, { at }: Batch, { handovers }: PipelineTools): string | undefined {
  const route = unit === undefined ? undefined : handovers.routeOf(unit, vietnamDay(Date.parse(at)));
  return route?.kind === 'to' && handovers.hub.viaOf(route.unit) === undefined ? route.unit : undefined;
}

/** It stands in the unit's inbox, and the dossier waits for it from now on. */
function handIn(
  submission: StoredSubmission,
  detail: SubmissionDetail,
  unit: string,
  held: HeldSubject,
  batch: Batch,
  tools: PipelineTools,
): void {
  stateDossier(submission, detail, unit, held, batch, tools);
  const { handover, what } = itemOf(submission, detail, unit, batch, tools);
  tellBoth(lineOf(what, handover, tools, { at: batch.at, by: submission.partner }), handover, batch);
  putHandover(handover, batch, tools, submission.partner);
  batch.count([countOf(handover)]);
  batch.submitted.put({ ...submission, handover: handover.id });
  batch.submitted.items.set(submission.dossier, handover.id);
}

/** What its unit has stated is not touched: the unit takes up itself what came later. */
function stateDossier(
  { dossier: code, kind, partner }: StoredSubmission,
  detail: SubmissionDetail,
  unit: string,
  held: HeldSubject,
  batch: Batch,
  tools: PipelineTools,
): void {
  if ((held.state.dossier?.revision ?? 0) > 0) return;
  const before = held.state.dossier && batch.contentOf(code);
  const whole = firstContent(code, unit, detail);
  const content = before && kind === 'supplement' ? withMore(before, detail) : whole;
  const contentHash = tools.sealer.hash(held.key, canonicalJson(content));
  const unitName = tools.unitName(unit);
  carryOut({ kind: 'dossierSubmitted', client: partner, content, contentHash, unitName }, held, batch, tools);
  batch.bodies.set(code, content);
}

/** The dossier's item in the inbox: a new one, or the one that there is, open again. */
function itemOf(
  { dossier, partner }: StoredSubmission,
  { content }: SubmissionDetail,
  unit: string,
  batch: Batch,
  tools: PipelineTools,
): { readonly handover: StoredHandover; readonly what: 'submitted' | 'supplemented' } {
  const dueAt = new Date(tools.handovers.dueAt(Date.parse(batch.at), unit)).toISOString();
  const known = batch.handed.handovers.get(batch.submitted.items.get(dossier) ?? '');
  if (known) {
    if (lasts(known.state)) return { handover: { ...known }, what: 'supplemented' };
    const { endedAt: _ended, acceptedAt: _accepted, reminded: _reminded, ...rest } = known;
    return { handover: { ...rest, state: 'open', dueAt, openSince: batch.at }, what: 'supplemented' };
  }
  const id = tools.newId();
  newSubject(handoverSubject(id), batch, tools);
  const request = content.summary ?? content.procedure?.name ?? '';
  return {
    what: 'submitted',
    handover: {
      ...{ id, dossier, kind: 'submission', state: 'open', fromUnit: partner, toUnit: unit, client: partner },
      ...{ dueAt, createdAt: batch.at, newAsked: { request, documents: [] } },
    },
  };
}

function detailOf({ id, key, detail }: StoredSubmission, { sealer }: PipelineTools): SubmissionDetail | undefined {
  try {
    const opened = JSON.parse(sealer.open(sealer.unwrap(key), detail, sealContext.submission(id))) as SubmissionDetail;
    return Array.isArray(opened.documents) && typeof opened.fields === 'string' ? opened : undefined;
  } catch {
    return undefined;
  }
}

/** From now on the gateway knows of its files, whoever the dossier is for. */
function keepFiles(
  { dossier }: StoredSubmission,
  { documents }: SubmissionDetail,
  batch: Batch,
  { sealer }: PipelineTools,
): void {
  for (const { name, file } of documents) {
    if (!file) continue;
    const { attachment: id, address, sealedBytes, contentType, size, sha256 } = file;
    const wrapped = Buffer.from(file.key, 'base64');
    const meta: AttachmentMeta = { name, contentType, size, sha256 };
    const sealed = sealer.seal(sealer.unwrap(wrapped), JSON.stringify(meta), metaContext(id));
    batch.submitted.attachments.push({ id, address, sealedBytes, key: wrapped, meta: sealed, dossier });
  }
}
