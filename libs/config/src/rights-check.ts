import type { ConfigFault } from './config-fault.js';

interface Tree {
  readonly clients: readonly { readonly name: string }[];
  readonly citizenChecks?: { readonly rights?: readonly { readonly clients?: readonly string[] }[] };
}

/** A right of a client that is not there would be one that nobody has, written by somebody who thinks otherwise. */
export function checkRights({ clients, citizenChecks }: Tree): ConfigFault[] {
  const names = new Set(clients.map(({ name }) => name));
  return (citizenChecks?.rights ?? []).flatMap(({ clients: own = [] }, index) =>
    own.flatMap((name, place) =>
      names.has(name)
        ? []
        : [
            {
              pointer: `/citizenChecks/rights/${index}/clients/${place}`,
              found: `"${name}"`,
              allowed: 'the name of a client in this file',
            },
          ],
    ),
  );
}
