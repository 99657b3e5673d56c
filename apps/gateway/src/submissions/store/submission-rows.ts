import type { SubmissionKind } from '@lienthong/contracts';
import { given } from '../../store/rows.js';
import type { StoredSubmission } from '../pipeline/stored.js';

export interface SubmissionRow {
  readonly id: string;
  readonly dossier: string;
  readonly partner: string;
  readonly account: string;
  readonly kind: string;
  readonly received_at: Date;
  readonly data_key: Buffer;
  readonly detail: Buffer;
  readonly handover: string | null;
}

/** Columns of {@link SubmissionRow}, of a table aliased `p`. */
export const submissionColumns = `p.id::text as id, p.dossier, p.partner, p.account, p.kind, p.received_at, p.data_key, p.detail,
  p.handover::text as handover`;

export const submissionOfRow = (row: SubmissionRow): StoredSubmission => ({
  ...{ id: row.id, dossier: row.dossier, partner: row.partner, account: row.account },
  ...{ kind: row.kind as SubmissionKind, receivedAt: row.received_at.toISOString() },
  ...{ key: row.data_key, detail: row.detail },
  ...given('handover', row.handover),
});
