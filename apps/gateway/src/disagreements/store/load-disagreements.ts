import { sql } from 'kysely';
import type { Batch } from '../../pipeline/batch.js';
import type { Unit } from '../../pipeline/unit.js';
import { identified, named } from '../../store/lock-subjects.js';
import { reading, type Reading } from '../../store/reading.js';
import { disagreementColumns, disagreementOfRow, openStrays, type DisagreementRow } from './disagreement-rows.js';

/** Dossiers whose content a repair states. */
export const repairedDossiers = (units: readonly Unit[]): readonly string[] =>
  units.flatMap((unit) => (unit.kind === 'repairDisagreement' ? [unit.subject] : []));

/** Under the locks of their dossiers; what is of none has only its own. */
export function readDisagreements(units: readonly Unit[], { disagreed }: Batch): Reading | undefined {
  const compared = units.flatMap((unit) => (unit.kind === 'compared' ? [unit.subject] : []));
  const ids = units.flatMap((unit) =>
    unit.kind === 'repairDisagreement' || unit.kind === 'dismissDisagreement' ? [unit.command.disagreement] : [],
  );
  if (compared.length + ids.length === 0) return undefined;
  const lookedAt = units.flatMap((unit) => (unit.kind === 'compared' ? (unit.lookedAt ?? []) : []));
  const ofNone = lookedAt.length > 0 ? sql`or (${openStrays(lookedAt)})` : sql``;
  return reading(
    sql<DisagreementRow>`
      select ${sql.raw(disagreementColumns)} from gateway.disagreement g
      where (g.dossier in (select r.subject from ${named(compared)}) and g.ended_at is null)
        or g.id in (select r.id from ${identified(ids)}) ${ofNone} order by g.id for update of g`,
    (rows) => rows.forEach((row) => disagreed.known.set(row.id, disagreementOfRow(row))),
  );
}
