import { sql, type Kysely } from 'kysely';

/** Nothing has an index by class; of so many rows a store tells in a fraction of a second. */
const looked = sql.lit(200_000);

/**
 * Has anything of this class ever been here: a dossier of the procedure, a payment of the fee? Nobody holds a list of all procedures
 * and fees, agencies state them with their dossiers; what was never here may still come, or be a typing error. Undefined where it is
 * not among the first 200,000 and there are more.
 */
export async function isClassSeen(db: Kysely<unknown>, of: string): Promise<boolean | undefined> {
  const [kind = '', code = ''] = of.split(':');
  const codes =
    kind === 'procedure'
      ? sql`select d.procedure as code from gateway.dossier d limit ${looked}`
      : sql`select f.code from gateway.payment_fee f limit ${looked}`;
  const { rows } = await sql<{ seen: boolean; more: boolean }>`
    select coalesce(bool_or(c.code = ${code}), false) as seen, count(*) = ${looked} as more from (${codes}) c`.execute(
    db,
  );
  const { seen, more } = rows[0]!;
  return seen || !more ? seen : undefined;
}
