import { dayOfYear } from '../vietnam-time.js';
import type { Entry, Statement } from './statement.js';

const lineLength = 65;
const mostLines = 6;

/** MT940 without its outer blocks: balances, entries, narrative wrapped to 6 lines of 65. */
export function* mt940({ account, day, opening, closing, entries }: Statement): Generator<string> {
  const date = shortDay(day);
  yield `:20:ST${date}\r\n:25:${account.accountNumber}\r\n:28C:${sequenceOf(day)}/1\r\n:60F:${balance(opening, date)}\r\n`;
  for (const entry of entries) yield entryText(entry, day);
  yield `:62F:${balance(closing, date)}\r\n-\r\n`;
}

function entryText({ transfer }: Entry, day: string): string {
  const { amount, direction, bankReference, text, payer, reverses } = transfer;
  // A reversed credit is RC, and takes money away like a debit.
  const mark = reverses === undefined ? (direction === 'in' ? 'C' : 'D') : direction === 'in' ? 'RD' : 'RC';
  const date = shortDay(day);
  const customerReference = /[A-Z]{3,5}[A-Z0-9]{9}/.exec(transfer.sentText)?.[0].slice(0, 16) ?? 'NONREF';
  const head = `:61:${date}${date.slice(2)}${mark}${amount},NTRF${customerReference}//${bankReference}`;
  return `${head}\r\n:86:${wrapped(plain(`${text} ${payer.name}`)).join('\r\n')}\r\n`;
}

const balance = (amount: number, date: string): string => `${amount >= 0 ? 'C' : 'D'}${date}VND${Math.abs(amount)},`;
/** Number of the statement: one a day, counted from the new year. */
const sequenceOf = (day: string): string => dayOfYear(new Date(`${day}T12:00:00+07:00`));
const shortDay = (day: string): string => day.replaceAll('-', '').slice(2);

/** Letters that the format has: no Vietnamese ones, no line breaks. */
const plain = (text: string): string =>
  text
    .normalize('NFD')
    .replaceAll(/\p{M}/gu, '')
    .replaceAll('\u0111', 'd')
    .replaceAll('\u0110', 'D')
    .replaceAll(/\s/g, ' ')
    .replaceAll(/[^A-Za-z0-9/\-?:().,'+ ]/g, '.');

/** Lines cut at 65 wherever that is; none begins with a character that would begin a field. */
function wrapped(text: string): string[] {
  const lines: string[] = [];
  let rest = text;
  while (rest.length > 0 && lines.length < mostLines) {
    let length = Math.min(lineLength, rest.length);
    while (length > 1 && /[:-]/.test(rest[length] ?? '')) length -= 1;
    lines.push(rest.slice(0, length));
    rest = rest.slice(length);
  }
  return lines.length > 0 ? lines : ['.'];
}
