import type { Kysely, KyselyPlugin } from 'kysely';
import type { Side, Store } from '@lienthong/store';

export interface Severable {
  readonly store: Store;
  /** From now on every statement fails: as for a process that died, or cannot reach its database. */
  sever(): void;
  heal(): void;
}

/** A handle to a store that can be cut off while others go on using it. A statement already sent is still carried out. */
export function severable(store: Store): Severable {
  let severed = false;
  const guard: KyselyPlugin = {
    transformQuery: ({ node }) => {
      if (severed) throw Object.assign(new Error('cut off from the store'), { code: '08006' });
      return node;
    },
    transformResult: ({ result }) => Promise.resolve(result),
  };
  return {
    store: { ...store, db: <Tables>(side: Side): Kysely<Tables> => store.db<Tables>(side).withPlugin(guard) },
    sever: () => void (severed = true),
    heal: () => void (severed = false),
  };
}
