import { sql, type RawBuilder } from 'kysely';
import { recordset } from '@lienthong/store';
import { endedOnFeed } from '../../identity/pipeline/tell.js';
import type { Batch } from '../../pipeline/batch.js';
import { dateOf, listText } from '../../store/rows.js';
import { presentEra, turnOfWriter } from '../../store/commit-order.js';
import { addressOf, type Address } from '../pipeline/address.js';
import type { FeedDraft } from '../rules/feed-types.js';

/** An event as it is written. */
interface Told {
  readonly at: Date | null;
  readonly type: string;
  readonly subject: string;
  readonly unit: string | null;
  readonly receivers: string;
  readonly client: string | null;
  readonly handover: string | null;
  readonly data: string;
}

/** Writes what is told, in this order; equal turns are told apart by `n`, which the sequence gives out as they write. */
const insertFeed = (told: readonly Told[], recordedAt: Date): RawBuilder<unknown> => sql`
  insert into gateway.feed_event (era, turn, recorded_at, at, type, subject, unit, receivers, client, handover, data)
  select e.era, e.turn, ${recordedAt}::timestamptz, r.at, r.type, r.subject, r.unit, r.receivers, r.client, r.handover, r.data
  from ${recordset(
    told.map((row, i) => ({ i, ...row })),
    {
      ...({ i: 'int4', at: 'timestamptz', type: 'text', subject: 'text', unit: 'text', client: 'text' } as const),
      ...({ receivers: 'text', handover: 'uuid', data: 'text' } as const),
    },
  )}, (select ${presentEra} as era, ${turnOfWriter} as turn) e
  order by r.i`;

const rowOf = ({ type, at, data, subject, handover }: FeedDraft & { readonly subject: string }, to: Address): Told => ({
  ...{ at: dateOf(at), type, subject, unit: to.unit ?? null, client: to.client ?? null },
  ...{ receivers: listText(to.receivers), handover: handover ?? null, data: JSON.stringify(data) },
});

/** What a batch has to tell, in the order in which it happened. */
export function saveFeed(batch: Batch): RawBuilder<unknown> | undefined {
  const told = [...batch.feed, ...batch.identity.ended.map(endedOnFeed)];
  const rows = told.flatMap((one) => {
    const address = addressOf(one.subject, one.type, batch);
    return address === undefined ? [] : [rowOf(one, address)];
  });
  return rows.length === 0 ? undefined : insertFeed(rows, new Date(batch.at));
}

/** Tells one client something that is about no dossier. */
export const tellClient = (client: string, told: FeedDraft & { readonly subject: string }): RawBuilder<unknown> =>
  insertFeed([rowOf(told, { client, receivers: [] })], new Date(told.at));
