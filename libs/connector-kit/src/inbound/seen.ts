import { sql } from 'kysely';
import type { Tx } from '@lienthong/store';
import type { SeenRow } from './port.js';

/** Of one reference there are few rows; more than these say nothing new. */
const mostRows = 200;

/** What a partner has said under a reference of ours. */
export async function seenRows(db: Tx, partner: string, account: string, reference: string): Promise<SeenRow[]> {
  const { rows } = await sql<{ said: string; confirmed: boolean; received_at: Date }>`
    select c.said, c.confirmed_by is not null as confirmed, c.received_at from connectors.received c
    where c.partner = ${partner} and c.reference = ${reference} and c.account = ${account} and c.what in ('tracking', 'handover')
    order by c.received_at limit ${mostRows}::int4`.execute(db);
  return rows.map(({ said, confirmed, received_at: at }) => ({
    code: said.slice(0, said.indexOf(' ')),
    confirmed,
    readAt: at.getTime(),
  }));
}
