import { dayOfYear, spacedTime } from '../vietnam-time.js';
import type { Entry, Statement, Sum } from './statement.js';

export type CamtVersion = '02' | '08';

/** The end-of-day statement of ISO 20022, camt.053.001.02 or .08, one piece of text per entry. */
export function* camt053(
  { account, day, opening, closing, entries, credits, debits }: Statement,
  version: CamtVersion,
): Generator<string> {
  const created = `${day}T23:59:59+07:00`;
  const id = `${account.accountNumber}-${day.replaceAll('-', '')}`;
  yield `<?xml version="1.0" encoding="UTF-8"?>
<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.${version}">
<BkToCstmrStmt>
<GrpHdr><MsgId>${id}</MsgId><CreDtTm>${created}</CreDtTm></GrpHdr>
<Stmt><Id>${id}</Id><ElctrncSeqNb>${Number(dayOfYear(new Date(`${day}T12:00:00+07:00`)))}</ElctrncSeqNb><CreDtTm>${created}</CreDtTm>
<FrToDt><FrDtTm>${day}T00:00:00+07:00</FrDtTm><ToDtTm>${created}</ToDtTm></FrToDt>
<Acct><Id><Othr><Id>${account.accountNumber}</Id></Othr></Id><Ccy>VND</Ccy><Nm>${escaped(account.accountName)}</Nm>${agent('Svcr', account.bankBin)}</Acct>
${balance('OPBD', opening, day)}
${balance('CLBD', closing, day)}
${summary(credits, debits, version)}
`;
  for (const entry of entries) yield entryText(entry, account, version);
  yield `</Stmt>\n</BkToCstmrStmt>\n</Document>\n`;
}

function entryText({ transfer, position }: Entry, account: Statement['account'], version: CamtVersion): string {
  const { amount, direction, at, bankReference, payer, text, reverses, virtualAccount, order } = transfer;
  const party = (name: string) => (version === '02' ? `<Nm>${name}</Nm>` : `<Pty><Nm>${name}</Nm></Pty>`);
  const sign = indicator(direction === 'in');
  const ours = { name: account.accountName, number: virtualAccount ?? account.accountNumber };
  const other = { name: payer.name, number: payer.account };
  const [debtor, creditor] = (direction === 'in') === (reverses === undefined) ? [other, ours] : [ours, other];
  const status = version === '02' ? '<Sts>BOOK</Sts>' : '<Sts><Cd>BOOK</Cd></Sts>';
  const sum = `<Amt Ccy="VND">${amount}</Amt>`;
  return `<Ntry><NtryRef>${position}</NtryRef>${sum}${sign}<RvslInd>${reverses !== undefined}</RvslInd>${status}<BookgDt><DtTm>${local(at)}</DtTm></BookgDt><ValDt><Dt>${local(at).slice(0, 10)}</Dt></ValDt><AcctSvcrRef>${bankReference}</AcctSvcrRef><BkTxCd><Prtry><Cd>NTRF</Cd></Prtry></BkTxCd>
<NtryDtls><TxDtls><Refs><AcctSvcrRef>${bankReference}</AcctSvcrRef><EndToEndId>${escaped(order ?? 'NOTPROVIDED')}</EndToEndId></Refs>${version === '02' ? `<AmtDtls><TxAmt>${sum}</TxAmt></AmtDtls>` : sum + sign}<RltdPties><Dbtr>${party(escaped(debtor.name))}</Dbtr><DbtrAcct>${numbered(debtor.number)}</DbtrAcct><Cdtr>${party(escaped(creditor.name))}</Cdtr><CdtrAcct>${numbered(creditor.number)}</CdtrAcct></RltdPties><RltdAgts>${agent('DbtrAgt', debtor === other ? payer.bankBin : account.bankBin)}</RltdAgts>${remittance(text)}</TxDtls></NtryDtls></Ntry>
`;
}

const balance = (type: string, amount: number, day: string): string =>
  `<Bal><Tp><CdOrPrtry><Cd>${type}</Cd></CdOrPrtry></Tp><Amt Ccy="VND">${Math.abs(amount)}</Amt>${indicator(amount >= 0)}<Dt><Dt>${day}</Dt></Dt></Bal>`;

function summary(credits: Sum, debits: Sum, version: CamtVersion): string {
  const net = credits.amount - debits.amount;
  const netText =
    version === '02'
      ? `<TtlNetNtryAmt>${Math.abs(net)}</TtlNetNtryAmt>${indicator(net >= 0)}`
      : `<TtlNetNtry><Amt>${Math.abs(net)}</Amt>${indicator(net >= 0)}</TtlNetNtry>`;
  const sum = ({ count, amount }: Sum) => `<NbOfNtries>${count}</NbOfNtries><Sum>${amount}</Sum>`;
  const all = { count: credits.count + debits.count, amount: credits.amount + debits.amount };
  return `<TxsSummry><TtlNtries>${sum(all)}${netText}</TtlNtries><TtlCdtNtries>${sum(credits)}</TtlCdtNtries><TtlDbtNtries>${sum(debits)}</TtlDbtNtries></TxsSummry>`;
}

const indicator = (credit: boolean): string => `<CdtDbtInd>${credit ? 'CRDT' : 'DBIT'}</CdtDbtInd>`;
const numbered = (number: string): string => `<Id><Othr><Id>${escaped(number)}</Id></Othr></Id>`;
const agent = (name: string, bin: string): string =>
  `<${name}><FinInstnId><ClrSysMmbId><MmbId>${bin}</MmbId></ClrSysMmbId></FinInstnId></${name}>`;

/** The transfer text in pieces of at most 140 characters, as the format allows. */
function remittance(text: string): string {
  const characters = [...text];
  const pieces: string[] = [];
  for (let at = 0; at < characters.length; at += 140) pieces.push(characters.slice(at, at + 140).join(''));
  return pieces.length === 0
    ? ''
    : `<RmtInf>${pieces.map((piece) => `<Ustrd>${escaped(piece)}</Ustrd>`).join('')}</RmtInf>`;
}

const local = (at: string): string => `${spacedTime(new Date(at)).replace(' ', 'T')}+07:00`;

const escapes: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };
const escaped = (text: string): string => text.replaceAll(/[&<>"]/g, (character) => escapes[character]!);
