import { sql, type RawBuilder } from 'kysely';
import type { UnreadableRowFound } from '@lienthong/contracts';
import { recordset } from '@lienthong/store';
import type { ReadingEntry } from './readings.js';

/** Told again, a row is the same row. */
export function saveUnreadable(found: readonly UnreadableRowFound[]): RawBuilder<unknown> | undefined {
  if (found.length === 0) return undefined;
  const once = new Map(found.map((one) => [one.row, one]));
  const rows = [...once.values()].map(({ row, partner, provider, account, cause, receivedAt, bytes, detail }) => ({
    ...{ id: row, partner, provider, account, cause, received_at: new Date(receivedAt), bytes },
    ...{ data_key: Buffer.from(detail.key, 'base64'), detail: Buffer.from(detail.box, 'base64') },
  }));
  return sql`
    insert into gateway.unreadable_row (id, partner, provider, account, cause, received_at, bytes, data_key, detail)
    select r.id, r.partner, r.provider, r.account, r.cause, r.received_at, r.bytes, r.data_key, r.detail
    from ${recordset(rows, {
      ...{ id: 'uuid', partner: 'text', provider: 'text', account: 'text', cause: 'text', received_at: 'timestamptz' },
      ...{ bytes: 'int4', data_key: 'bytea', detail: 'bytea' },
    })} on conflict (id) do nothing`;
}

export interface RowReadingMade {
  readonly row: string;
  readonly entry: ReadingEntry;
}

/** Behind what is kept of their readings; of a row that is gone nothing is kept. */
export function saveRowReadings(made: readonly RowReadingMade[]): RawBuilder<unknown> | undefined {
  if (made.length === 0) return undefined;
  const byRow = Map.groupBy(made, ({ row }) => row);
  const rows = [...byRow].map(([id, of]) => ({ id, entries: JSON.stringify(of.map(({ entry }) => entry)) }));
  return sql`
    update gateway.unreadable_row u set readings = (coalesce(u.readings, '[]')::jsonb || r.entries::jsonb)::text
    from ${recordset(rows, { id: 'uuid', entries: 'text' })} where u.id = r.id`;
}
