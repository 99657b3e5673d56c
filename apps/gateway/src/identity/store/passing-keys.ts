import { sql, type Kysely, type RawBuilder } from 'kysely';
import { citizenCheckSubject, type PassingKeyOffered } from '@lienthong/contracts';
import { recordset, type Migration } from '@lienthong/store';

/** For whom the key of a question is sealed. */
export interface PassingKey {
  readonly id: string;
  readonly publicKey: string;
}

/** Keys that the connectors have offered. */
export const passingKeys: Migration = {
  name: '0029-passing-keys',
  oldestBinary: 1,
  up: async (db) => {
    await sql`
      create table gateway.passing_key (
        id uuid primary key,
        public_key text not null,
        until timestamptz not null,
        told_at timestamptz not null
      )`.execute(db);
  },
};

/** Whether what is asked under this subject is to be erased soon. */
export const passesSoon = (subject: string): boolean => subject.startsWith(citizenCheckSubject(''));

/** The one that was offered last and still holds: after a restore the connectors may not have every key that they once had. */
export const presentPassingKey: RawBuilder<{ id: string; public_key: string }> = sql`
  select k.id::text as id, k.public_key from gateway.passing_key k
  where k.until > gateway.clock_now() order by k.told_at desc limit 1`;

/** None where the connectors have offered none. */
export async function readPassingKey(db: Kysely<unknown>): Promise<PassingKey | undefined> {
  const { rows } = await presentPassingKey.execute(db);
  return rows[0] && { id: rows[0].id, publicKey: rows[0].public_key };
}

/** Offered again, a key is the same key. */
export function savePassingKeys(offered: readonly PassingKeyOffered[]): RawBuilder<unknown> | undefined {
  if (offered.length === 0) return undefined;
  const once = new Map(offered.map((one) => [one.passingKey, one]));
  const rows = [...once.values()].map(({ passingKey, publicKey, until }) => ({
    ...{ id: passingKey, public_key: publicKey, until: new Date(until) },
  }));
  return sql`
    insert into gateway.passing_key (id, public_key, until, told_at)
    select r.id, r.public_key, r.until, gateway.clock_now()
    from ${recordset(rows, { id: 'uuid', public_key: 'text', until: 'timestamptz' })} 
    on conflict (id) do update set told_at = excluded.told_at`;
}
