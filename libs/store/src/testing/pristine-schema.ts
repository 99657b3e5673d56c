import { sql, type Kysely } from 'kysely';
import type { MigrationSet, Side, Store } from '../port.js';

/** A function or a trigger: what tests put in place of ours, or beside it. */
interface Part {
  readonly oid: number;
  /** As a statement names it. */
  readonly name: string;
  /** Of a function: what makes it again. */
  readonly definition: string | null;
  readonly mark: string;
}

interface Look {
  /** Over all tables, columns, indexes and constraints, as the catalogue numbers them: made again they are others. */
  readonly shape: string;
  readonly functions: readonly Part[];
  readonly triggers: readonly Part[];
  /** Of the largest table. */
  readonly bytes: number;
}

/** A table with more in it is cheaper made again than emptied: rows that were deleted stay in the way. */
const bytesAtMost = 1_048_576;

// eslint-disable-next-line @typescript-eslint/no-explicit-any -- raw SQL only
const handle = (store: Store, side: Side): Kysely<any> => store.db(side);

async function lookAt(store: Store, side: Side): Promise<Look> {
  const { rows } = await sql<Look>`
    with space as (select oid from pg_namespace where nspname = ${side}),
    rel as (select c.* from pg_class c, space where relnamespace = space.oid),
    line as (
      select concat_ws(' ', 'rel', oid, relname, relkind, reloptions::text) as line from rel
      union all select concat_ws(' ', 'col', attrelid, attnum, a.xmin::text) from pg_attribute a join rel on rel.oid = attrelid
      union all select concat_ws(' ', 'con', c.oid, c.xmin::text) from pg_constraint c, space where connamespace = space.oid)
    select (select md5(string_agg(line, ';' order by line)) from line) as shape,
      (select coalesce(max(pg_relation_size(oid)), 0)::float8 from rel where relkind = 'r') as bytes,
      (select coalesce(json_agg(json_build_object('oid', p.oid::int8, 'name', p.oid::regprocedure::text,
          'definition', pg_get_functiondef(p.oid), 'mark', md5(pg_get_functiondef(p.oid)))), '[]')
        from pg_proc p, space where pronamespace = space.oid and prokind = 'f') as functions,
      (select coalesce(json_agg(json_build_object('oid', t.oid::int8, 'name', format('%I on %s', tgname, tgrelid::regclass),
          'definition', null, 'mark', tgenabled)), '[]')
        from pg_trigger t join rel on rel.oid = tgrelid where not tgisinternal) as triggers`.execute(
    handle(store, side),
  );
  return rows[0]!;
}

/**
 * One side's schema as its migrations left it, in an embedded database that serves one test after another: to make it again costs
 * ten times what it costs to put its rows, sequences, functions and triggers back.
 */
export class PristineSchema {
  private constructor(
    private readonly store: Store,
    private readonly side: Side,
    readonly names: string,
    private readonly look: Look,
  ) {}

  /** Of a schema that has just been migrated. */
  static async keep(store: Store, set: MigrationSet): Promise<PristineSchema> {
    const { side } = set;
    await sql.raw(keepRows(side)).execute(handle(store, side));
    return new PristineSchema(store, side, namesOf(set), await lookAt(store, side));
  }

  /** Puts everything back; false where that cannot be done, and the schema has to be made again. */
  async restore(): Promise<boolean> {
    const { store, side, look } = this;
    const now = await lookAt(store, side);
    if (now.shape !== look.shape || now.bytes > bytesAtMost) return false;
    const known = (parts: readonly Part[], { oid }: Part): boolean => parts.some((part) => part.oid === oid);
    if (look.triggers.some((part) => now.triggers.find(({ oid }) => oid === part.oid)?.mark !== part.mark))
      return false;
    if (!look.functions.every((part) => known(now.functions, part))) return false;
    const foreign = (kind: 'functions' | 'triggers'): Part[] => now[kind].filter((part) => !known(look[kind], part));
    const replaced = look.functions.filter(
      (part) => now.functions.find(({ oid }) => oid === part.oid)?.mark !== part.mark,
    );
    const statements = [
      ...foreign('triggers').map(({ name }) => `drop trigger ${name}`),
      ...foreign('functions').map(({ name }) => `drop function ${name}`),
      ...replaced.map(({ definition }) => definition!),
      putRowsBack(side),
    ];
    for (const statement of statements) await sql.raw(statement).execute(handle(store, side));
    return true;
  }
}

/** What tells one set of migrations from another. */
export const namesOf = ({ binary, migrations }: MigrationSet): string =>
  `${binary}: ${migrations.map(({ name }) => name).join(' ')}`;

/** Rows that migrations write, and how far they have counted, are kept in a schema of their own. */
const keepRows = (side: Side): string => `do $$
  declare t record; filled boolean;
  begin
    drop schema if exists pristine_${side} cascade;
    create schema pristine_${side};
    create table pristine_${side}."(sequences)" as
      select seqrelid as sequence, seqstart as start, pg_sequence_last_value(seqrelid) as last
      from pg_sequence join pg_class on oid = seqrelid where relnamespace = '${side}'::regnamespace;
    for t in select relname as name from pg_class where relnamespace = '${side}'::regnamespace and relkind = 'r' loop
      execute format('select exists (select from ${side}.%I)', t.name) into filled;
      if filled then execute format('create table pristine_${side}.%I as table ${side}.%I', t.name, t.name); end if;
    end loop;
  end $$`;

const putRowsBack = (side: Side): string => `do $$
  declare t record;
  begin
    perform set_config('session_replication_role', 'replica', true);
    for t in select relname as name from pg_class where relnamespace = '${side}'::regnamespace and relkind = 'r' loop
      execute format('delete from ${side}.%I', t.name);
    end loop;
    for t in
      select c.relname as name, string_agg(quote_ident(attname), ', ') as columns
      from pg_class c join pg_attribute on attrelid = c.oid and attnum > 0 and not attisdropped
      where relnamespace = 'pristine_${side}'::regnamespace and relkind = 'r' and c.relname <> '(sequences)'
      group by c.relname
    loop
      execute format('insert into ${side}.%I (%s) overriding system value select %s from pristine_${side}.%I',
        t.name, t.columns, t.columns, t.name);
    end loop;
    perform setval(sequence::regclass, coalesce(last, start), last is not null) from pristine_${side}."(sequences)";
  end $$`;
