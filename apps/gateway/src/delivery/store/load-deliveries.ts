import { sql } from 'kysely';
import type { Batch } from '../../pipeline/batch.js';
import { named } from '../../store/lock-subjects.js';
import { reading, type Reading } from '../../store/reading.js';
import { deliveryColumns, deliveryOfRow, type DeliveryRow } from './delivery-rows.js';
import type { DeliveryScope } from './resolve-deliveries.js';

/** The deliveries of these dossiers, under their locks. */
export function readDeliveries({ dossiers }: DeliveryScope, { post }: Batch): Reading | undefined {
  if (dossiers.size === 0) return undefined;
  return reading(
    sql<DeliveryRow>`
      select ${sql.raw(deliveryColumns)} from gateway.delivery v
      where v.dossier in (select r.subject from ${named([...dossiers])})`,
    (rows) => rows.forEach((row) => post.load(deliveryOfRow(row))),
  );
}
