import { sql, type RawBuilder } from 'kysely';
import { vietnamDay } from '@lienthong/contracts';
import { recordset } from '@lienthong/store';
import type { EventDraft } from '../journey/draft.js';
import { presentEra, turnOfWriter } from '../store/commit-order.js';
import { dateOf } from '../store/rows.js';

export const entryKinds = ['received', 'returned'] as const;
export type EntryKind = (typeof entryKinds)[number];

/** Under which name a line of the log tells of an entry. */
const told: Readonly<Record<EntryKind, string>> = { received: 'receivedAt', returned: 'returnedAt' };

/** Entries of the book that stand in these events. */
export function saveRegister(
  events: readonly (EventDraft & { readonly subject: string })[],
): RawBuilder<unknown> | undefined {
  let i = 0;
  const rows = events.flatMap(({ at: recordedAt, subject, by, args }) =>
    entryKinds.flatMap((entry) => {
      const at = args?.[told[entry]];
      if (typeof at !== 'string') return [];
      return [
        {
          ...{
            i: (i += 1),
            unit: String(args?.['unit']),
            day: vietnamDay(Date.parse(at)),
            recorded_at: dateOf(recordedAt),
          },
          ...{ dossier: subject, entry, at: dateOf(at), by },
        },
      ];
    }),
  );
  if (rows.length === 0) return undefined;
  return sql`
    insert into gateway.book_entry (era, turn, unit, day, recorded_at, dossier, entry, at, by)
    select ${presentEra}, ${turnOfWriter}, r.unit, r.day::date, r.recorded_at, r.dossier, r.entry, r.at, r.by
    from ${recordset(rows, {
      i: 'int4',
      unit: 'text',
      day: 'text',
      recorded_at: 'timestamptz',
      dossier: 'text',
      entry: 'text',
      at: 'timestamptz',
      by: 'text',
    })} order by r.i`;
}
