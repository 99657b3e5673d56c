import { withClient } from '@lienthong/store/testing';

/**
 * Watches in the database that what becomes of a call is stored by the process that has the lease. The lease's row is locked when it
 * is, so what the trigger sees there is what the writer saw.
 */
const watch = `
  create schema crash;
  create table crash.unfenced (exchange uuid not null, owner text not null, lease_of text);
  create function crash.look() returns trigger language plpgsql security definer as $$
    declare lease_of text;
    begin
      select l.owner into lease_of from connectors.work w join connectors.shard_lease l on l.shard = w.shard
        where w.exchange = new.exchange;
      if lease_of is distinct from new.owner then
        insert into crash.unfenced values (new.exchange, new.owner, lease_of);
      end if;
      return null;
    end $$;
  create trigger look after insert on connectors.attempt for each row execute function crash.look()`;

/** From now on; the tables are there. */
export const watchFence = (databaseUrl: string): Promise<unknown> =>
  withClient(databaseUrl, (client) => client.query(watch));

/** What a process stored that had lost its lease. */
export async function readUnfenced(databaseUrl: string): Promise<readonly string[]> {
  const text = `select exchange || ' by ' || owner || ', lease of ' || coalesce(lease_of, 'nobody') as what from crash.unfenced`;
  const { rows } = await withClient(databaseUrl, (client) => client.query<{ what: string }>(text));
  return rows.map(({ what }) => what);
}
