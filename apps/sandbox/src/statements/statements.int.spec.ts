import { createHash } from 'node:crypto';
import { Parser } from 'mt940js';
import { SaxesParser } from 'saxes';
import { bankForTest, type BankForTest } from '../testing/bank-for-test.js';

const day = '2026-08-01';
const narrative = 'Nộp lệ phí hồ sơ HSDVC7K2QF9XAB cho SO TU PHAP: lần 1 - người nộp Nguyễn Văn A, số 12 & "ngõ" <3>';

let bank: BankForTest;
beforeAll(async () => {
  bank = await bankForTest({ money: { speed: 1_000_000 }, now: () => new Date('2026-08-01T10:00:00Z') });
  await bank.transfer({ at: '2026-07-31T16:59:59Z', amount: 1_000_000, text: 'the day before' });
  const first = await bank.transfer({ at: '2026-08-01T07:02:37Z', text: narrative });
  await bank.transfer({
    at: '2026-08-01T01:00:00Z',
    amount: 75_000,
    text: 'earlier, told later',
    distortion: 'customerMbvcb',
  });
  await bank.transfer({ at: '2026-08-01T09:00:00Z', direction: 'out', amount: 20_000, text: '' });
  await bank.send('POST', `/bank/transfers/${first.id}/reversal`);
  await bank.transfer({ at: '2026-08-01T17:00:00Z', amount: 5, text: 'the day after' });
});
afterAll(() => bank.end());

const opening = 16_000_000;
const closing = opening + 75_000 - 20_000;

const get = async (format: string, fault?: string): Promise<Buffer> => {
  const url = `${bank.url}/bank/accounts/kho-bac-1/statements/${day}?format=${format}${fault ? `&fault=${fault}` : ''}`;
  return Buffer.from(await (await fetch(url)).arrayBuffer());
};
const text = async (format: string, fault?: string) => (await get(format, fault)).toString('utf8');

/** Every leaf of an XML text with its path, in order. */
function leaves(xml: string): [string, string][] {
  const parser = new SaxesParser({ xmlns: true });
  const path: string[] = [];
  const found: [string, string][] = [];
  let content = '';
  parser.on('opentag', ({ local }) => {
    path.push(local);
    content = '';
  });
  parser.on('text', (more) => void (content += more));
  parser.on('closetag', () => {
    if (content.trim()) found.push([path.join('/'), content]);
    content = '';
    path.pop();
  });
  parser.write(xml).close();
  return found;
}
const valuesAt = (xml: string, end: string) =>
  leaves(xml).flatMap(([path, value]) => (path.endsWith(end) ? [value] : []));

describe.each(['camt.053.001.02', 'camt.053.001.08'])('the statement as %s', (format) => {
  it('holds the day in the order of booking, with balances and control totals', async () => {
    const xml = await text(format);
    expect(xml).toContain(`xmlns="urn:iso:std:iso:20022:tech:xsd:${format}"`);
    expect(valuesAt(xml, 'Bal/Amt')).toEqual([String(opening), String(closing)]);
    expect(valuesAt(xml, 'Stmt/Ntry/Amt')).toEqual(['75000', '150000', '20000', '150000']);
    expect(valuesAt(xml, 'Stmt/Ntry/CdtDbtInd')).toEqual(['CRDT', 'CRDT', 'DBIT', 'DBIT']);
    expect(valuesAt(xml, 'RvslInd')).toEqual(['false', 'false', 'false', 'true']);
    expect(valuesAt(xml, 'NbOfNtries')).toEqual(['4', '2', '2']);
    expect(valuesAt(xml, '/Sum')).toEqual(['395000', '225000', '170000']);
    expect(valuesAt(xml, format.endsWith('02') ? 'Stmt/Ntry/Sts' : 'Stmt/Ntry/Sts/Cd')).toEqual(Array(4).fill('BOOK'));
    // The first text is longer than 140 characters and stands in two pieces.
    expect(valuesAt(xml, 'Ustrd')[2]).toBe(narrative);
    expect(valuesAt(xml, 'BookgDt/DtTm')[1]).toBe('2026-08-01T14:02:37+07:00');
  });

  it('goes wrong as asked for', async () => {
    expect(valuesAt(await text(format, 'wrongTotals'), 'Bal/Amt')[1]).toBe(String(closing + 1000));
    expect(valuesAt(await text(format, 'missingEntry'), 'Stmt/Ntry/Amt')).toHaveLength(3);
    const half = await text(format, 'half');
    expect(half).toBe((await text(format)).slice(0, half.length));
    expect((await get(format, 'wrongEncoding')).toString('utf16le')).toBe(await text(format));
  });
});

describe('the statement as MT940', () => {
  it('is read by another program, which checks the balances', async () => {
    const [statement] = new Parser().parse(await text('mt940'));
    expect(statement).toMatchObject({ openingBalance: opening, closingBalance: closing });
    expect(statement!.transactions.map(({ amount }) => amount)).toEqual([75_000, 150_000, -20_000, -150_000]);
    expect(statement!.transactions[1]).toMatchObject({ reference: 'HSDVC7K2QF9XAB', bankReference: 'FT26213000001' });
  });

  it('marks a reversal RC and wraps its narrative', async () => {
    const lines = (await text('mt940')).split('\r\n');
    expect(lines.filter((line) => line.startsWith(':61:')).map((line) => /\d{10}([A-Z]+)\d/.exec(line)![1])).toEqual([
      'C',
      'C',
      'D',
      'RC',
    ]);
    expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(65 + 4);
    expect(lines.some((line) => line.length > 0 && !/^(:|-$)/.test(line))).toBe(true);
    expect(lines.join('')).toMatch(/^[\x20-\x7e]*$/);
  });

  it('with wrong totals is refused by it', async () => {
    const wrong = await text('mt940', 'wrongTotals');
    expect(() => new Parser().parse(wrong)).toThrow();
  });
});

describe('the statement as CSV', () => {
  it('like Vietcombank: mark, block, date and reference in one cell, thousands by comma, broken narrative', async () => {
    const csv = await text('csv-vietcombank');
    expect(csv.startsWith('\uFEFFSAO KÊ')).toBe(true);
    expect(csv).toContain('Số dư đầu kỳ,"16,000,000"');
    expect(csv).toMatch(
      /\r\n2,"01\/08\/2026\nFT26213000001",,"150,000","16,225,000","Nộp lệ phí hồ sơ HSDVC7K2QF9XAB cho SO T\nU PHAP/,
    );
    expect(csv).toContain('Tổng số,"170,000","225,000"\r\nSố dư cuối kỳ,"16,055,000"');
  });

  it('like Techcombank: semicolons, thousands by dot', async () => {
    const csv = await text('csv-techcombank');
    expect(csv).toContain('01/08/2026;FT26213000001;NGUYEN VAN A;0071000888888;"Nộp');
    expect(csv).toContain(';150.000;16.225.000');
    expect(csv).toContain('Cộng/Total;;;;;170.000;225.000;');
  });
});

describe("MB's file", () => {
  it('has 21 columns and a checksum that is right, and one wrong where asked for', async () => {
    const rows = (await text('mb-pipe'))
      .trimEnd()
      .split('\r\n')
      .map((line) => line.split('|'));
    expect(rows).toHaveLength(5);
    const right = (cells: string[]) =>
      createHash('md5').update(cells.slice(0, 20).join('|')).digest('hex') === cells[20];
    expect(rows.every(({ length }) => length === 21)).toBe(true);
    expect(rows.slice(1).every(right)).toBe(true);
    expect(rows.map((cells) => cells[3])).toEqual(['LOAI_GD', 'C', 'C', 'D', 'R']);
    const wrong = (await text('mb-pipe', 'wrongTotals'))
      .trimEnd()
      .split('\r\n')
      .map((line) => line.split('|'));
    expect(wrong.slice(1).filter(right)).toHaveLength(3);
  });
});

it.each(['?format=pdf', '?fault=strange'])('refuses %s with a sentence', async (query) => {
  const answer = await fetch(`${bank.url}/bank/accounts/kho-bac-1/statements/${day}${query}`);
  expect(answer.status).toBe(400);
  expect(((await answer.json()) as { detail: string }).detail).toContain('must be one of');
});
