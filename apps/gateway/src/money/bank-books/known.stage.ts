import { sql, type RawBuilder } from 'kysely';
import { recordset, type Tx } from '@lienthong/store';
import { creditsOfCode, creditsWhere } from '../store/by-key.js';
import { dayInVietnam, inDays } from '../../store/vietnam-day.js';
import { daysFrom, relate, type Candidate, type Found, type Keyed } from './relate.js';
import type { FoundBy } from './core.js';
import type { EntryRow, StatementRowHead } from './statement-table.js';

/** Banks book on the next working day what is paid on a holiday. */
const daysOfGrace = 4;

interface CandidateRow extends Candidate {
  readonly n: number;
  readonly payment: string | null;
}
export interface KnownLink extends Found<CandidateRow> {
  readonly by: FoundBy;
}

const directionOf = ({ kind }: EntryRow): 'in' | 'out' => (kind === 'credit' ? 'in' : 'out');
const columns = sql`r.n, c.id, c.amount::float8 as amount, ${dayInVietnam('c.bank_time')} as day, c.payment`;

/** Entries with the credits that a bank's number, or a payment's reference with the same amount, tells them to be. */
export async function surelyKnown(
  tx: Tx,
  head: StatementRowHead,
  page: readonly EntryRow[],
): Promise<readonly KnownLink[]> {
  const { id, account, provider } = head;
  const referenced = page.filter(({ reference }) => reference !== null);
  const byNumber = await pass(
    tx,
    'bankReference',
    referenced,
    byReference(account, provider, id, referenced),
    (_, entry) => [directionOf(entry), entry.reference].join(' '),
  );
  const coded = without(page, byNumber).filter(({ code, kind }) => code !== null && kind === 'credit');
  const used = new Set(byNumber.map(({ candidate }) => candidate.id));
  const near = (entry: EntryRow, { id: credit, day }: CandidateRow): boolean =>
    Math.abs(daysFrom(day, entry.day)) <= daysOfGrace && !used.has(credit);
  const byText = await pass(
    tx,
    'reference',
    coded,
    byCode(account, coded),
    ({ amount }, { code }) => `${code} ${amount}`,
    near,
  );
  return [...byNumber, ...byText];
}

/**
 * Entries with credits of the same amount and day that no entry of any statement is yet. Once everything that has a sign of
 * its own is found, so many equal payments as both sides have are the same payments.
 */
export async function likelyKnown(
  tx: Tx,
  { account }: StatementRowHead,
  page: readonly EntryRow[],
): Promise<readonly KnownLink[]> {
  if (page.length === 0) return [];
  const { rows: possible } = await byAmount(account, page).execute(tx);
  const links: KnownLink[] = [];
  // The same day first; banks book later than they tell, seldom earlier.
  for (const shift of possible.length === 0 ? [] : [0, 1, 2, 3, 4, -1]) {
    const wanted = new Map(without(page, links).map((entry) => [entry.n, entry]));
    const used = new Set(links.map(({ candidate }) => candidate.id));
    const keyOf = (entry: EntryRow): string => `${directionOf(entry)} ${entry.amount} ${entry.day}`;
    const candidates = possible.flatMap((row): Keyed<CandidateRow>[] => {
      const entry = wanted.get(row.n);
      // Whose texts name different payments are different.
      if (entry === undefined || used.has(row.id) || (entry.code !== null && row.payment !== null)) return [];
      return daysFrom(row.day, entry.day) === shift ? [{ key: keyOf(entry), row }] : [];
    });
    const entries = [...wanted.values()].map((entry) => ({ key: keyOf(entry), row: entry }));
    const found = await relate(entries, once(candidates));
    links.push(
      ...found.map((link) => ({ ...link, by: shift === 0 ? ('amountAndDay' as const) : ('amount' as const) })),
    );
  }
  return links;
}

async function pass(
  tx: Tx,
  by: FoundBy,
  entries: readonly EntryRow[],
  ask: RawBuilder<CandidateRow>,
  keyOf: (row: { readonly amount: number }, entry: EntryRow) => string,
  fits: (entry: EntryRow, candidate: CandidateRow) => boolean = () => true,
): Promise<readonly KnownLink[]> {
  if (entries.length === 0) return [];
  const { rows } = await ask.execute(tx);
  const byN = new Map(entries.map((entry) => [entry.n, entry]));
  const candidates = rows
    .filter((row) => fits(byN.get(row.n)!, row))
    .map((row): Keyed<CandidateRow> => ({ key: keyOf(row, byN.get(row.n)!), row }));
  const keyed = entries.map((entry) => ({ key: keyOf(entry, entry), row: entry }));
  return (await relate(keyed, once(candidates))).map((link) => ({ ...link, by }));
}

const without = (page: readonly EntryRow[], links: readonly KnownLink[]): readonly EntryRow[] => {
  const found = new Set(links.map(({ n }) => n));
  return page.filter(({ n }) => !found.has(n));
};

/** One row per key and candidate, whichever entry of the portion led to it. */
function once(candidates: readonly Keyed<CandidateRow>[]): readonly Keyed<CandidateRow>[] {
  return [...new Map(candidates.map((one) => [`${one.key}\n${one.row.id}`, one])).values()];
}

const asked = (entries: readonly EntryRow[]): RawBuilder<unknown> =>
  recordset(
    entries.map((entry) => {
      const { n, amount, day, reference, code, kind } = entry;
      return { n, amount, day, text_day: day, reference, code, kind, direction: directionOf(entry) };
    }),
    {
      ...{ n: 'int4', amount: 'int8', day: 'date', text_day: 'text' },
      ...{ reference: 'text', code: 'text', kind: 'text', direction: 'text' },
    },
  );

/** No entry of any statement is this credit yet; `offset 0` as in by-key.ts. */
const unseen = sql`not exists (select from gateway.statement_entry o where o.credit = c.id offset 0)`;

/** What is not confirmed counts for nothing: the statement tells of it, which confirms it. */
const standing = sql`c.confirmed`;

/**
 * The bank's number, as the provider handed it on, as the provider's own id, or as an earlier statement gave it, whatever that one
 * knew the credit by. What was shown may be shown again (a file of the week after those of its days); this statement shows it once.
 */
function byReference(
  account: string,
  provider: string,
  statement: string,
  entries: readonly EntryRow[],
): RawBuilder<CandidateRow> {
  const notHere = sql`not exists (
    select from gateway.statement_entry o where o.credit = c.id and o.statement = ${statement}::uuid offset 0)`;
  return sql<CandidateRow>`
    select ${columns} from ${asked(entries)}
    ${creditsWhere(sql`c.account = ${account} and c.bank_number = r.reference`)}
    where c.direction = r.direction and ${standing} and ${notHere}
    union
    select ${columns} from ${asked(entries)}
    ${creditsWhere(sql`c.provider = ${provider} and c.account = ${account} and c.provider_id = r.reference`)}
    where c.direction = r.direction and ${standing} and ${notHere}
    union
    select ${columns} from ${asked(entries)} cross join lateral (
      select s.credit, s.kind, s.amount, s.day, s.statement from gateway.statement_entry s
      where s.account = ${account} and s.reference = r.reference offset 0) s
    join gateway.credit c on c.id = s.credit
    where s.kind = r.kind and s.amount = r.amount and s.day = r.text_day and s.statement <> ${statement}::uuid
      and c.direction = r.direction and ${standing} and ${notHere}`;
}

const byCode = (account: string, entries: readonly EntryRow[]): RawBuilder<CandidateRow> => sql<CandidateRow>`
  select ${columns} from ${asked(entries)} ${creditsOfCode}
  where c.account = ${account} and c.direction = r.direction and c.amount = r.amount and ${standing} and ${unseen}`;

const byAmount = (account: string, entries: readonly EntryRow[]): RawBuilder<CandidateRow> => sql<CandidateRow>`
  select ${columns} from ${asked(entries)}
  ${creditsWhere(sql`c.account = ${account} and c.amount = r.amount
    and ${inDays('c.bank_time', sql`r.day - ${daysOfGrace}::int4`, sql`r.day + ${daysOfGrace}::int4`)}`)}
  where c.direction = r.direction and ${standing} and ${unseen}`;
