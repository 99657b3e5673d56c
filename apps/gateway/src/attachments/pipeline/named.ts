import type { DossierContent } from '@lienthong/contracts';
import type { Batch } from '../../pipeline/batch.js';
import type { KnownAttachment } from './known-attachment.js';

export interface NamedFile {
  /** `documents/0`, `results/2`. */
  readonly place: string;
  readonly id: string;
}

/** Every document and result of a dossier that names a file. */
export const namedIn = ({ documents, results }: DossierContent): readonly NamedFile[] => [
  ...namesOf('documents', documents),
  ...namesOf('results', results),
];

/** Papers of such a list that name a file. */
export const namesOf = (list: string, items: readonly Paper[] | null | undefined): readonly NamedFile[] =>
  (items ?? []).flatMap(({ attachment }, place) =>
    typeof attachment === 'string' ? [{ place: `${list}/${place}`, id: attachment.toLowerCase() }] : [],
  );

interface Paper {
  readonly attachment?: string | null;
}

/**
 * Places that name a file which is not there, or another's. A file that this subject names already may be named again by whoever
 * speaks for it now.
 */
export const strangersIn = (
  named: readonly NamedFile[],
  client: string,
  subject: string,
  batch: Batch,
): readonly string[] =>
  named.flatMap(({ place, id }) => {
    const found = batch.attachments.get(id);
    return found && (found.client === client || isNamedBy(subject, id, found, batch)) ? [] : [place];
  });

/** As it stands since this transaction began, where it was stated in it. */
const isNamedBy = (subject: string, id: string, { subjects }: KnownAttachment, batch: Batch): boolean =>
  batch.attachmentUses.get(subject)?.includes(id) ??
  (subjects.has(subject) || batch.moreAttachmentUses.get(subject)?.includes(id) === true);
