import { withClient } from '@lienthong/store/testing';

/**
 * A database that answers and has no room: what would make a table longer is refused as PostgreSQL refuses it on a full disk. The
 * flag stands in a table of its own, so that the disk of all sessions is full at the same moment.
 */
const guard = `
  create schema chaos;
  create table chaos.room (is_full boolean not null);
  insert into chaos.room values (false);
  create sequence chaos.refused;
  create function chaos.grow() returns trigger language plpgsql security definer as $$
    begin
      if (select is_full from chaos.room) then
        perform nextval('chaos.refused');
        raise exception 'could not extend file "base/%": No space left on device', tg_relid using errcode = '53100';
      end if;
      return null;
    end $$;
  do $$
    declare one regclass;
    begin
      for one in select c.oid::regclass from pg_class c join pg_namespace n on n.oid = c.relnamespace
        where n.nspname in ('gateway', 'connectors') and c.relkind in ('r', 'p') and not c.relispartition
      loop
        execute format('create trigger grow before insert on %s for each statement execute function chaos.grow()', one);
      end loop;
    end $$`;

/** From now on there is a disk that can be filled; the tables are there. */
export const guardRoom = (databaseUrl: string): Promise<unknown> =>
  withClient(databaseUrl, (client) => client.query(guard));

export const setFull = (databaseUrl: string, isFull: boolean): Promise<unknown> =>
  withClient(databaseUrl, (client) => client.query('update chaos.room set is_full = $1', [isFull]));

/** Statements that found no room. */
export async function readRefused(databaseUrl: string): Promise<number> {
  const text = `select case when is_called then last_value else 0 end::float8 as count from chaos.refused`;
  const { rows } = await withClient(databaseUrl, (client) => client.query<{ count: number }>(text));
  return rows[0]!.count;
}
