import type { ClientConfig } from '@lienthong/config';
import type { UnitTree } from './unit-tree.js';

/** Every configured unit that is a client's, for what is done for it without its asking; nothing for one that is not configured. */
export function unitsOfClients(
  clients: readonly Pick<ClientConfig, 'name' | 'units'>[],
  tree: UnitTree,
): (client: string) => ReadonlySet<string> | undefined {
  const byName = new Map(
    clients.map(({ name, units }) => [
      name,
      new Set(tree.codes.filter((unit) => units.some((own) => tree.isWithin(unit, own)))),
    ]),
  );
  return (client) => byName.get(client);
}
