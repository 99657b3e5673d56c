import { createHash } from 'node:crypto';
import type { RegisterFilter, RegisterItem, RegisterTotals } from '../core.js';
import { bookTitle, columns, dayText, dayWord, entryNames, signatures, unitWord } from './register.messages.js';

const style =
  'body{font:12px/1.4 "Times New Roman",serif;margin:1.5cm}h1{font-size:16px;text-align:center;text-transform:uppercase}' +
  'table{border-collapse:collapse;width:100%}th,td{border:1px solid #000;padding:2px 4px;vertical-align:top;text-align:left}' +
  'thead{display:table-header-group}tr{break-inside:avoid}.sign{display:flex;justify-content:space-around;margin-top:1cm}' +
  '@page{size:A4 landscape;margin:1cm}';

/** Nothing runs, nothing is fetched: it is paper. */
export const registerSecurityPolicy = `default-src 'none'; style-src 'sha256-${createHash('sha256').update(style).digest('base64')}'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`;

const escapes: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};
const shown = (value: string | number | undefined): string =>
  String(value ?? '').replace(/[&<>"']/g, (sign) => escapes[sign]!);

export interface PageHead extends Pick<RegisterFilter, 'day'> {
  readonly unitName: string;
  readonly totals: RegisterTotals;
}

export const pageHead = ({ unitName, day, totals }: PageHead): string => `<!doctype html>
<html lang="vi">
<head>
<meta charset="utf-8">
<title>${shown(bookTitle)} ${shown(dayText(day))}</title>
<style>${style}</style>
</head>
<body>
<h1>${shown(bookTitle)}</h1>
<p>${shown(unitWord)}: ${shown(unitName)}<br>${shown(dayWord)}: ${shown(dayText(day))}<br>${shown(entryNames.received)}: ${totals.received}; ${shown(entryNames.returned)}: ${totals.returned}</p>
<table>
<thead><tr>${columns.map(({ title }) => `<th>${shown(title)}</th>`).join('')}</tr></thead>
<tbody>
`;

export const pageRow = (item: RegisterItem): string =>
  `<tr>${columns.map(({ of }) => `<td>${shown(of(item))}</td>`).join('')}</tr>\n`;

export const pageFoot = (): string => `</tbody>
</table>
<div class="sign">${signatures.map((one) => `<p>${shown(one)}</p>`).join('')}</div>
</body>
</html>
`;
