import { readIsoMoment, readMoment } from './calendar.js';
import type { CamtDetail, CamtEntry, CamtStatement } from './camt-facts.js';
import { refuse, type StatementFault } from './statement-part.js';
import { readVnd } from './vnd.js';

/** The text of an element that has closed, with what it stands in. */
export interface CamtField {
  readonly text: string;
  readonly currency: string | undefined;
  readonly statement: CamtStatement;
  readonly entry: CamtEntry | undefined;
  readonly detail: CamtDetail | undefined;
  readonly place: Omit<StatementFault, 'code' | 'params'>;
}
type Take = (field: CamtField) => void;

const amountRule = { thousands: '', decimal: '.' } as const;

function vndOf({ text, currency, place }: CamtField): number {
  if (currency !== 'VND') refuse('currency.other', { ...place, params: { received: currency ?? 'none' } });
  return plainVnd(text, place);
}

function plainVnd(text: string, place: CamtField['place']): number {
  const read = readVnd(text, amountRule);
  return 'code' in read ? refuse(read.code, { ...place, params: { received: read.received } }) : read.amount;
}

function signOf({ text, place }: CamtField): string {
  return text === 'CRDT' || text === 'DBIT'
    ? text
    : refuse('amount.direction', { ...place, params: { what: 'CdtDbtInd' } });
}

const dayIn = ({ text, place }: CamtField): string =>
  readMoment(text.slice(0, 10), ['yyyy-MM-dd'])?.day ?? refuse('date.invalid', place);

const reference: Take = ({ text, detail }) => {
  if (text !== 'NOTPROVIDED' && text !== '') detail?.references.push(text);
};
const count =
  (name: string): Take =>
  (field) => {
    if (!/^\d{1,15}$/.test(field.text)) refuse('structure.unexpected', { ...field.place, params: { what: name } });
    field.statement.claimed.set(name, Number(field.text));
  };
const sum =
  (name: string): Take =>
  (field) =>
    void field.statement.claimed.set(name, plainVnd(field.text, field.place));

/** What is read of a statement, by path below `Stmt`. */
export const statementFields: Readonly<Record<string, Take>> = {
  ElctrncSeqNb: ({ statement, text }) => (statement.sequence = text),
  'Acct/Id/IBAN': ({ statement, text }) => (statement.account = text),
  'Acct/Id/Othr/Id': ({ statement, text }) => (statement.account = text),
  'Acct/Ccy': ({ statement, text }) => (statement.currency = text),
  'Bal/Tp/CdOrPrtry/Cd': ({ statement, text }) => (statement.balance.code = text),
  'Bal/Amt': (field) => (field.statement.balance.amount = vndOf(field)),
  'Bal/CdtDbtInd': (field) => (field.statement.balance.sign = signOf(field)),
  'TxsSummry/TtlNtries/NbOfNtries': count('NbOfNtries'),
  'TxsSummry/TtlCdtNtries/NbOfNtries': count('credits.NbOfNtries'),
  'TxsSummry/TtlDbtNtries/NbOfNtries': count('debits.NbOfNtries'),
  'TxsSummry/TtlCdtNtries/Sum': sum('credits.Sum'),
  'TxsSummry/TtlDbtNtries/Sum': sum('debits.Sum'),
};

/** By path below `Ntry`. Version 02 has the text of the status itself, version 08 a code inside. */
export const entryFields: Readonly<Record<string, Take>> = {
  NtryRef: ({ entry, text }) => entry?.references.push(text),
  Amt: (field) => (field.entry!.amount = vndOf(field)),
  CdtDbtInd: (field) => (field.entry!.sign = signOf(field)),
  RvslInd: ({ entry, text, place }) => {
    if (!/^(?:true|false|1|0)$/.test(text)) refuse('structure.unexpected', { ...place, params: { what: 'RvslInd' } });
    entry!.reversal = text === 'true' || text === '1';
  },
  Sts: ({ entry, text }) => (entry!.status ??= text),
  'Sts/Cd': ({ entry, text }) => (entry!.status = text),
  'BookgDt/Dt': (field) => (field.entry!.day = dayIn(field)),
  'BookgDt/DtTm': (field) => {
    const moment = readIsoMoment(field.text) ?? refuse('date.invalid', field.place);
    Object.assign(field.entry!, moment);
  },
  'ValDt/Dt': (field) => (field.entry!.valueDay = dayIn(field)),
  'ValDt/DtTm': (field) =>
    (field.entry!.valueDay = readIsoMoment(field.text)?.day ?? refuse('date.invalid', field.place)),
  AcctSvcrRef: ({ entry, text }) => (entry!.bankReference = text),
  AddtlNtryInf: ({ entry, text }) => (entry!.information = text),
  'NtryDtls/Btch/NbOfTxs': ({ entry, text, place }) => {
    if (!/^\d{1,15}$/.test(text)) refuse('structure.unexpected', { ...place, params: { what: 'NbOfTxs' } });
    entry!.batchCount = Number(text);
  },
};

/** By path below `TxDtls`. Parties stand one element deeper from version 08 on. */
export const detailFields: Readonly<Record<string, Take>> = {
  Amt: (field) => {
    if (field.currency === 'VND') field.detail!.amount = vndOf(field);
  },
  'AmtDtls/TxAmt/Amt': (field) => {
    if (field.currency === 'VND') field.detail!.amount ??= vndOf(field);
  },
  CdtDbtInd: (field) => (field.detail!.sign = signOf(field)),
  'Refs/AcctSvcrRef': ({ detail, text }) => (detail!.bankReference = text),
  'Refs/EndToEndId': reference,
  'Refs/InstrId': reference,
  'Refs/TxId': reference,
  'RmtInf/Strd/CdtrRefInf/Ref': reference,
  'RmtInf/Ustrd': ({ detail, text }) => detail!.texts.push(text),
  AddtlTxInf: ({ detail, text }) => detail!.texts.push(text),
  'RltdPties/Dbtr/Nm': ({ detail, text }) => (detail!.payerName = text),
  'RltdPties/Dbtr/Pty/Nm': ({ detail, text }) => (detail!.payerName = text),
  'RltdPties/DbtrAcct/Id/IBAN': ({ detail, text }) => (detail!.payerAccount = text),
  'RltdPties/DbtrAcct/Id/Othr/Id': ({ detail, text }) => (detail!.payerAccount = text),
  'RltdPties/CdtrAcct/Id/IBAN': ({ detail, text }) => (detail!.creditedAccount = text),
  'RltdPties/CdtrAcct/Id/Othr/Id': ({ detail, text }) => (detail!.creditedAccount = text),
};
