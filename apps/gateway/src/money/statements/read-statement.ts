import { Camt053Parser } from './camt053.js';
import { CsvParser } from './csv.js';
import { TextDecoding, type StatementEncoding } from './decode-text.js';
import { Mt940Parser } from './mt940.js';
import { closingUnder } from './stated-totals.js';
import type { StatementFormat } from './statement-format.js';
import {
  defaultStatementLimits,
  StatementRefused,
  type StatedTotals,
  type StatementLimits,
  type StatementParser,
  type StatementPart,
} from './statement-part.js';

export interface ReadStatementOptions {
  readonly format: StatementFormat;
  /** Where the file has no byte order mark; the format's own otherwise. */
  readonly encoding?: StatementEncoding;
  /** Number of the account that the statement should be of; a file that names another is refused. */
  readonly account?: string;
  readonly limits?: Partial<StatementLimits>;
  readonly stated?: StatedTotals;
}

/**
 * A bank's statement as it comes, in batches of parts: `opened`, the entries in their order, `closed`. A file that is not
 * whole and right ends with `refused` and the place; entries read before are then worth nothing, since the totals at the end
 * speak for all of them. Memory does not grow with the file, but for 64 bytes an entry that find an entry listed twice.
 */
export async function* readStatement(
  chunks: AsyncIterable<Uint8Array>,
  options: ReadStatementOptions,
): AsyncGenerator<readonly StatementPart[]> {
  const limits = { ...defaultStatementLimits, ...options.limits };
  let parts: StatementPart[] = [];
  const decoding = new TextDecoding(options.encoding ?? encodingOf(options.format), limits);
  const parser = parserOf(options, limits, (part) => {
    if (part.kind === 'opened') checkAccount(part.account, options.account);
    parts.push(
      part.kind === 'closed' ? { ...part, ...closingUnder(part, options.stated ?? {}, options.format.kind) } : part,
    );
  });
  const taken = (): readonly StatementPart[] => {
    const all = parts;
    parts = [];
    return all;
  };
  try {
    for await (const chunk of chunks) {
      parser.push(decoding.push(chunk));
      if (parts.length > 0) yield taken();
    }
    parser.push(decoding.end());
    parser.end();
    yield taken();
  } catch (error) {
    if (!(error instanceof StatementRefused)) throw error;
    yield [...taken(), { kind: 'refused', fault: error.fault }];
  }
}

function parserOf(
  { format, account }: ReadStatementOptions,
  limits: StatementLimits,
  give: (part: StatementPart) => void,
): StatementParser {
  switch (format.kind) {
    case 'camt053':
      return new Camt053Parser(limits, give);
    case 'mt940':
      return new Mt940Parser(limits, give);
    case 'csv':
      return new CsvParser(format.profile, limits, account, give);
  }
}

const encodingOf = (format: StatementFormat): StatementEncoding =>
  format.kind === 'csv' ? format.profile.encoding : 'utf-8';

/** Leading zeros and blanks are written by one bank and left out by the next. */
const plainAccount = (text: string): string =>
  text
    .replace(/[\s.-]/g, '')
    .replace(/^0+(?=\d)/, '')
    .toUpperCase();

function checkAccount(found: string | undefined, expected: string | undefined): void {
  if (found === undefined || expected === undefined || plainAccount(found) === plainAccount(expected)) return;
  throw new StatementRefused({ code: 'account.other' });
}
