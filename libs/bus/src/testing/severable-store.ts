import type { Kysely, KyselyPlugin } from 'kysely';
import type { Side, Store } from '@lienthong/store';

/**
 * A store that can be cut off: from then on every statement fails as if the process had died, while the database goes on
 * for others. A statement that has already been sent is still carried out, as after a real crash.
 */
export function severable(store: Store): { readonly store: Store; sever(): void } {
  let severed = false;
  const guard: KyselyPlugin = {
    transformQuery: ({ node }) => {
      if (severed) throw Object.assign(new Error('cut off from the store'), { code: '08006' });
      return node;
    },
    transformResult: async ({ result }) => result,
  };
  return {
    store: { ...store, db: <Tables>(side: Side): Kysely<Tables> => store.db<Tables>(side).withPlugin(guard) },
    sever: () => void (severed = true),
  };
}
