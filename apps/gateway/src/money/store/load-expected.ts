import { sql, type Kysely } from 'kysely';
import { identified } from '../../store/lock-subjects.js';
import { expectedMessage } from '../pipeline/expected-message.js';
import { paymentColumns, paymentOfRow, type PaymentRow } from './money-rows.js';

/** What the connectors are to expect, as the payments stand now: a newer word than the one that is made again does no harm. */
export async function loadExpected(
  db: Kysely<unknown>,
  ids: readonly string[],
): Promise<readonly ReturnType<typeof expectedMessage>[]> {
  if (ids.length === 0) return [];
  const { rows } = await sql<PaymentRow>`
    select ${sql.raw(paymentColumns)} from gateway.payment p
    where p.id in (select r.id from ${identified(ids)}) order by p.id`.execute(db);
  return rows.map((row) => expectedMessage(paymentOfRow(row), row.changed_at.toISOString()));
}
