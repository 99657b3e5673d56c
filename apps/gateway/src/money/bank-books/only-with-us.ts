import { sql, type RawBuilder } from 'kysely';
import { inDays } from '../../store/vietnam-day.js';

/**
 * Confirmed money of ours in these days (`yyyy-mm-dd`, both included) that no statement shows; conditions on
 * `gateway.credit c`. What a bank books on a later day leaves the list when that day's statement has come.
 */
export const onlyWithUs = (account: string, firstDay: string, lastDay: string): RawBuilder<boolean> => sql<boolean>`
  c.account = ${account} and c.direction = 'in' and c.confirmed and c.source <> 'statement'
  and ${inDays('c.bank_time', firstDay, lastDay)}
  and not exists (select from gateway.statement_entry e where e.credit = c.id and e.kind = 'credit')`;
