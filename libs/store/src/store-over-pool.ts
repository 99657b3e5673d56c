import { PostgresDialect, type Kysely, type PostgresPool } from 'kysely';
import { GuardedKysely } from './guarded-kysely.js';
import type { Side, Store } from './port.js';
import { SchemaOfBuilders } from './schema-of-builders.js';

/** A store whose handles, one per side, share one pool; `of` is that pool as a side sees it. */
export function storeOver(
  pool: PostgresPool,
  rest: Omit<Store, 'db'>,
  of: (side: Side) => PostgresPool = () => pool,
): Store {
  const handle = (side: Side): GuardedKysely<unknown> =>
    new GuardedKysely(
      { dialect: new PostgresDialect({ pool: of(side) }), plugins: [new SchemaOfBuilders(side)] },
      pool,
    );
  const handles = { gateway: handle('gateway'), connectors: handle('connectors'), bus: handle('bus') };
  let closing: Promise<void> | undefined;
  return {
    ...rest,
    db: <Tables>(side: Side) => handles[side] as unknown as Kysely<Tables>,
    close: () => (closing ??= rest.close()),
  };
}
