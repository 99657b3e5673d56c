import { noSums, places } from './books/sums.mts';
import type { MoneyResult } from './run.mts';
import { tills } from './tills.mts';

/** The last lines of a run. */
export function report(result: MoneyResult): string {
  const { violations } = result;
  return [
    '',
    ...said(result),
    ...cases(result),
    ...table(result),
    ...compared(result),
    ...(violations.none ? ['every dong has its owner'] : ['THE BOOKS DO NOT AGREE', ...violations.lines()]),
  ].join('\n');
}

function said({ options, load, operators, kills, notices, statements, seconds, books }: MoneyResult): string[] {
  const { requests, repeats } = load.figures;
  return [
    `seed ${options.seed}, ${options.mode}: ${load.planned.length} fees, ${books.payments.size} payments, ${books.movements.length} movements at the bank`,
    `${Object.entries(seconds)
      .map(([name, of]) => `${name} ${of} s`)
      .join(', ')}; requests ${requests}, said again ${repeats}`,
    ...kills,
    `notifications: ${Object.entries(notices)
      .map(([state, count]) => `${state} ${count}`)
      .join(', ')}; statements brought: ${statements}`,
    `two persons: ${operators.assigned} credits assigned, ${operators.sentBack} refunds sent back`,
  ];
}

function cases({ load }: MoneyResult): string[] {
  const counts = new Map<string, number>();
  for (const { name } of load.planned) counts.set(name, (counts.get(name) ?? 0) + 1);
  return [
    `cases: ${[...counts]
      .sort()
      .map(([name, count]) => `${name} ${count}`)
      .join(', ')}`,
  ];
}

function table({ books, sql }: MoneyResult): string[] {
  const rows = tills.flatMap(({ account, provider }) => {
    const bank = (books.bank.get(account) ?? noSums()).credited;
    return [
      ['API', books.api.get(account)],
      ['SQL', sql.get(account)],
    ].map(([by, own]) => {
      const sums = (own ?? noSums()) as ReturnType<typeof noSums>;
      const total = places.reduce((sum, place) => sum + sums[place], 0);
      return [account, provider, by as string, ...[bank, ...places.map((place) => sums[place]), total - bank].map(vnd)];
    });
  });
  return aligned([['account', 'provider', 'by', 'bank', ...places, 'missing'], ...rows]);
}

const vnd = (amount: number): string => amount.toLocaleString('en-US');

function compared({ compared: rows, heard, swept }: MoneyResult): string[] {
  const books = rows.map(({ account, verdict, in: sides, count, sum }) => {
    return [account, verdict, sides.join(' '), String(count), vnd(sum)];
  });
  return [
    'the three books, as the product compares them:',
    ...aligned([['account', 'verdict', 'in', 'movements', 'VND'], ...books]),
    `told when asked: ${swept.map(({ account, asked, least, lost, came }) => `${account} ${asked} of ${came}, at least ${least} (${lost} lost)`).join('; ')}`,
    `heard by the connectors and by the gateway: ${heard.map(({ account, connectors, gateway }) => `${account} ${vnd(connectors)}/${vnd(gateway)}`).join(', ')}`,
  ];
}

function aligned(rows: readonly (readonly string[])[]): string[] {
  const widths = rows[0]!.map((_, column) => Math.max(...rows.map((row) => row[column]!.length)));
  return rows.map((row) => `  ${row.map((cell, column) => cell.padEnd(widths[column]!)).join('  ')}`.trimEnd());
}
