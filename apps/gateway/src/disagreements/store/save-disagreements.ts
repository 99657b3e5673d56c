import { sql, type RawBuilder } from 'kysely';
import { recordset } from '@lienthong/store';
import type { Batch } from '../../pipeline/batch.js';
import { dateOf } from '../../store/rows.js';
import type { KeptPortalClaim, StrayParcel } from '../pipeline/disagreement-book.js';
import type { StoredDisagreement } from '../pipeline/stored.js';

export const saveDisagreements = ({ disagreed }: Batch): Readonly<Record<string, RawBuilder<unknown> | undefined>> => ({
  disagreements: save([...disagreed.changed].map((id) => disagreed.known.get(id)!)),
  portal_claims: savePortalClaims(disagreed.portalClaims),
  stray_parcels: saveStrayParcels(disagreed.strayParcels),
  dismissed_parcels: saveDismissed(disagreed.dismissedParcels),
});

function save(changed: readonly StoredDisagreement[]): RawBuilder<unknown> | undefined {
  if (changed.length === 0) return undefined;
  const rows = changed.map((one) => ({
    ...{ id: one.id, dossier: one.dossier ?? null, kind: one.kind, about: one.about, assumed: one.assumed },
    ...{ claims: JSON.stringify(one.claims), repair: JSON.stringify(one.repair), since: dateOf(one.since) },
    ...{ found_at: dateOf(one.foundAt), version: one.version },
    ...{ repaired_at: dateOf(one.repairedAt), repaired_by: one.repairedBy ?? null },
    ...{ repair_exchange: one.repairExchange ?? null },
    ...{ ended_at: dateOf(one.endedAt), ended_how: one.endedHow ?? null },
    ...{ dismissed_by: one.dismissal?.by ?? null, dismissed_key: one.dismissal?.key ?? null },
    ...{ dismissed_why: one.dismissal?.why ?? null },
  }));
  return sql`
    insert into gateway.disagreement (id, dossier, kind, about, assumed, claims, repair, since, found_at, version,
      repaired_at, repaired_by, repair_exchange, ended_at, ended_how, dismissed_by, dismissed_key, dismissed_why)
    select r.id, r.dossier, r.kind, r.about, r.assumed, r.claims, r.repair, r.since, r.found_at, r.version,
      r.repaired_at, r.repaired_by, r.repair_exchange, r.ended_at, r.ended_how, r.dismissed_by, r.dismissed_key, r.dismissed_why
    from ${recordset(rows, {
      ...({ id: 'uuid', dossier: 'text', kind: 'text', about: 'text', assumed: 'bool', claims: 'text' } as const),
      ...({ repair: 'text', since: 'timestamptz', found_at: 'timestamptz', version: 'int4' } as const),
      ...({ repaired_at: 'timestamptz', repaired_by: 'text', repair_exchange: 'uuid' } as const),
      ...({ ended_at: 'timestamptz', ended_how: 'text', dismissed_by: 'text' } as const),
      ...({ dismissed_key: 'bytea', dismissed_why: 'bytea' } as const),
    })}
    on conflict (id) do update set assumed = excluded.assumed, claims = excluded.claims, repair = excluded.repair,
      since = excluded.since, version = excluded.version, repaired_at = excluded.repaired_at,
      repaired_by = excluded.repaired_by, repair_exchange = excluded.repair_exchange, ended_at = excluded.ended_at,
      ended_how = excluded.ended_how, dismissed_by = excluded.dismissed_by, dismissed_key = excluded.dismissed_key,
      dismissed_why = excluded.dismissed_why`;
}

/** The newest answer counts, in whatever order they are told. */
function savePortalClaims(claims: readonly KeptPortalClaim[]): RawBuilder<unknown> | undefined {
  if (claims.length === 0) return undefined;
  const newest = new Map<string, KeptPortalClaim>();
  for (const claim of claims) {
    const known = newest.get(claim.dossier);
    if (!known || known.at <= claim.at) newest.set(claim.dossier, claim);
  }
  const rows = [...newest.values()].map(({ status, at, ...rest }) => ({
    ...rest,
    status: status ?? null,
    at: dateOf(at),
  }));
  return sql`
    insert into gateway.portal_claim as c (dossier, there, status, at, exchange)
    select r.dossier, r.there, r.status, r.at, r.exchange
    from ${recordset(rows, { dossier: 'text', there: 'bool', status: 'text', at: 'timestamptz', exchange: 'uuid' })}
    on conflict (dossier) do update set there = excluded.there, status = excluded.status, at = excluded.at,
      exchange = excluded.exchange, weighed = false where c.at <= excluded.at`;
}

function saveStrayParcels(parcels: readonly StrayParcel[]): RawBuilder<unknown> | undefined {
  if (parcels.length === 0) return undefined;
  return sql`
    insert into gateway.stray_parcel (delivery, at)
    select r.delivery, r.at from ${rowsOf(parcels)} on conflict do nothing`;
}

function saveDismissed(parcels: readonly StrayParcel[]): RawBuilder<unknown> | undefined {
  if (parcels.length === 0) return undefined;
  return sql`
    update gateway.stray_parcel s set dismissed_at = r.at from ${rowsOf(parcels)} where s.delivery = r.delivery`;
}

/** Each once, as it was told of last. */
const rowsOf = (parcels: readonly StrayParcel[]): RawBuilder<unknown> =>
  recordset(
    [...new Map(parcels.map(({ delivery, at }) => [delivery, at]))].map(([delivery, at]) => ({
      delivery,
      at: dateOf(at),
    })),
    { delivery: 'uuid', at: 'timestamptz' },
  );
