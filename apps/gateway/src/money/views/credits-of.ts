import { sql, type Kysely, type RawBuilder } from 'kysely';
import { identified } from '../../store/lock-subjects.js';
import type { StoredCredit } from '../pipeline/stored.js';
import { creditsWhere } from '../store/by-key.js';
import { creditColumns, creditOfRow, type CreditRow } from '../store/money-rows.js';

/** By payment: its own credits, and those of payments that it continues. */
export async function creditsOf(
  db: Kysely<unknown>,
  ids: readonly string[],
): Promise<ReadonlyMap<string, readonly StoredCredit[]>> {
  const { rows } = await creditsOfPayments(ids).execute(db);
  const found = new Map<string, StoredCredit[]>();
  for (const row of rows) found.set(row.root, [...(found.get(row.root) ?? []), creditOfRow(row)]);
  return found;
}

/** What a payment continues is of the same dossier: looked for there, and not among all payments there are. */
export const creditsOfPayments = (ids: readonly string[]): RawBuilder<CreditRow & { readonly root: string }> => sql`
  with recursive chain as (
    select r.id as root, p.id, p.dossier from ${identified(ids)}
      cross join lateral (select p.id, p.dossier from gateway.payment p where p.id = r.id offset 0) p
    union all
    select chain.root, p.id, p.dossier from chain
      cross join lateral (
        select p.id, p.dossier from gateway.payment p where p.dossier = chain.dossier and p.continued_by = chain.id offset 0) p)
  select chain.root, ${sql.raw(creditColumns)} from chain ${creditsWhere(sql`c.payment = chain.id`)}
  order by c.received_at, c.id`;
