import { sql, type RawBuilder } from 'kysely';
import { named } from '../../store/lock-subjects.js';
import { given, isoOf } from '../../store/rows.js';
import type { EndedHow, StoredDisagreement } from '../pipeline/stored.js';
import type { DisagreementKind, Repair, Said } from '../rules/finding.js';

export interface DisagreementRow {
  readonly id: string;
  readonly dossier: string | null;
  readonly kind: string;
  readonly about: string;
  readonly assumed: boolean;
  readonly claims: string;
  readonly repair: string;
  readonly since: Date;
  readonly found_at: Date;
  readonly version: number;
  readonly repaired_at: Date | null;
  readonly repaired_by: string | null;
  readonly repair_exchange: string | null;
  readonly ended_at: Date | null;
  readonly ended_how: string | null;
  readonly dismissed_by: string | null;
  readonly dismissed_key: Buffer | null;
  readonly dismissed_why: Buffer | null;
}

/** Columns of {@link DisagreementRow}, of a table aliased `g`. */
export const disagreementColumns = `g.id, g.dossier, g.kind, g.about, g.assumed, g.claims, g.repair, g.since, g.found_at, g.version,
  g.repaired_at, g.repaired_by, g.repair_exchange, g.ended_at, g.ended_how, g.dismissed_by, g.dismissed_key,
  g.dismissed_why`;

/** Of a table aliased `g`: open of no dossier, and so named. Written as the index of what is open has it. */
export const openUnattributed = (names: readonly string[]): RawBuilder<boolean> => sql`
  g.ended_at is null and g.dossier is null and coalesce(g.dossier, '') = '' and g.kind = 'unknownToUs'
    and g.about in (select r.subject from ${named(names)})`;

export const disagreementOfRow = (row: DisagreementRow): StoredDisagreement => ({
  id: row.id,
  ...given('dossier', row.dossier),
  kind: row.kind as DisagreementKind,
  about: row.about,
  assumed: row.assumed,
  claims: JSON.parse(row.claims) as Said[],
  repair: JSON.parse(row.repair) as Repair,
  since: row.since.toISOString(),
  foundAt: row.found_at.toISOString(),
  version: row.version,
  ...given('repairedAt', isoOf(row.repaired_at)),
  ...given('repairedBy', row.repaired_by),
  ...given('repairExchange', row.repair_exchange),
  ...given('endedAt', isoOf(row.ended_at)),
  ...given('endedHow', row.ended_how as EndedHow | null),
  ...dismissalOf(row),
});

function dismissalOf({
  dismissed_by: by,
  dismissed_key: key,
  dismissed_why: why,
}: DisagreementRow): Pick<StoredDisagreement, 'dismissal'> {
  return by === null || key === null || why === null ? {} : { dismissal: { by, key, why } };
}
