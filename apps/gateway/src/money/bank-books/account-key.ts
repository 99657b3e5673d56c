import { sql } from 'kysely';
import { statementSubject } from './entry-box.js';
import type { StatementTools } from './tools.js';

/** The data key of an account's statements; made when the first one comes. */
export async function keyOfAccount({ db, sealer }: StatementTools, account: string): Promise<unknown> {
  const subject = statementSubject(account);
  const read = () =>
    sql<{ data_key: Buffer }>`select t.data_key from gateway.subject t where t.subject = ${subject}`.execute(db);
  const known = (await read()).rows[0];
  if (known) return sealer.unwrap(known.data_key);
  await sql`
    insert into gateway.subject (subject, data_key) values (${subject}, ${sealer.newWrappedKey()})
    on conflict (subject) do nothing`.execute(db);
  return sealer.unwrap((await read()).rows[0]!.data_key);
}
