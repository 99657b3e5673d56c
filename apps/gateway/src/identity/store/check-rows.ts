import type { CitizenVerdict } from '@lienthong/contracts';
import { given, isoOf } from '../../store/rows.js';
import type { CheckState } from '../core.js';
import type { StoredCheck } from '../pipeline/stored.js';
import type { Parts } from '../rules/check.js';

export interface CheckRow {
  readonly id: string;
  readonly dossier: string | null;
  readonly client: string;
  readonly procedure: string;
  readonly person: string;
  readonly parts: string;
  readonly state: string;
  readonly verdict: string | null;
  readonly reused_from: string | null;
  readonly asked: Buffer;
  readonly facts: Buffer | null;
  readonly kept_until: Date | null;
  readonly created_at: Date;
  readonly changed_at: Date;
}

/** Columns of {@link CheckRow}, of a table aliased `k`. */
export const checkColumns = `k.id, k.dossier, k.client, k.procedure, k.person, k.parts, k.state, k.verdict, k.reused_from, k.asked, k.facts,
  k.kept_until, k.created_at, k.changed_at`;

export const checkOfRow = (row: CheckRow): StoredCheck => ({
  id: row.id,
  ...given('dossier', row.dossier),
  client: row.client,
  procedure: row.procedure,
  person: row.person,
  parts: JSON.parse(row.parts) as Parts,
  state: row.state as CheckState,
  ...given('verdict', row.verdict as CitizenVerdict | null),
  ...given('reusedFrom', row.reused_from),
  ...given('keptUntil', isoOf(row.kept_until)),
  createdAt: row.created_at.toISOString(),
  changedAt: row.changed_at.toISOString(),
});
