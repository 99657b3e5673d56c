import { sql, type Kysely } from 'kysely';
import type { DossierView, PartnerState } from '../../core.js';
import { given } from '../../store/rows.js';
import type { CheckState } from '../core.js';
import type { Parts } from '../rules/check.js';

const standing: Readonly<Record<CheckState, PartnerState>> = {
  pending: 'behind',
  unknown: 'behind',
  parked: 'parked',
  refused: 'parked',
  done: 'inStep',
};

/** How a dossier stands with the population database: its newest check speaks; nothing without one. */
export async function populationFacet(
  db: Kysely<unknown>,
  dossier: string,
): Promise<DossierView['partners'][string] | undefined> {
  const { rows } = await sql<{ state: string; parts: string; changed_at: Date }>`
    select k.state, k.parts, k.changed_at from gateway.citizen_check k
    where k.dossier = ${dossier} order by k.id desc limit 1`.execute(db);
  const row = rows[0];
  if (!row) return undefined;
  const { population } = JSON.parse(row.parts) as Parts;
  return {
    state: standing[row.state as CheckState],
    since: row.changed_at.toISOString(),
    ...given('exchange', population?.exchange),
  };
}
