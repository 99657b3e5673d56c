import type { EntryKind } from '../statement-part.js';

/** A statement as a test states it; every writer below says the same thing in its own format. */
export interface SampleStatement {
  readonly account: string;
  readonly opening: number;
  readonly entries: readonly SampleEntry[];
}
export interface SampleEntry {
  readonly kind: EntryKind;
  readonly amount: number;
  /** `yyyy-mm-dd`. */
  readonly day: string;
  readonly bankReference: string;
  readonly text: string;
  /** Of camt.053: the number to which it was paid. */
  readonly creditedAccount?: string;
}

export const signed = ({ kind, amount }: SampleEntry): number =>
  kind === 'credit' || kind === 'debitReversal' ? amount : -amount;
export const closingOf = ({ opening, entries }: SampleStatement): number =>
  entries.reduce((sum, entry) => sum + signed(entry), opening);

const isReversal = ({ kind }: SampleEntry): boolean => kind === 'creditReversal' || kind === 'debitReversal';
const escapeXml = (text: string): string => text.replace(/[&<>"]/g, (sign) => `&#${sign.charCodeAt(0)};`);
const compact = (day: string): string => day.slice(2).replaceAll('-', '');
const slashed = (day: string): string => day.split('-').reverse().join('/');
const dotted = (amount: number): string => grouped(amount).replaceAll(',', '.');
const grouped = (amount: number): string => String(amount).replace(/\B(?=(\d{3})+(?!\d))/g, ',');

const credited = ({ creditedAccount: number }: SampleEntry): string =>
  number === undefined ? '' : `<CdtrAcct><Id><Othr><Id>${number}</Id></Othr></Id></CdtrAcct>`;

export function asCamt053(statement: SampleStatement, version: '02' | '08'): string {
  const balance = (code: string, amount: number): string =>
    `<Bal><Tp><CdOrPrtry><Cd>${code}</Cd></CdOrPrtry></Tp><Amt Ccy="VND">${Math.abs(amount)}</Amt>` +
    `<CdtDbtInd>${amount < 0 ? 'DBIT' : 'CRDT'}</CdtDbtInd><Dt><Dt>2026-11-21</Dt></Dt></Bal>`;
  const entry = (sample: SampleEntry): string => {
    const sign = signed(sample) > 0 ? 'CRDT' : 'DBIT';
    const party = '<Nm>NGUYEN VAN A</Nm>';
    return [
      `<Ntry><Amt Ccy="VND">${sample.amount}.00</Amt><CdtDbtInd>${sign}</CdtDbtInd>`,
      isReversal(sample) ? '<RvslInd>true</RvslInd>' : '',
      version === '02' ? '<Sts>BOOK</Sts>' : '<Sts><Cd>BOOK</Cd></Sts>',
      `<BookgDt><Dt>${sample.day}</Dt></BookgDt><AcctSvcrRef>${escapeXml(sample.bankReference)}</AcctSvcrRef>`,
      '<NtryDtls><TxDtls><Refs><EndToEndId>NOTPROVIDED</EndToEndId></Refs>',
      version === '08' ? `<Amt Ccy="VND">${sample.amount}</Amt><CdtDbtInd>${sign}</CdtDbtInd>` : '',
      `<RltdPties><Dbtr>${version === '08' ? `<Pty>${party}</Pty>` : party}</Dbtr>${credited(sample)}</RltdPties>`,
      `<RmtInf><Ustrd>${escapeXml(sample.text)}</Ustrd></RmtInf></TxDtls></NtryDtls></Ntry>`,
    ].join('');
  };
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.${version}"><BkToCstmrStmt>`,
    '<GrpHdr><MsgId>M1</MsgId><CreDtTm>2026-11-21T23:00:00</CreDtTm></GrpHdr>',
    `<Stmt><Id>S1</Id><ElctrncSeqNb>7</ElctrncSeqNb><Acct><Id><Othr><Id>${statement.account}</Id></Othr></Id><Ccy>VND</Ccy></Acct>`,
    balance('OPBD', statement.opening),
    balance('CLBD', closingOf(statement)),
    `<TxsSummry><TtlNtries><NbOfNtries>${statement.entries.length}</NbOfNtries></TtlNtries></TxsSummry>`,
    ...statement.entries.map(entry),
    '</Stmt></BkToCstmrStmt></Document>',
  ].join('\n');
}

const marks: Readonly<Record<EntryKind, string>> = {
  credit: 'C',
  debit: 'D',
  creditReversal: 'RC',
  debitReversal: 'RD',
};

export function asMt940(statement: SampleStatement): string {
  const balance = (tag: string, amount: number): string =>
    `:${tag}:${amount < 0 ? 'D' : 'C'}261121VND${Math.abs(amount)},`;
  return [
    ':20:STMT261121',
    `:25:${statement.account}`,
    ':28C:7/1',
    balance('60F', statement.opening),
    ...statement.entries.flatMap((entry) => [
      `:61:${compact(entry.day)}${entry.day.slice(5).replace('-', '')}${marks[entry.kind]}${entry.amount},NTRFNONREF//${entry.bankReference}`,
      // Wrapped as the network does it: at 65 characters, wherever a word happens to be.
      ...(`:86:${entry.text}`.match(/.{1,65}/gs) ?? []),
    ]),
    balance('62F', closingOf(statement)),
    '-',
    '',
  ].join('\r\n');
}

export interface CsvSampleOptions {
  readonly lineEnd?: string;
  /** Leaves out the totals below the table. */
  readonly bare?: boolean;
}

/** Vietcombank-like. A reversal stands as a negative amount in the column of what it takes back. */
export function asVietcombank(
  statement: SampleStatement,
  { lineEnd = '\r\n', bare = false }: CsvSampleOptions = {},
): string {
  let balance = statement.opening;
  let [credits, debits] = [0, 0];
  const rows = statement.entries.map((entry) => {
    balance += signed(entry);
    if (signed(entry) > 0) credits += entry.amount;
    else debits += entry.amount;
    const inCredit = entry.kind === 'credit' || entry.kind === 'creditReversal';
    const amount = `${isReversal(entry) ? '-' : ''}${grouped(entry.amount)}`;
    const cells = [`${slashed(entry.day)}\n${entry.bankReference}`, inCredit ? '' : amount, inCredit ? amount : ''];
    return [...cells, grouped(balance).replace('-,', '-'), entry.text].map(quoted).join(',');
  });
  return [
    'SAO KÊ TÀI KHOẢN,,,,',
    `Số tài khoản:,${statement.account},,,`,
    'Loại tiền:,VND,,,',
    `Số dư đầu kỳ:,${quoted(grouped(statement.opening))},,,`,
    ',,,,',
    '"Ngày giao dịch\nSố tham chiếu",Ghi nợ/Debit,Ghi có/Credit,Số dư,Mô tả',
    ...rows,
    ...(bare
      ? []
      : [
          `Tổng số,${quoted(grouped(debits))},${quoted(grouped(credits))},,`,
          `Số dư cuối kỳ:,${quoted(grouped(balance))},,,`,
          `Số giao dịch:,${statement.entries.length},,,`,
        ]),
    '',
  ].join(lineEnd);
}

/** Techcombank-like: newest first, columns for the other party. */
export function asTechcombank(statement: SampleStatement): string {
  let balance = statement.opening;
  const rows = statement.entries.map((entry) => {
    balance += signed(entry);
    const inCredit = entry.kind === 'credit' || entry.kind === 'creditReversal';
    const amount = `${isReversal(entry) ? '-' : ''}${dotted(entry.amount)}`;
    const cells = [slashed(entry.day), entry.bankReference, entry.text, inCredit ? '' : amount, inCredit ? amount : ''];
    return [...cells, dotted(balance), '19030000000001', 'NGUYEN VAN A'].map(quoted).join(';');
  });
  return [
    `Tài khoản: ${statement.account};;;;;;;`,
    `Số dư đầu kỳ;${dotted(statement.opening)};;;;;;`,
    `Số dư cuối kỳ;${dotted(balance)};;;;;;`,
    'Ngày giao dịch;Số bút toán;Diễn giải;Nợ/TKTT;Có/TKTT;Số dư;Tài khoản đối ứng;Tên tài khoản đối ứng',
    ...rows.reverse(),
    '',
  ].join('\n');
}

/** MB's daily file: credits and debits between named accounts, no totals. */
export function asMbReconciliation(statement: SampleStatement): string {
  const heading = Array.from({ length: 21 }, (_, index) => `COLUMN_${index + 1}`);
  const rows = statement.entries.map((entry, index) => {
    const out = signed(entry) < 0;
    const own = statement.account;
    const cells = [index + 1, '01', 'APP', 'TRF', `REQ${index + 1}`, `TX${index + 1}`, entry.bankReference];
    const when = `${entry.day} 10:11:12`;
    const sides = out ? [own, 'SO TU PHAP', '555', 'B', '555'] : ['190300', 'NGUYEN VAN A', own, 'SO TU PHAP', own];
    return [...cells, when, entry.amount, 'VND', entry.text, '00', ...sides, 'MB', `K${index + 1}`, '', 'abc'].join(
      '|',
    );
  });
  return [heading.join('|'), ...rows, ''].join('\n');
}

const quoted = (cell: string): string => (/[",;\n\r]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell);

const windows1258: ReadonlyMap<string, number> = new Map(
  Array.from({ length: 128 }, (_, index) => index + 128).map((byte) => [
    new TextDecoder('windows-1258').decode(Uint8Array.of(byte)),
    byte,
  ]),
);

/** Windows-1258 as Vietnamese systems write it: base letters with a mark of the tone behind them. */
export function toWindows1258(text: string): Uint8Array {
  const bytes: number[] = [];
  for (const letter of text.normalize('NFC')) {
    const direct = letter.codePointAt(0)! < 128 ? letter.codePointAt(0)! : windows1258.get(letter);
    if (direct !== undefined) {
      bytes.push(direct);
      continue;
    }
    // The tone is the last mark to come off; what is left is one letter of the code page.
    const apart = [...letter.normalize('NFD')];
    const tone = apart.find((mark) => ['\u0300', '\u0301', '\u0303', '\u0309', '\u0323'].includes(mark))!;
    const base = apart
      .filter((mark) => mark !== tone)
      .join('')
      .normalize('NFC');
    bytes.push(base.codePointAt(0)! < 128 ? base.codePointAt(0)! : windows1258.get(base)!, windows1258.get(tone)!);
  }
  return Uint8Array.from(bytes);
}

export function toUtf16(text: string, order: 'le' | 'be', mark = true): Uint8Array {
  const bytes = Buffer.from((mark ? '\ufeff' : '') + text, 'utf16le');
  return order === 'le' ? bytes : bytes.swap16();
}
