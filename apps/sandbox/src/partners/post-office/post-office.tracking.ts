import type { WireAnswer } from '../partner.js';
import { jsonAnswer } from '../reading.js';
import type { Parcels } from './post-office.parcels.js';
import type { FeedRowWire } from './post-office.wire.js';

const mostRows = 1000;

type Spoil = (page: readonly FeedRowWire[], now: number) => readonly object[];

const onFirst =
  (change: (row: FeedRowWire, now: number) => object): Spoil =>
  (page, now) =>
    page.map((row, at) => (at === 0 ? change(row, now) : row));

/** Other ways in which a page may come, for the situation `otherWords`. */
const spoils: Record<string, Spoil> = {
  doubledRows: (page) => page.flatMap((row) => [row, row]),
  reversedRows: (page) => page.toReversed(),
  seconds: (page) => page.map((row) => ({ ...row, EventTime: Math.floor(row.EventTime / 1000) })),
  statusAsText: (page) => page.map((row) => ({ ...row, StatusCode: String(row.StatusCode) })),
  unknownOrder: onFirst((row) => ({ ...row, OrderNumber: 'UNKNOWN-ORDER' })),
  otherCustomer: onFirst((row) => ({ ...row, CustomerCode: 'SOMEBODY-ELSE' })),
  fromTheFuture: onFirst((row, now) => ({ ...row, EventTime: now + 90 * 86_400_000 })),
  unreadableRow: onFirst(({ OrderNumber: _number, ...row }) => row),
  strangeStatus: onFirst((row) => ({ ...row, StatusCode: 99 })),
};
export const feedVariants = Object.keys(spoils);

/** A page of the feed: `?pagesize=&lastId=`. The totals are as wrong as they were said to be. */
export function trackingAnswer(query: string, parcels: Parcels, variant: string | undefined): WireAnswer {
  const asked = new URLSearchParams(query);
  const size = Number(asked.get('pagesize') ?? '100');
  const lastId = asked.get('lastId') ?? '';
  if (!Number.isSafeInteger(size) || size < 1 || !/^[0-9a-f]{24}$/.test(lastId))
    return jsonAnswer({ error: 'pagesize, lastId' }, 400);
  const now = parcels.now().getTime();
  const page = parcels.feed.page(lastId, Math.min(size, mostRows), now);
  const rows = variant === undefined ? page : (spoils[variant]?.(page, now) ?? page);
  return jsonAnswer({ _embedded: { 'rh:doc': rows }, _size: 0, _total_pages: 0, _returned: rows.length });
}
