import { sql } from 'kysely';
import type { CreditDetail } from '@lienthong/contracts';
import type { Page, Paged } from '../../core.js';
import { cutPage, decodeCursor } from '../../views/cursor.js';
import { isId } from '../../ids.js';
import type { EntryKind } from '../statements/statement-part.js';
import { openCreditDetail } from '../store/credit-detail.js';
import { dayInVietnam } from '../../store/vietnam-day.js';
import { keyOfAccount } from './account-key.js';
import { openEntry } from './entry-box.js';
import { onlyWithUs } from './only-with-us.js';
import type { FoundBy, StatementList, StatementRow } from './core.js';
import type { StatementTools } from './tools.js';

interface Head {
  readonly id: string;
  readonly account: string;
  readonly first_day: string | null;
  readonly last_day: string | null;
}

/** One of the lists of a statement, in the order of the file; what is only with us by time. */
export async function readStatementRows(
  tools: StatementTools,
  id: string,
  list: StatementList,
  page: Page,
): Promise<Paged<StatementRow> | undefined> {
  if (!isId(id)) return undefined;
  const { rows } = await sql<Head>`
    select s.id, s.account, s.first_day, s.last_day from gateway.statement s where s.id = ${id}::uuid`.execute(
    tools.db,
  );
  const [head] = rows;
  if (!head) return undefined;
  return list === 'onlyWithUs' ? ourRows(tools, head, page) : bankRows(tools, head, list, page);
}

interface EntryView {
  readonly n: number;
  readonly line: number;
  readonly kind: EntryKind;
  readonly amount: number;
  readonly day: string;
  readonly found_by: FoundBy | null;
  readonly credit: string | null;
  readonly payment: string | null;
  readonly fresh: boolean;
  readonly detail: Buffer;
  readonly ours: number | null;
}

async function bankRows(
  tools: StatementTools,
  head: Head,
  list: StatementList,
  page: Page,
): Promise<Paged<StatementRow>> {
  const scope = { list: 'statement-rows', statement: head.id, of: list };
  const after = decodeCursor(scope, page.cursor, 'number') ?? 0;
  const { rows } = await sql<EntryView>`
    select e.n, e.line, e.kind, e.amount::float8 as amount, e.day, e.found_by, e.credit, e.payment, e.fresh, e.detail,
      case when e.verdict <> 'different' then null when e.fresh then p.amount else c.amount end::float8 as ours
    from gateway.statement_entry e left join gateway.credit c on c.id = e.credit
      left join gateway.payment p on p.id = e.payment
    where e.statement = ${head.id}::uuid and e.verdict = ${list} and e.n > ${after}::int4
    order by e.n limit ${page.limit + 1}::int4`.execute(tools.db);
  const key = rows.length === 0 ? undefined : await keyOfAccount(tools, head.account);
  const shown = cutPage(rows, page, scope, (last) => last.n);
  return { ...shown, items: shown.items.map((row) => rowOf(tools, head, key, row)) };
}

function rowOf({ sealer }: StatementTools, head: Head, key: unknown, row: EntryView): StatementRow {
  const { text, bankReference, payerName, payerAccount } = openEntry(sealer, key, head.id, row.n, row.detail);
  return {
    entry: row.n,
    ...{ line: row.line, kind: row.kind, amount: row.amount, day: row.day },
    ...(bankReference === undefined ? {} : { bankReference }),
    ...(row.found_by === null ? {} : { foundBy: row.found_by }),
    ...(row.credit === null ? {} : { credit: row.credit }),
    ...(row.payment === null ? {} : { payment: row.payment }),
    ...(row.ours === null ? {} : { ours: row.ours }),
    fresh: row.fresh,
    ...(text === '' ? {} : { text }),
    ...(payerName === undefined ? {} : { payerName }),
    ...(payerAccount === undefined ? {} : { payerAccount }),
  };
}

interface CreditView {
  readonly id: string;
  readonly amount: number;
  readonly day: string;
  readonly bank_reference: string | null;
  readonly payment: string | null;
  readonly detail_key: Buffer | null;
  readonly detail_box: Buffer | null;
  readonly at: string;
}

async function ourRows(tools: StatementTools, head: Head, page: Page): Promise<Paged<StatementRow>> {
  if (head.first_day === null) return { items: [] };
  const scope = { list: 'statement-rows', statement: head.id, of: 'onlyWithUs' };
  const after = decodeCursor(scope, page.cursor, 'string');
  const [time, credit] = after?.split(' ') ?? [];
  const behind =
    time && credit && isId(credit) ? sql`and (c.bank_time, c.id) > (${new Date(time)}, ${credit}::uuid)` : sql``;
  const { rows } = await sql<CreditView>`
    select c.id, c.amount::float8 as amount, c.bank_reference, c.payment, c.detail_key, c.detail_box,
      ${dayInVietnam('c.bank_time')} as day,
      to_char(c.bank_time at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as at
    from gateway.credit c where ${onlyWithUs(head.account, head.first_day, head.last_day!)} ${behind}
    order by c.bank_time, c.id limit ${page.limit + 1}::int4`.execute(tools.db);
  const shown = cutPage(rows, page, scope, (last) => `${last.at} ${last.id}`);
  return { ...shown, items: shown.items.map((row) => creditRow(tools, row)) };
}

function creditRow({ sealer }: StatementTools, row: CreditView): StatementRow {
  const { text, payerName, payerAccount } = detailOf(sealer, row);
  return {
    ...{ kind: 'credit', amount: row.amount, day: row.day, credit: row.id },
    ...(row.bank_reference === null ? {} : { bankReference: row.bank_reference }),
    ...(row.payment === null ? {} : { payment: row.payment }),
    ...(text === undefined ? {} : { text }),
    ...(payerName === undefined ? {} : { payerName }),
    ...(payerAccount === undefined ? {} : { payerAccount }),
  };
}

function detailOf(sealer: StatementTools['sealer'], { id, detail_key, detail_box }: CreditView): CreditDetail {
  if (detail_key === null || detail_box === null) return {};
  try {
    return openCreditDetail(sealer, id, detail_key, detail_box);
  } catch {
    // Erased, or a box that a connector could not have sealed so: the amounts are what is compared.
    return {};
  }
}
