import { SaxesParser, type SaxesTagNS } from 'saxes';
import { countEntry, movementsOf } from './camt-entries.js';
import {
  newDetail,
  newEntry,
  newStatement,
  type CamtDetail,
  type CamtEntry,
  type CamtStatement,
} from './camt-facts.js';
import { detailFields, entryFields, statementFields, type CamtField } from './camt-fields.js';
import { EntryLedger } from './entry-ledger.js';
import {
  refuse,
  StatementRefused,
  type StatementLimits,
  type StatementParser,
  type StatementPart,
} from './statement-part.js';

/** Versions whose elements are known here: parties and status moved between them, and both places are read. */
const versions = /^urn:iso:std:iso:20022:tech:xsd:camt\.053\.001\.0[2-8]$/;
/** What goes into the XML parser at a time; bounds what it may gather before it tells of anything. */
const sliceChars = 4 * 1024;
const entryPath = 'Ntry/';
const detailPath = 'Ntry/NtryDtls/TxDtls/';

/**
 * camt.053, versions 02 to 08. The document type declaration is refused, so there are no entities but the five of XML;
 * depth, text and bytes between two tags are bounded; elements of other namespaces are passed over.
 */
export class Camt053Parser implements StatementParser {
  readonly #xml = new SaxesParser({ xmlns: true });
  readonly #ledger: EntryLedger;
  /** Paths below `Stmt` of the open elements; undefined outside, or in what is passed over. */
  readonly #paths: (string | undefined)[] = [];
  #namespace: string | undefined;
  /** Characters given to the XML parser, and at the end of the slice in which a tag was last seen. */
  #given = 0;
  #told = 0;
  #ending = false;
  #text = '';
  #currency: string | undefined;
  #statement: CamtStatement | undefined;
  #entry: CamtEntry | undefined;
  #detail: CamtDetail | undefined;
  #closing: number | undefined;

  constructor(
    private readonly limits: StatementLimits,
    give: (part: StatementPart) => void,
  ) {
    this.#ledger = new EntryLedger(limits, give);
    const xml = this.#xml;
    xml.on('error', () => refuse(this.#ending ? 'file.truncated' : 'xml.malformed', { line: xml.line }));
    xml.on('doctype', () => refuse('xml.doctype', { line: xml.line }));
    xml.on('xmldecl', ({ encoding = 'utf-8' }) => {
      if (!/^(?:utf-8|us-ascii|utf-16)$/i.test(encoding)) refuse('encoding.unknown', { line: 1 });
    });
    xml.on('opentag', (tag) => this.#open(tag));
    xml.on('closetag', () => this.#close());
    xml.on('text', (text) => this.#gather(text));
    xml.on('cdata', (text) => this.#gather(text));
  }

  push(text: string): void {
    for (let at = 0; at < text.length; at += sliceChars) {
      const slice = text.slice(at, at + sliceChars);
      this.#given += slice.length;
      this.#xml.write(slice);
      if (this.#given - this.#told > this.limits.fieldChars * 2) this.#tooLong();
    }
  }

  end(): void {
    this.#ending = true;
    try {
      this.#xml.close();
    } catch (error) {
      if (error instanceof StatementRefused) throw error;
      refuse('file.truncated', { line: this.#xml.line });
    }
    if (this.#closing === undefined) refuse('structure.missing', { params: { what: 'Stmt' } });
    this.#ledger.close(this.#closing);
  }

  #open(tag: SaxesTagNS): void {
    this.#told = this.#given;
    if (this.#paths.length >= this.limits.depth) {
      refuse('xml.tooDeep', { line: this.#xml.line, params: { maxDepth: this.limits.depth } });
    }
    const { local } = tag;
    if (this.#paths.length === 0) this.#openDocument(tag);
    const above = this.#paths.at(-1);
    const path = tag.uri === this.#namespace ? this.#pathOf(local, above) : undefined;
    this.#paths.push(path);
    this.#text = '';
    this.#currency = tag.attributes['Ccy']?.value;
    if (path === '') this.#statement = newStatement(this.#xml.line, this.#ledger.net);
    else if (path === 'Bal') this.#statement!.balance = {};
    else if (path === 'Ntry') this.#entry = newEntry(this.#xml.line);
    else if (path === 'Ntry/NtryDtls/TxDtls') this.#openDetail();
  }

  #openDocument({ local, uri }: SaxesTagNS): void {
    if (local !== 'Document' || !versions.test(uri)) {
      const name = /[a-z]{4}\.\d{3}\.\d{3}\.\d{2}$/.exec(uri)?.[0] ?? 'another document';
      refuse('xml.version', { line: this.#xml.line, params: { received: name } });
    }
    this.#namespace = uri;
  }

  #pathOf(local: string, above: string | undefined): string | undefined {
    if (above === undefined) return local === 'Stmt' && this.#paths.length === 2 ? '' : undefined;
    return above === '' ? local : `${above}/${local}`;
  }

  #openDetail(): void {
    const entry = this.#entry!;
    if (entry.details.length >= this.limits.batch) {
      refuse('file.tooManyEntries', { line: entry.line, params: { maxEntries: this.limits.batch } });
    }
    this.#detail = newDetail();
    entry.details.push(this.#detail);
  }

  #close(): void {
    this.#told = this.#given;
    const path = this.#paths.pop();
    const text = this.#text.trim();
    this.#text = '';
    if (path === undefined) return;
    const statement = this.#statement!;
    if (path === '') return this.#closeStatement(statement);
    if (path === 'Bal') return this.#closeBalance(statement);
    if (path === 'Ntry') return this.#closeEntry(statement);
    if (path === 'Ntry/NtryDtls/TxDtls') this.#detail = undefined;
    if (text !== '') this.#take(path, text, statement);
  }

  #take(path: string, text: string, statement: CamtStatement): void {
    const take = path.startsWith(detailPath)
      ? detailFields[path.slice(detailPath.length)]
      : path.startsWith(entryPath)
        ? entryFields[path.slice(entryPath.length)]
        : statementFields[path];
    const field: CamtField = {
      ...{ text, currency: this.#currency, statement, entry: this.#entry, detail: this.#detail },
      place: { line: this.#xml.line, ...(this.#entry ? { entry: this.#ledger.entries + 1 } : {}) },
    };
    take?.(field);
  }

  #closeBalance({ balance: { code, amount, sign }, balances }: CamtStatement): void {
    if (amount === undefined || sign === undefined) {
      return refuse('structure.missing', { line: this.#xml.line, params: { what: 'Bal' } });
    }
    if (code !== undefined) balances.set(code, sign === 'DBIT' ? 0 - amount : amount);
  }

  #openStatement(statement: CamtStatement): void {
    if (statement.opened) return;
    statement.opened = true;
    const { account, currency, sequence, line } = statement;
    if (currency !== undefined && currency !== 'VND')
      refuse('currency.other', { line, params: { received: 'Acct/Ccy' } });
    const opening = openingOf(statement);
    if (this.#closing === undefined) {
      return this.#ledger.open({
        kind: 'opened',
        ...(account ? { account } : {}),
        currency: 'VND',
        ...(sequence ? { sequence } : {}),
        openingBalance: opening,
      });
    }
    this.#ledger.sameAccount(account, line);
    if (opening !== this.#closing) {
      refuse('totals.sequence', { line, params: { expected: this.#closing, received: opening } });
    }
  }

  #closeEntry(statement: CamtStatement): void {
    const entry = this.#entry!;
    this.#entry = undefined;
    this.#openStatement(statement);
    const place = { line: entry.line, entry: this.#ledger.entries + 1 };
    if (entry.status === undefined) refuse('structure.missing', { ...place, params: { what: 'Sts' } });
    countEntry(statement.all, entry);
    if (entry.status !== 'BOOK') return this.#ledger.skip();
    countEntry(statement.booked, entry);
    for (const movement of movementsOf(entry, place)) this.#ledger.add(movement);
  }

  #closeStatement(statement: CamtStatement): void {
    this.#openStatement(statement);
    const closing = statement.balances.get('CLBD');
    const { line } = this.#xml;
    if (closing === undefined) return refuse('structure.missing', { line, params: { what: 'Bal CLBD' } });
    this.#ledger.checkBalances(openingOf(statement), closing, line, statement.netBefore);
    this.#checkSummary(statement);
    this.#closing = closing;
    this.#statement = undefined;
  }

  /** Banks differ on whether announced entries count in the summary: either reading must agree. */
  #checkSummary({ claimed, booked, all }: CamtStatement): void {
    const pairs = [
      ['NbOfNtries', booked.count, all.count],
      ['credits.NbOfNtries', booked.credits.count, all.credits.count],
      ['debits.NbOfNtries', booked.debits.count, all.debits.count],
      ['credits.Sum', booked.credits.sum, all.credits.sum],
      ['debits.Sum', booked.debits.sum, all.debits.sum],
    ] as const;
    for (const [name, expected, other] of pairs) {
      const received = claimed.get(name);
      if (received === undefined) continue;
      const code = name.endsWith('Sum') ? 'totals.sum' : 'totals.count';
      if (received !== expected && received !== other) {
        refuse(code, { line: this.#xml.line, params: { expected, received } });
      }
      this.#ledger.checked(code === 'totals.sum' ? 'sums' : 'count');
    }
  }

  #gather(text: string): void {
    if (this.#paths.at(-1) === undefined) return;
    this.#text += text;
    if (this.#text.length > this.limits.fieldChars) this.#tooLong();
  }

  #tooLong(): never {
    return refuse('field.tooLong', { line: this.#xml.line, params: { maxChars: this.limits.fieldChars } });
  }
}

function openingOf({ balances, line }: CamtStatement): number {
  return (
    balances.get('OPBD') ?? balances.get('PRCD') ?? refuse('structure.missing', { line, params: { what: 'Bal OPBD' } })
  );
}
