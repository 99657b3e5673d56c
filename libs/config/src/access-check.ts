import type { ConfigFault } from './config-fault.js';

interface Entry {
  readonly name: string;
  readonly key: string;
}
interface Entries {
  readonly units: readonly { readonly code: string }[];
  readonly clients: readonly (Entry & { readonly units: readonly string[] })[];
  readonly operators?: readonly Entry[];
}

/** Two callers under one name or one key could not be told apart; a client of a unit that is not there could do nothing. */
export function checkAccess({ units, clients, operators = [] }: Entries): ConfigFault[] {
  const codes = new Set(units.map(({ code }) => code));
  const entries = [
    ...clients.map((entry, index) => ({ ...entry, at: `/clients/${index}` })),
    ...operators.map((entry, index) => ({ ...entry, at: `/operators/${index}` })),
  ];
  const unknownUnits = clients.flatMap((client, index) =>
    client.units.flatMap((code, place) =>
      codes.has(code)
        ? []
        : [
            {
              pointer: `/clients/${index}/units/${place}`,
              found: `"${code}"`,
              allowed: 'the code of a unit in this file',
            },
          ],
    ),
  );
  return [
    ...repeated(entries, 'name').map(({ at, name }) => ({
      pointer: `${at}/name`,
      found: `"${name}" a second time`,
      allowed: 'each name once',
    })),
    ...repeated(entries, 'key').map(({ at }) => ({
      pointer: `${at}/key`,
      found: "another entry's key",
      allowed: 'a key of its own',
    })),
    ...unknownUnits,
  ];
}

function repeated<T extends Entry>(entries: readonly T[], part: 'name' | 'key'): T[] {
  const seen = new Set<string>();
  return entries.filter((entry) => {
    const again = seen.has(entry[part]);
    seen.add(entry[part]);
    return again;
  });
}
