import { given, isoOf } from '../../store/rows.js';
import type { Carriage } from '../rules/carriage.js';
import type { Reminder, StoredHandover } from '../pipeline/stored.js';

export interface HandoverRow {
  readonly id: string;
  readonly dossier: string;
  readonly kind: string;
  readonly state: string;
  readonly from_unit: string;
  readonly to_unit: string;
  readonly addressed_to: string | null;
  readonly client: string;
  readonly due_at: Date;
  readonly expected_at: Date | null;
  readonly reminded: string | null;
  readonly carriage: string | null;
  readonly step: string | null;
  readonly created_at: Date;
  readonly accepted_at: Date | null;
  readonly ended_at: Date | null;
}

/** Columns of {@link HandoverRow}, of a table aliased `h`. */
export const handoverColumns = `h.id, h.dossier, h.kind, h.state, h.from_unit, h.to_unit, h.addressed_to, h.client, h.due_at, h.expected_at, h.reminded, h.carriage, h.step,
  h.created_at, h.accepted_at, h.ended_at`;

export const handoverOfRow = (row: HandoverRow): StoredHandover => ({
  id: row.id,
  dossier: row.dossier,
  kind: row.kind as StoredHandover['kind'],
  state: row.state as StoredHandover['state'],
  fromUnit: row.from_unit,
  toUnit: row.to_unit,
  ...given('addressedTo', row.addressed_to),
  client: row.client,
  dueAt: row.due_at.toISOString(),
  ...given('expectedAt', isoOf(row.expected_at)),
  ...given('reminded', row.reminded as Reminder | null),
  ...(row.carriage === null ? {} : { carriage: JSON.parse(row.carriage) as Carriage }),
  ...given('step', row.step),
  createdAt: row.created_at.toISOString(),
  ...given('acceptedAt', isoOf(row.accepted_at)),
  ...given('endedAt', isoOf(row.ended_at)),
});
