import { sql, type Kysely } from 'kysely';
import type { DossierView } from '../../core.js';
import { given } from '../../store/rows.js';
import type { DeliveryState } from '../core.js';
import { hasEnded } from '../rules/delivery.js';

/** How a dossier stands with the post: the delivery that was made last speaks; nothing without one. */
export async function deliveryFacet(
  db: Kysely<unknown>,
  dossier: string,
): Promise<DossierView['partners'][string] | undefined> {
  const found = await sql<{ state: string; changed_at: Date; exchange: string; cancel_exchange: string | null }>`
    select v.state, v.changed_at, v.exchange, v.cancel_exchange from gateway.delivery v
    where v.dossier = ${dossier} order by v.created_at desc, v.id limit 1`.execute(db);
  const row = found.rows[0];
  if (!row) return undefined;
  const state = row.state as DeliveryState;
  const standing = state === 'refused' ? 'parked' : hasEnded(state) ? 'inStep' : 'behind';
  return {
    state: standing,
    since: row.changed_at.toISOString(),
    ...given('exchange', row.cancel_exchange ?? row.exchange),
  };
}
