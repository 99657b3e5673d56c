import type { StoredSubmission } from './stored.js';

/** A file that came with a submission, as it is written down. */
export interface BroughtAttachment {
  readonly id: string;
  readonly address: string;
  readonly sealedBytes: number;
  readonly key: Buffer;
  readonly meta: Buffer;
  readonly dossier: string;
}

/** An address at which dossiers are submitted, and whose secret opens it. */
export type Submitter = Pick<StoredSubmission, 'partner' | 'account'>;

/** What one transaction knows of submissions and is going to write. */
export class SubmissionBook {
  readonly submissions = new Map<string, StoredSubmission>();
  readonly loaded = new Map<string, StoredSubmission>();
  readonly attachments: BroughtAttachment[] = [];
  /** Dossier → its item in the inbox, whatever has become of it. */
  readonly items = new Map<string, string>();

  /** Dossier → the address at which it was submitted first. */
  readonly submitters = new Map<string, Submitter>();

  /** Whether it came where the dossier was submitted; the first to come is that address from now on. */
  isOfSubmitter({ dossier, partner, account }: StoredSubmission): boolean {
    const first = this.submitters.get(dossier);
    if (!first) this.submitters.set(dossier, { partner, account });
    return !first || (first.partner === partner && first.account === account);
  }

  load(submission: StoredSubmission): void {
    this.submissions.set(submission.id, submission);
    this.loaded.set(submission.id, submission);
  }

  put(submission: StoredSubmission): void {
    this.submissions.set(submission.id, submission);
  }

  /** Those that are to be written. */
  changed(): readonly StoredSubmission[] {
    return [...this.submissions.values()].filter((one) => this.loaded.get(one.id) !== one);
  }
}
