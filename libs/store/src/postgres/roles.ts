import type { PoolClient } from 'pg';
import { sqlState } from '../errors.js';
import type { Side } from '../port.js';

/** The role that a side works under on PostgreSQL; it owns the side's schema, and has no rights on the other's. */
export const roleOf: Readonly<Record<Side, string | undefined>> = {
  gateway: 'lienthong_gateway',
  connectors: 'lienthong_connectors',
  // The embedded log belongs to the embedded database, which has one user.
  bus: undefined,
};

const sides = ['gateway', 'connectors'] as const;

/** Fixed; other than those of migrations. */
const lockKey = 7_310;

/** Roles and grants are the cluster's: another database may make the same at this moment. */
const madeMeanwhile = new Set(['42710', '23505', 'XX000']);

/** Sides whose schema belongs to their role, and whose role this login may take. */
export async function sidesUnderRoles(client: PoolClient): Promise<ReadonlySet<Side>> {
  const { rows } = await client.query<{ schema: Side; owner: string }>(
    `select n.nspname as schema, r.rolname as owner from pg_namespace n join pg_roles r on r.oid = n.nspowner
     where n.nspname = any($1) and pg_has_role(current_user, n.nspowner, 'member')`,
    [sides],
  );
  return new Set(rows.filter(({ schema, owner }) => roleOf[schema] === owner).map(({ schema }) => schema));
}

/**
 * Makes the side's role and its schema, or hands an existing schema over to it, as far as this login may. Why not, otherwise.
 * The client acts as the login itself.
 */
export async function prepareSchema(client: PoolClient, side: Side): Promise<string | undefined> {
  const role = roleOf[side];
  if (role === undefined) return undefined;
  await client.query('begin');
  try {
    await client.query('select pg_advisory_xact_lock($1::int8)', [lockKey]);
    await makeRole(client, role);
    await makeSchema(client, side, role);
    await client.query('commit');
    return undefined;
  } catch (error) {
    await client.query('rollback');
    const state = sqlState(error);
    if (state === undefined || !state.startsWith('42')) throw error;
    return (error as Error).message;
  }
}

async function makeRole(client: PoolClient, role: string): Promise<void> {
  const has = async (question: string): Promise<boolean> =>
    (await client.query<{ yes: boolean }>(`select ${question} as yes`, [role])).rows[0]!.yes;
  const exists = () => has('exists (select from pg_roles where rolname = $1)');
  if (!(await exists())) await tolerant(client, `create role ${role} nologin`);
  const member = () => has(`pg_has_role(current_user, $1::name, 'member')`);
  for (let tries = 3; tries > 0 && !(await member()); tries -= 1) {
    await tolerant(client, `grant ${role} to current_user`);
  }
}

async function tolerant(client: PoolClient, statement: string): Promise<void> {
  await client.query('savepoint made');
  try {
    await client.query(statement);
  } catch (error) {
    await client.query('rollback to savepoint made');
    if (!madeMeanwhile.has(sqlState(error) ?? '')) throw error;
  }
  await client.query('release savepoint made');
}

async function makeSchema(client: PoolClient, side: Side, role: string): Promise<void> {
  const { rows } = await client.query<{ owner: string }>(
    `select r.rolname as owner from pg_namespace n join pg_roles r on r.oid = n.nspowner where n.nspname = $1`,
    [side],
  );
  const owner = rows[0]?.owner;
  if (owner === role) return;
  if (owner === undefined) await client.query(`create schema ${side} authorization ${role}`);
  else await handOver(client, side, role);
}

/** A schema that was made before its role was: everything in it changes its owner. */
async function handOver(client: PoolClient, side: Side, role: string): Promise<void> {
  const { rows } = await client.query<{ statement: string }>(
    `select format('alter table %s owner to ${role}', c.oid::regclass) as statement
     from pg_class c where c.relnamespace = $1::regnamespace and c.relkind in ('r', 'p')
     union all select format('alter function %s owner to ${role}', p.oid::regprocedure)
     from pg_proc p where p.pronamespace = $1::regnamespace`,
    [side],
  );
  await client.query(`alter schema ${side} owner to ${role}`);
  for (const { statement } of rows) await client.query(statement);
}
