import { sql, type Kysely } from 'kysely';
import type { Stray } from '../rules/claims.js';

/** Of each source at most so many at a time, the oldest first: they wait for persons. */
const most = 500;

/** What partners volunteered and nobody knows the dossier of. */
export async function readStrays(db: Kysely<unknown>): Promise<readonly Stray[]> {
  const { rows } = await sql<{ source: string; id: string; at: Date }>`
    (select 'credit' as source, c.id, c.received_at as at from gateway.credit c
      where c.state = 'unmatched' and c.direction = 'in' and c.reversed_at is null
        and not exists (select from gateway.refund f where f.credit = c.id and f.state = 'done')
      order by c.received_at, c.id limit ${most}::int4)
    union all
    (select 'submission', p.id, p.received_at from gateway.submission p
      where p.handover is null order by p.n limit ${most}::int4)
    union all
    (select 'parcel', s.delivery, s.at from gateway.stray_parcel s
      where not exists (select from gateway.delivery v where v.id = s.delivery)
      order by s.at, s.delivery limit ${most}::int4)`.execute(db);
  return rows.map(({ source, id, at }) => ({ source: source as Stray['source'], id, at: at.toISOString() }));
}
