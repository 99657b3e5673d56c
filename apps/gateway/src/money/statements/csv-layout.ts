import type { CsvFact, CsvField, CsvProfile } from './csv-profile.js';

/** Where each field of a profile stands in this file, and whether it shares its cell. */
export type CsvLayout = ReadonlyMap<CsvField, { readonly at: number; readonly line?: number }>;

/** How headings and words before values are compared: composed, lower case, single blanks, no colon behind. */
export const plainLabel = (text: string): string =>
  text
    .normalize('NFC')
    .toLowerCase()
    .replace(/\s+/g, ' ')
    .replace(/[\s:*.]+$/, '')
    .trim();

/** The layout that a heading row gives; `undefined` when this row is not the heading row. */
export function layoutOf(profile: CsvProfile, cells: readonly string[]): CsvLayout | undefined {
  const headings = cells.map((cell) => new Set([plainLabel(cell), ...cell.split(/[/\n]/).map(plainLabel)]));
  const found = new Map<CsvField, { at: number; line?: number }>();
  for (const [field, column] of fieldsOf(profile)) {
    const at = headings.findIndex((heading) => column.labels?.some((label) => heading.has(label)));
    if (at >= 0) found.set(field, { at, ...(column.line === undefined ? {} : { line: column.line }) });
    else if (!column.optional) return undefined;
  }
  return withoutLonelyLines(found);
}

/** The layout of a file whose columns are known by their places. */
export const fixedLayout = (profile: CsvProfile): CsvLayout =>
  new Map(fieldsOf(profile).map(([field, column]) => [field, { at: column.position! }]));

/** A line of a cell is meant only where two fields share it. */
function withoutLonelyLines(layout: ReadonlyMap<CsvField, { at: number; line?: number }>): CsvLayout {
  const places = [...layout.values()].map(({ at }) => at);
  const shared = (at: number): boolean => places.filter((place) => place === at).length > 1;
  return new Map([...layout].map(([field, { at, line }]) => [field, shared(at) && line ? { at, line } : { at }]));
}

const fieldsOf = (profile: CsvProfile) =>
  Object.entries(profile.columns) as [CsvField, NonNullable<CsvProfile['columns'][CsvField]>][];

/** The fact that a row outside the table states, with its value: behind the colon, or in the next cell that holds anything. */
export function factOf(
  profile: CsvProfile,
  cells: readonly string[],
): { readonly fact: CsvFact; readonly value: string } | undefined {
  for (const [index, cell] of cells.entries()) {
    if (cell.trim() === '') continue;
    const [label = '', ...behind] = cell.split(':');
    for (const [fact, labels] of Object.entries(profile.facts)) {
      if (!isLabel(label, labels)) continue;
      const inside = behind.join(':').trim();
      const next = cells.slice(index + 1).find((other) => other.trim() !== '');
      return { fact: fact as CsvFact, value: inside === '' ? (next?.trim() ?? '') : inside };
    }
  }
  return undefined;
}

function isLabel(text: string, labels: readonly string[]): boolean {
  const forms = [plainLabel(text), ...text.split(/[/\n(]/).map(plainLabel)];
  return labels.some((label) => forms.includes(label));
}
