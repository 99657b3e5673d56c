import { sql, type Kysely } from 'kysely';

/**
 * Has anything of this class ever been here: a dossier of the procedure, a payment of the fee? Nobody holds a list of all procedures
 * and fees, agencies state them with their dossiers; what was never here may still come, or be a typing error. Read through when
 * nothing is found: an operator opens a window seldom.
 */
export async function isClassSeen(db: Kysely<unknown>, of: string): Promise<boolean> {
  const [kind = '', code = ''] = of.split(':');
  const held =
    kind === 'procedure' ? sql`gateway.dossier d where d.procedure` : sql`gateway.payment_fee f where f.code`;
  const { rows } = await sql<{ seen: boolean }>`select exists (select from ${held} = ${code}) as seen`.execute(db);
  return rows[0]?.seen === true;
}
