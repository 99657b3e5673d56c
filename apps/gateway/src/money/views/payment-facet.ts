import { sql, type Kysely } from 'kysely';
import type { DossierView } from '../../core.js';
import { standingOf, type LaneStanding } from '../../journey/lane-after-change.js';
import { given, laneOfRow, type LaneRow } from '../../store/rows.js';

interface Row {
  readonly open: number;
  readonly owing: number;
  readonly since: Date | null;
  readonly exchange: string | null;
}

/**
 * How a dossier stands with whoever takes its fees; nothing without a payment. An order that needs a person comes first; then
 * payments that wait for money, and money that has to be sent back.
 */
export async function paymentFacet(
  db: Kysely<unknown>,
  dossier: string,
): Promise<DossierView['partners'][string] | undefined> {
  const found = await sql<Row>`
    select count(*) filter (where p.state in ('initiating', 'open', 'unknown'))::int4 as open,
      (select count(*) from gateway.refund f join gateway.payment q on q.id = f.payment
        where q.dossier = ${dossier} and f.state <> 'done')::int4 as owing,
      max(p.changed_at) as since,
      (array_agg(p.exchange order by p.id desc) filter (where p.exchange is not null))[1] as exchange
    from gateway.payment p where p.dossier = ${dossier} having count(*) > 0`.execute(db);
  const row = found.rows[0];
  if (!row) return undefined;
  const parked = await parkedOrder(db, dossier);
  if (parked) return parked;
  const state: LaneStanding = row.open > 0 || row.owing > 0 ? 'behind' : 'inStep';
  return { state, ...given('since', row.since?.toISOString()), ...given('exchange', row.exchange) };
}

async function parkedOrder(db: Kysely<unknown>, dossier: string): Promise<DossierView['partners'][string] | undefined> {
  const { rows } = await sql<LaneRow>`
    select l.subject, l.partner, l.operation, l.last_number, l.last_exchange, l.snapshot_hash, l.ended_number, l.trouble, l.since
    from gateway.payment p join gateway.lane l on l.subject = 'payment:' || p.id::text
    where p.dossier = ${dossier} and p.state in ('initiating', 'unknown') and l.trouble is not null order by l.since`.execute(
    db,
  );
  const lane = rows.map(laneOfRow).find((one) => standingOf(one) === 'parked');
  return lane && { state: 'parked', since: lane.since, ...given('exchange', lane.trouble?.exchange) };
}
