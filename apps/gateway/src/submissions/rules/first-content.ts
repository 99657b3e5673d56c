import type { DossierContent, DossierDocument, SubmissionDetail } from '@lienthong/contracts';

/**
 * A dossier as the portal submitted it: revision 0, before its unit has said anything. What the portal does not say is empty, never made
 * up; nothing of it goes out to partners but how it stands.
 */
export function firstContent(
  code: string,
  unit: string,
  { content, documents }: Pick<SubmissionDetail, 'content' | 'documents'>,
): DossierContent {
  const { procedure, field, applicant, submittedAt, summary } = content;
  return {
    revision: 0,
    procedure: { code: procedure?.code ?? '', name: procedure?.name ?? '' },
    field: { code: field?.code ?? '', name: field?.name ?? '' },
    ...{ unit, origin: 'nationalPortal', portalCode: code, channel: 'online', status: 'registered' },
    applicant: { ...applicant, kind: applicant.kind ?? 'citizen', name: applicant.name ?? '' },
    ...(submittedAt ? { submittedAt } : {}),
    ...(summary ? { summary } : {}),
    documents: documents.map(documentOf),
  };
}

/** The same with what came later; a paper under the same id takes the place of the one before. */
export function withMore(before: DossierContent, { documents }: Pick<SubmissionDetail, 'documents'>): DossierContent {
  const added = documents.map(documentOf);
  const replaced = new Set(added.map(({ id }) => id));
  const { refusedAt: _refused, reason: _reason, receivedAt: _received, ...rest } = before;
  const kept = (before.documents ?? []).filter(({ id }) => !replaced.has(id));
  return { ...rest, status: 'registered', documents: [...kept, ...added] };
}

const documentOf = ({
  id,
  name,
  componentCode,
  url,
  file,
}: SubmissionDetail['documents'][number]): DossierDocument => ({
  ...{ id, name },
  ...(componentCode === undefined ? {} : { componentCode }),
  ...(file ? { attachment: file.attachment } : url === undefined ? {} : { url }),
});
