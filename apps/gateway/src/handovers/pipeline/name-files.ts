import { namesOf, strangersIn } from '../../attachments/pipeline/named.js';
import type { Batch } from '../../pipeline/batch.js';
import type { FilesRefused, HandoverDocument } from '../core.js';
import { handoverSubject } from './handover-unit.js';

/** Who names files, and where. */
export interface Naming {
  readonly client: string;
  /** What this subject names already may be named again: the dossier that is handed over, the handover that is answered. */
  readonly again: string;
  /** One end is behind another hub, which takes no files. */
  readonly carried: boolean;
}

/** Why these papers cannot name the files that they name; nothing where they can. */
export function refusalOfFiles(
  documents: readonly HandoverDocument[],
  { client, again, carried }: Naming,
  batch: Batch,
): FilesRefused | undefined {
  const named = namesOf('documents', documents);
  if (carried && named.length > 0) return { kind: 'attachmentBehindHub', places: named.map(({ place }) => place) };
  const places = strangersIn(named, client, again, batch);
  return places.length > 0 ? { kind: 'attachmentUnknown', places } : undefined;
}

/** Both sides of the handover may read these files from now on, as long as it is kept. */
export function nameFiles(handover: string, documents: readonly HandoverDocument[], batch: Batch): void {
  const subject = handoverSubject(handover);
  const files = namesOf('documents', documents).map(({ id }) => id);
  const before = batch.moreAttachmentUses.get(subject) ?? [];
  if (files.length > 0) batch.moreAttachmentUses.set(subject, [...before, ...files]);
}
