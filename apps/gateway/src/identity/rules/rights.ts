import type { CitizenRight } from '@lienthong/config';
import type { CitizenField } from '@lienthong/contracts';

/** What a client may have of a person's data for the sake of a procedure: whatever any right says, and nothing else. */
export const fieldsAllowed = (
  rights: readonly CitizenRight[],
  client: string,
  procedure: string,
): ReadonlySet<CitizenField> =>
  new Set(
    rights
      .filter(({ clients }) => clients === undefined || clients.includes(client))
      .filter(({ procedures }) => procedures === undefined || procedures.includes(procedure))
      .flatMap(({ fields }) => fields),
  );
