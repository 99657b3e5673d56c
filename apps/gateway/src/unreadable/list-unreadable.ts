import { sql, type Kysely } from 'kysely';
import { sealContext, type UnreadableRowDetail } from '@lienthong/contracts';
import type { Page, Paged } from '../core-words.js';
import type { Sealer } from '../pipeline/sealer.js';
import { cutPage, decodeCursor } from '../views/cursor.js';
import type { UnreadableFilter, UnreadableRowView } from './core.js';
import { readingsOf, type ReadingEntry, type RowReadings } from './readings.js';
import { unreadableSentence } from './unreadable.messages.js';

interface Row {
  readonly id: string;
  readonly n: number | string;
  readonly partner: string;
  readonly provider: string;
  readonly account: string;
  readonly cause: string;
  readonly received_at: Date;
  readonly bytes: number;
  readonly data_key: Buffer;
  readonly detail: Buffer;
  readonly readings: string | null;
}

const columns = sql`u.id, u.n, u.partner, u.provider, u.account, u.cause, u.received_at, u.bytes, u.data_key, u.detail, u.readings`;

/** The newest first. */
export async function listUnreadable(
  db: Kysely<unknown>,
  sealer: Sealer,
  { partner, account }: UnreadableFilter,
  page: Page,
): Promise<Paged<UnreadableRowView>> {
  const scope = { list: 'unreadableRows', partner, account };
  const before = decodeCursor(scope, page.cursor, 'number');
  const { rows } = await sql<Row>`
    select ${columns} from gateway.unreadable_row u where true
      ${before === undefined ? sql`` : sql`and u.n < ${before}::int8`}
      ${partner === undefined ? sql`` : sql`and u.partner = ${partner}`}
      ${account === undefined ? sql`` : sql`and u.account = ${account}`}
    order by u.n desc limit ${page.limit + 1}::int4`.execute(db);
  const shown = cutPage(rows, page, scope, (last) => Number(last.n));
  return { ...shown, items: shown.items.map((row) => viewOf(row, sealer)) };
}

/** One row, and how it stands with reading it again. */
export async function readUnreadable(
  db: Kysely<unknown>,
  sealer: Sealer,
  id: string,
): Promise<(Omit<RowReadings, 'state' | 'readings'> & { readonly row: UnreadableRowView }) | undefined> {
  const { rows } = await sql<Row>`select ${columns} from gateway.unreadable_row u where u.id = ${id}::uuid`.execute(db);
  const [row] = rows;
  if (!row) return undefined;
  const { state: _state, readings: _readings, ...standing } = keptReadings(row);
  return { ...standing, row: viewOf(row, sealer) };
}

const keptReadings = ({ readings }: Pick<Row, 'readings'>): RowReadings =>
  readingsOf(readings === null ? [] : (JSON.parse(readings) as ReadingEntry[]));

function viewOf({ id, partner, provider, account, cause, bytes, ...row }: Row, sealer: Sealer): UnreadableRowView {
  const { state, readings } = keptReadings(row);
  return {
    ...{ id, partner, provider, account, cause, ...unreadableSentence(cause, state === 'handled') },
    ...{ receivedAt: row.received_at.toISOString(), bytes, masked: maskedIn(row, id, sealer), state, readings },
  };
}

function maskedIn({ data_key, detail }: Pick<Row, 'data_key' | 'detail'>, id: string, sealer: Sealer): string {
  const text = sealer.open(sealer.unwrap(data_key), detail, sealContext.unreadableRow(id));
  return (JSON.parse(text) as UnreadableRowDetail).masked;
}
