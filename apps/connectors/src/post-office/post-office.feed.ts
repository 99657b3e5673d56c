import {
  isRawNumber,
  isRawObject,
  strictJson,
  type RawJson,
  type ReadingAgain,
  type TrackingFact,
  type UnreadableRow,
} from '@lienthong/connector-kit';
import type { TrackedState } from '@lienthong/contracts';
import { present, textOf } from '../reading/fields.js';
import { rawJson } from '../reading/raw-json.js';
import type { PostAccount } from './post-office.account.js';
import { isRowId } from './post-office.ids.js';
import { faultOfItemCode } from './post-office.s10.js';
import { rowFields } from './post-office.wire.js';

/** What rows are read with. */
export interface FeedTables {
  /** By `CustomerCode`. */
  readonly accounts: ReadonlyMap<string, PostAccount>;
  readonly states: Readonly<Record<string, TrackedState>>;
  readonly now: Date;
  readonly futureSeconds: number;
}

/** A page of the feed as far as it can be read. */
export interface FeedPage {
  readonly facts: readonly TrackingFact[];
  readonly unreadable: readonly UnreadableRow[];
  /** Of all rows whose id can be read, in their order. */
  readonly ids: readonly string[];
  readonly rows: number;
}

/** Rows of a page; what cannot be read stops only itself, what is another customer's is left alone. Undefined: no page at all. */
export function readPage(value: RawJson, tables: FeedTables): FeedPage | undefined {
  const rows = rowsIn(value);
  if (!rows) return undefined;
  const page = { facts: [] as TrackingFact[], unreadable: [] as UnreadableRow[], ids: [] as string[] };
  for (const row of rows) {
    const id = idIn(row);
    if (id !== undefined) page.ids.push(id);
    const read = readRow(row, id, tables);
    if (read === 'others') continue;
    if (typeof read !== 'string') page.facts.push(read);
    else page.unreadable.push({ bytes: bytesOf(row), cause: `post-office.${read}` });
  }
  return { ...page, rows: rows.length };
}

/** A row by itself, as it was kept because it could not be read. */
export function readRowAgain(bytes: Uint8Array, tables: FeedTables): ReadingAgain {
  const json = strictJson(bytes);
  const row = json.ok ? json.value : null;
  const read = readRow(row, idIn(row), tables);
  if (typeof read !== 'string') return { facts: [read] };
  return { result: 'stillUnreadable', reason: `post-office.${read === 'others' ? 'otherCustomer' : read}` };
}

/** `_embedded["rh:doc"]`; the totals beside it are not relied upon. */
function rowsIn(value: RawJson): readonly RawJson[] | undefined {
  const embedded = isRawObject(value) ? value.get('_embedded') : undefined;
  const rows = isRawObject(embedded) ? embedded.get('rh:doc') : undefined;
  return Array.isArray(rows) ? (rows as readonly RawJson[]) : undefined;
}

function idIn(row: RawJson): string | undefined {
  const id = isRawObject(row) ? row.get(rowFields.id) : undefined;
  const text = isRawObject(id) ? id.get('$oid') : undefined;
  return typeof text === 'string' && isRowId(text.toLowerCase()) ? text.toLowerCase() : undefined;
}

type Unread =
  | 'others'
  | 'rowMalformed'
  | 'rowIdMalformed'
  | 'customerMalformed'
  | 'orderMalformed'
  | 'codeMalformed'
  | 'timeMalformed';

function readRow(row: RawJson, id: string | undefined, tables: FeedTables): TrackingFact | Unread {
  if (!isRawObject(row)) return 'rowMalformed';
  if (id === undefined) return 'rowIdMalformed';
  const customer = row.get(rowFields.customer);
  if (typeof customer !== 'string' || customer === '') return 'customerMalformed';
  const account = tables.accounts.get(customer);
  if (!account) return 'others';
  const reference = plain(row.get(rowFields.order), 100);
  if (reference === undefined || reference.includes(' ')) return 'orderMalformed';
  const code = plain(row.get(rowFields.code), 20);
  if (code === undefined || code.includes(' ')) return 'codeMalformed';
  const at = timeIn(row.get(rowFields.time));
  if (at === undefined) return 'timeMalformed';
  const item = row.get(rowFields.item);
  const itemCode = typeof item === 'string' ? plain(item, 60) : undefined;
  return {
    kind: 'tracking',
    ...{ rowId: id, account: account.name, reference, code, at: new Date(at).toISOString() },
    state: tables.states[code] ?? 'unknown',
    confirmed: at <= tables.now.getTime() + tables.futureSeconds * 1000,
    ...present({ itemCode, itemCodeFault: itemCode === undefined ? undefined : faultOfItemCode(itemCode) }),
    row: bytesOf(row),
    detail: present({
      message: wordsOf(row.get(rowFields.message)),
      notes: wordsOf(row.get(rowFields.notes)),
      office: wordsOf(row.get(rowFields.office)),
    }),
  };
}

/** A code or number of theirs that may stand in a column. */
function plain(value: RawJson | undefined, longest: number): string | undefined {
  const text = textOf(value)?.trim();
  return text !== undefined && text.length <= longest && /^[\x21-\x7e](?:[\x20-\x7e]*[\x21-\x7e])?$/.test(text)
    ? text
    : undefined;
}

const longestWords = 1_000;
const wordsOf = (value: RawJson | undefined): string | undefined => textOf(value)?.slice(0, longestWords);

/** 13 digits are milliseconds, 10 are seconds; anything else is no time. */
function timeIn(value: RawJson | undefined): number | undefined {
  const digits = typeof value === 'string' ? value : isRawNumber(value) ? value.token : '';
  if (/^\d{13}$/.test(digits)) return Number(digits);
  return /^\d{10}$/.test(digits) ? Number(digits) * 1000 : undefined;
}

const bytesOf = (row: RawJson): Uint8Array => Buffer.from(rawJson(row), 'utf8');
