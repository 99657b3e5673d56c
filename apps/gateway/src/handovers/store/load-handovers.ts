import { sql } from 'kysely';
import type { Batch } from '../../pipeline/batch.js';
import { identified } from '../../store/lock-subjects.js';
import { reading, type Reading } from '../../store/reading.js';
import { handoverColumns, handoverOfRow, type HandoverRow } from './handover-rows.js';
import type { HandoverScope } from './resolve-handovers.js';

/** These handovers, under their locks. */
export function readHandovers({ ids }: Pick<HandoverScope, 'ids'>, { handed }: Batch): Reading | undefined {
  if (ids.length === 0) return undefined;
  return reading(
    sql<HandoverRow>`
      select ${sql.raw(handoverColumns)} from gateway.handover h where h.id in (select r.id from ${identified(ids)})`,
    (rows) => rows.forEach((row) => handed.load(handoverOfRow(row))),
  );
}
