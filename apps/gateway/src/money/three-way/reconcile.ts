import { sql, type Kysely } from 'kysely';
import type { Page, Paged } from '../../core.js';
import { compare, type ClaimStream, type Comparison } from '../../reconciliation/compare.js';
import { recordset } from '@lienthong/store';
import { cutPage, decodeCursor } from '../../views/cursor.js';
import { isId } from '../../ids.js';
import { bookOf, speakingBooks, type BookScope, type BookTools } from './books.js';
import {
  bookSides,
  type BookSide,
  type ReconciliationFinding,
  type ReconciliationRow,
  type ReconciliationSummary,
} from './core.js';

const streamsOf = (tools: BookTools, sides: readonly BookSide[], scope: BookScope) =>
  Object.fromEntries(sides.map((side) => [side, bookOf(tools, side, scope)])) as Record<BookSide, ClaimStream>;

/** Compares the books of a day: what each of them says, counted. */
export async function sumUp(
  tools: BookTools,
  scope: BookScope,
): Promise<Pick<ReconciliationSummary, 'books' | 'findings'>> {
  const books = await speakingBooks(tools.db, scope);
  const findings = new Map<string, { -readonly [K in keyof ReconciliationFinding]: ReconciliationFinding[K] }>();
  for await (const rows of compare(streamsOf(tools, books, scope))) {
    for (const row of rows) {
      const sides = sidesOf(row);
      const key = `${row.verdict} ${sides.join(' ')}`;
      const finding = findings.get(key) ?? { verdict: row.verdict, in: sides, count: 0, sum: 0 };
      finding.count += 1;
      finding.sum += row.claims[sides[0]!]!.amount;
      findings.set(key, finding);
    }
  }
  return { books, findings: [...findings.values()].sort((a, b) => keyOf(a).localeCompare(keyOf(b))) };
}

const keyOf = ({ verdict, in: sides }: ReconciliationFinding): string => `${verdict} ${sides.join(' ')}`;
const sidesOf = ({ claims }: Comparison<BookSide>): readonly BookSide[] => bookSides.filter((side) => claims[side]);

/** What does not agree, in the order of the credits. */
export async function differences(tools: BookTools, scope: BookScope, page: Page): Promise<Paged<ReconciliationRow>> {
  const list = { list: 'reconciliation', account: scope.account, day: scope.day };
  const cursor = decodeCursor(list, page.cursor, 'string');
  const after = cursor !== undefined && isId(cursor) ? { after: cursor } : {};
  const books = await speakingBooks(tools.db, scope);
  const found: Comparison<BookSide>[] = [];
  for await (const rows of compare(streamsOf(tools, books, { ...scope, ...after }))) {
    found.push(...rows.filter(({ verdict }) => verdict !== 'matched'));
    if (found.length > page.limit) break;
  }
  const shown = cutPage(found, page, list, (last) => last.key);
  return { ...shown, items: await withPayments(tools.db, shown.items) };
}

async function withPayments(
  db: Kysely<unknown>,
  rows: readonly Comparison<BookSide>[],
): Promise<readonly ReconciliationRow[]> {
  if (rows.length === 0) return [];
  const ids = recordset(
    rows.map(({ key }) => ({ id: key })),
    { id: 'uuid' },
  );
  const { rows: credits } = await sql<{ id: string; payment: string | null; bank_reference: string | null }>`
    select c.id, c.payment, c.bank_reference from gateway.credit c where c.id in (select r.id from ${ids})`.execute(db);
  const byId = new Map(credits.map((credit) => [credit.id, credit]));
  return rows.map((row): ReconciliationRow => {
    const credit = byId.get(row.key);
    const sides = sidesOf(row);
    const said = <Value>(of: (side: BookSide) => Value) => Object.fromEntries(sides.map((side) => [side, of(side)]));
    return {
      credit: row.key,
      verdict: row.verdict,
      in: sides,
      amounts: said((side) => row.claims[side]!.amount),
      days: said((side) => row.claims[side]!.day),
      ...(credit?.payment ? { payment: credit.payment } : {}),
      ...(credit?.bank_reference ? { bankReference: credit.bank_reference } : {}),
    };
  });
}
