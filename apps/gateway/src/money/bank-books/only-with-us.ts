import { sql, type RawBuilder } from 'kysely';

/**
 * Confirmed money of ours in these days (`yyyy-mm-dd`, both included) that no statement shows; conditions on
 * `gateway.credit c`. What a bank books on a later day leaves the list when that day's statement has come.
 */
export const onlyWithUs = (account: string, firstDay: string, lastDay: string): RawBuilder<boolean> => sql<boolean>`
  c.account = ${account} and c.direction = 'in' and c.confirmed and c.source <> 'statement'
  and c.bank_time >= ${firstDay}::date::timestamp at time zone 'Asia/Ho_Chi_Minh'
  and c.bank_time < (${lastDay}::date + 1)::timestamp at time zone 'Asia/Ho_Chi_Minh'
  and not exists (select from gateway.statement_entry e where e.credit = c.id and e.kind = 'credit')`;
