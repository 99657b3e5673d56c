import type { DossierContent } from './dossier.js';
import type { SealedBox } from './sealed-box.js';

/*
 * Messages about dossiers that citizens submit on the national portal. A dossier stands under the portal's own number of it (its code
 * here, and key on the bus). Files lie in the place for blobs that both sides share: what travels says where, and with which key.
 */

export const submissionKinds = ['whole', 'supplement'] as const;
/** `supplement`: more papers for a dossier that was submitted before. */
export type SubmissionKind = (typeof submissionKinds)[number];

/** connectors → gateway on `topics.outcomes`, type `dossier.submitted`, key = subject. */
export interface DossierSubmitted {
  /** The same for what is submitted again. */
  readonly submission: string;
  /** Code of the dossier. */
  readonly subject: string;
  readonly partner: string;
  /** Name of the account in the configuration. */
  readonly account: string;
  readonly kind: SubmissionKind;
  readonly receivedAt: string;
  /** `SubmissionDetail` as JSON, sealed (`sealContext.submission`). */
  readonly detail: SealedBox;
}

/** What stands in the sealed part of `DossierSubmitted`. Personal throughout. */
export interface SubmissionDetail {
  /** In our own words, as far as its sender says it. */
  readonly content: SubmittedContent;
  /** Our unit, by the configured table; absent where the table does not know the sender's code. */
  readonly unit?: string;
  /** The sender's own code of it. */
  readonly statedUnit?: string;
  readonly documents: readonly SubmittedDocument[];
  /** Everything that is not of the fields that all procedures have, as it came: JSON. */
  readonly fields: string;
}

export interface SubmittedContent extends Pick<DossierContent, 'submittedAt' | 'summary'> {
  readonly procedure?: { readonly code: string; readonly name?: string };
  readonly field?: { readonly code: string; readonly name?: string };
  readonly applicant: Partial<DossierContent['applicant']>;
}

export interface SubmittedDocument {
  /** Unique within its submission. */
  readonly id: string;
  readonly name: string;
  readonly componentCode?: string;
  /** Where it is to be had, in place of a file. */
  readonly url?: string;
  readonly file?: SubmittedFile;
}

/** A file in the place for blobs. */
export interface SubmittedFile {
  /** Id of the attachment that it becomes; its seal is bound to it (`sealContext.attachment`). */
  readonly attachment: string;
  readonly address: string;
  readonly sealedBytes: number;
  /** Wrapped by the master key, base64. */
  readonly key: string;
  readonly contentType: string;
  /** Of the file itself. */
  readonly size: number;
  readonly sha256: string;
}
