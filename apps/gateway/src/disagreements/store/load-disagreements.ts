import { sql } from 'kysely';
import type { Batch } from '../../pipeline/batch.js';
import type { Unit } from '../../pipeline/unit.js';
import { identified, named } from '../../store/lock-subjects.js';
import { reading, type Reading } from '../../store/reading.js';
import { aboutOf, unattributedNamed } from '../rules/unknown-to-us.js';
import { disagreementColumns, disagreementOfRow, openUnattributed, type DisagreementRow } from './disagreement-rows.js';

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
  const ofNone = lookedAt.length > 0 ? sql`or (${openUnattributed(lookedAt)})` : sql``;
  return reading(
    sql<DisagreementRow>`
      select ${sql.raw(disagreementColumns)} from gateway.disagreement g
      where (g.dossier in (select r.subject from ${named(compared)}) and g.ended_at is null)
        or g.id in (select r.id from ${identified(ids)}) ${ofNone} order by g.id for update of g`,
    (rows) => rows.forEach((row) => disagreed.known.set(row.id, disagreementOfRow(row))),
  );
}

/** Asked behind the locks of {@link readDisagreements}: whoever dismisses one meanwhile has been waited for, or waits. */
export function readDismissedParcels(units: readonly Unit[], { disagreed }: Batch): Reading | undefined {
  const parcels = units
    .flatMap((unit) => (unit.kind === 'compared' ? (unit.lookedAt ?? []) : []))
    .map(unattributedNamed)
    .filter(({ source }) => source === 'parcel');
  if (parcels.length === 0) return undefined;
  const ids = new Set(parcels.map(({ id }) => id));
  return reading(
    sql<{ delivery: string }>`
      select s.delivery from gateway.stray_parcel s
      where s.delivery in (select r.id from ${identified(ids)}) and s.dismissed_at is not null`,
    (rows) => rows.forEach(({ delivery: id }) => disagreed.dismissed.add(aboutOf({ source: 'parcel', id }))),
  );
}
