import { sql, type Kysely } from 'kysely';
import { beforeFirstId } from '@lienthong/store';
import { identified } from '../../store/lock-subjects.js';
import { unattributedNamed } from '../rules/unknown-to-us.js';
import type { Unattributed } from '../rules/claims.js';

/** How far the comparison has come in each source of what nobody knows the dossier of, and among what is open of it. */
export interface UnattributedWalk {
  readonly afterCredit: string;
  /** The number of a submission, in the order in which they came. */
  readonly afterSubmission: number;
  readonly afterParcel: string;
  readonly afterOpenUnattributed: string;
}

type UnattributedName = Pick<Unattributed, 'source' | 'id'>;

export interface UnattributedStretch {
  readonly names: readonly UnattributedName[];
  /** Where the next stretch begins; at the beginning, behind the last. */
  readonly next: UnattributedWalk;
}

/** The next of each source and of what is open, so many of each at most. What came to be before a place is met the next time round. */
export async function unattributedStretch(
  db: Kysely<unknown>,
  walk: UnattributedWalk,
  most: number,
): Promise<UnattributedStretch> {
  const { rows } = await sql<{ source: Unattributed['source'] | 'open'; name: string; n: number }>`
    (select 'credit' as source, c.id::text as name, 0::int8 as n from gateway.credit c
      where c.state <> 'matched' and (c.received_at, c.id) > (
        coalesce((select k.received_at from gateway.credit k where k.id = ${walk.afterCredit}::uuid), '-infinity'),
        ${walk.afterCredit}::uuid)
      order by c.received_at, c.id limit ${most}::int4)
    union all
    (select 'submission', p.id::text, p.n from gateway.submission p
      where p.handover is null and p.n > ${walk.afterSubmission}::int8 order by p.n limit ${most}::int4)
    union all
    (select 'parcel', s.delivery::text, 0 from gateway.stray_parcel s
      where s.delivery > ${walk.afterParcel}::uuid and s.dismissed_at is null order by s.delivery limit ${most}::int4)
    union all
    (select 'open', g.id::text || ' ' || g.about, 0 from gateway.disagreement g
      where g.ended_at is null and g.dossier is null and g.id > ${walk.afterOpenUnattributed}::uuid
      order by g.id limit ${most}::int4)`.execute(db);
  const of = (source: (typeof rows)[number]['source']) => rows.filter((row) => row.source === source);
  /** The last of a full stretch. */
  const lastOf = (source: (typeof rows)[number]['source']) =>
    of(source).length < most ? undefined : of(source).at(-1);
  const open = of('open').map(({ name }) => unattributedNamed(name.slice(name.indexOf(' ') + 1)));
  const met = rows.flatMap(({ source, name: id }) => (source === 'open' ? [] : [{ source, id }]));
  return {
    names: [...met, ...open],
    next: {
      afterCredit: lastOf('credit')?.name ?? beforeFirstId,
      afterSubmission: lastOf('submission')?.n ?? 0,
      afterParcel: lastOf('parcel')?.name ?? beforeFirstId,
      afterOpenUnattributed: lastOf('open')?.name.split(' ')[0] ?? beforeFirstId,
    },
  };
}

/** Those of these that still nobody knows the dossier of. */
export async function readUnattributed(
  db: Kysely<unknown>,
  names: readonly UnattributedName[],
): Promise<readonly Unattributed[]> {
  const idsOf = (source: Unattributed['source']) =>
    identified(new Set(names.flatMap((one) => (one.source === source ? [one.id] : []))));
  const { rows } = await sql<{ source: string; id: string; at: Date }>`
    select 'credit' as source, c.id, c.received_at as at from gateway.credit c
      where c.id in (select r.id from ${idsOf('credit')})
        and c.state = 'unmatched' and c.direction = 'in' and c.reversed_at is null
        and not exists (select from gateway.refund f where f.credit = c.id and f.state = 'done')
    union all
    select 'submission', p.id, p.received_at from gateway.submission p
      where p.id in (select r.id from ${idsOf('submission')}) and p.handover is null
    union all
    select 'parcel', s.delivery, s.at from gateway.stray_parcel s
      where s.delivery in (select r.id from ${idsOf('parcel')})
        and s.dismissed_at is null and not exists (select from gateway.delivery v where v.id = s.delivery)`.execute(db);
  return rows.map(({ source, id, at }) => ({ source: source as Unattributed['source'], id, at: at.toISOString() }));
}
