import { sql, type Kysely } from 'kysely';
import type { DossierContent } from '@lienthong/contracts';
import type { Page, Paged } from '../core-words.js';
import { boxAt, type Sealer } from '../pipeline/sealer.js';
import { isInPlace } from '../store/commit-order.js';
import { given } from '../store/rows.js';
import { cutPage, decodeCursor } from '../views/cursor.js';
import type { RegisterCore, RegisterFilter, RegisterItem, RegisterTotals } from './core.js';
import type { EntryKind } from './save-register.js';

interface EntryRow {
  readonly entry: EntryKind;
  readonly number: number;
  readonly dossier: string;
  readonly at: Date;
  readonly by: string;
  readonly data_key: Buffer | null;
  readonly revision: number | null;
  readonly content: Buffer | null;
}

export const registers = (db: Kysely<unknown>, sealer: Sealer): RegisterCore => ({
  receiptsAndReturns: (filter, page) => readEntries(db, sealer, filter, page),
  totals: (filter) => readTotals(db, filter),
});

/** @throws {BadCursor} */
async function readEntries(
  db: Kysely<unknown>,
  sealer: Sealer,
  filter: RegisterFilter,
  page: Page,
): Promise<Paged<RegisterItem>> {
  const scope = { list: 'receipts-and-returns', ...filter };
  const after = decodeCursor(scope, page.cursor, 'string')?.split('/');
  const { rows } = await sql<EntryRow>`
    select n.entry, n.number, n.dossier, n.at, n.by, t.data_key, b.revision, b.content
    from (
      select e.entry, e.dossier, e.at, e.by,
        (row_number() over (partition by e.entry order by e.era, e.turn, e.n))::int4 as number
      from gateway.book_entry e where ${ofBook(filter)}
    ) n
    left join gateway.subject t on t.subject = n.dossier
    left join gateway.dossier_body b on b.code = n.dossier
    ${after === undefined ? sql`` : sql`where (n.entry, n.number) > (${after[0]}::text, ${Number(after[1])}::int4)`}
    order by n.entry, n.number limit ${page.limit + 1}::int4`.execute(db);
  const shown = cutPage(rows, page, scope, ({ entry, number }) => `${entry}/${number}`);
  return { ...shown, items: shown.items.map((row) => itemOf(row, sealer)) };
}

async function readTotals(db: Kysely<unknown>, filter: RegisterFilter): Promise<RegisterTotals> {
  const { rows } = await sql<RegisterTotals>`
    select count(*) filter (where e.entry = 'received')::int4 as received,
      count(*) filter (where e.entry = 'returned')::int4 as returned
    from gateway.book_entry e where ${ofBook({ unit: filter.unit, day: filter.day })}`.execute(db);
  return rows[0]!;
}

const ofBook = ({ unit, day, entry }: RegisterFilter) => sql`
  e.unit = ${unit} and e.day = ${day}::text::date and ${isInPlace('e')} ${entry === undefined ? sql`` : sql`and e.entry = ${entry}`}`;

function itemOf({ data_key: key, revision, content, ...row }: EntryRow, sealer: Sealer): RegisterItem {
  const entered = { ...row, at: row.at.toISOString() };
  if (key === null || revision === null || content === null) return entered;
  const stated = JSON.parse(
    sealer.open(sealer.unwrap(key), content, boxAt.body(row.dossier, revision)),
  ) as DossierContent;
  return {
    ...entered,
    ...given('receiptNumber', stated.receiptNumber),
    procedure: { code: stated.procedure.code, name: stated.procedure.name },
    ...{ applicant: stated.applicant.name, status: stated.status },
    ...given('dueAt', stated.dueAt),
    ...given('returnBy', stated.returnBy),
  };
}
