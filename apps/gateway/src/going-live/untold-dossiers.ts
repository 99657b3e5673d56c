import { sql, type RawBuilder } from 'kysely';
import { recordset } from '@lienthong/store';
import type { DossierState } from '../journey/subject.js';
import type { HeldSubject } from '../pipeline/batch.js';
import { dateOf } from '../store/rows.js';

/** Dossiers that were recorded and of which the portal has not been told: in the order in which they are caught up with. */
export function saveUntold(
  subjects: readonly HeldSubject[],
): Readonly<Record<string, RawBuilder<unknown> | undefined>> {
  const before = ({ loaded }: HeldSubject): DossierState | undefined => loaded.dossier;
  const changed = subjects.filter((held) => held.state.dossier !== before(held));
  const untold = changed.flatMap(({ state: { dossier } }) => (dossier?.untold ? [dossier] : []));
  const told = changed.flatMap((held) =>
    before(held)?.untold && !held.state.dossier?.untold ? [{ code: held.subject }] : [],
  );
  return {
    ...(untold.length > 0 ? { untold: insert(untold) } : {}),
    ...(told.length > 0
      ? {
          told: sql`
            delete from gateway.untold_dossier u
            where u.code in (select r.code from ${recordset(told, { code: 'text' })})`,
        }
      : {}),
  };
}

function insert(dossiers: readonly DossierState[]): RawBuilder<unknown> {
  const rows = dossiers.map(({ code, unit, submittedAt, receivedAt, dueAt }) => ({
    ...{ code, unit },
    began_at: dateOf(submittedAt ?? receivedAt),
    due_at: dateOf(dueAt),
  }));
  return sql`
    insert into gateway.untold_dossier (code, unit, began_at, due_at)
    select r.code, r.unit, r.began_at, coalesce(r.due_at, 'infinity')
    from ${recordset(rows, { code: 'text', unit: 'text', began_at: 'timestamptz', due_at: 'timestamptz' })}
    on conflict (code) do update set unit = excluded.unit, began_at = excluded.began_at, due_at = excluded.due_at`;
}
