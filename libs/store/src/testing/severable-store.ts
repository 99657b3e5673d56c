import type { Kysely, KyselyPlugin, RootOperationNode } from 'kysely';
import { shareOwners } from '../first-of-process.js';
import type { Side, Store } from '../port.js';

export interface Severable {
  readonly store: Store;
  /** From now on statements fail as for a process that cannot reach its database: all, or only those that renew leases. */
  sever(which?: 'all' | 'renewals'): void;
  heal(): void;
}

/** A handle to a store that can be cut off while others go on using it. A statement already sent is still carried out. */
export function severable(store: Store): Severable {
  let severed: 'nothing' | 'all' | 'renewals' = 'nothing';
  const guard: KyselyPlugin = {
    transformQuery: ({ node }) => {
      if (severed === 'all' || (severed === 'renewals' && renews(node))) {
        throw Object.assign(new Error('cut off from the store'), { code: '08006' });
      }
      return node;
    },
    transformResult: ({ result }) => Promise.resolve(result),
  };
  const handle: Store = {
    ...store,
    db: <Tables>(side: Side): Kysely<Tables> => store.db<Tables>(side).withPlugin(guard),
  };
  shareOwners(handle, store);
  return {
    store: handle,
    sever: (which = 'all') => void (severed = which),
    heal: () => void (severed = 'nothing'),
  };
}

const renews = (node: RootOperationNode): boolean =>
  node.kind === 'RawNode' && node.sqlFragments.some((fragment) => fragment.includes('heartbeat'));
