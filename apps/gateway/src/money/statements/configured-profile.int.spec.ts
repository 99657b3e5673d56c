import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadConfig } from '@lienthong/config';
import { statementFormats, type StatementFormats } from './formats.js';
import { readAll } from './testing/read-all.js';
import { toWindows1258 } from './testing/write-samples.js';

const example = readFileSync('docs/examples/statement-profile.yaml', 'utf8');
const secret = 'agreed-with-the-bank';
const head = 'units: [{ code: H44, name: Province }]\nclients: [{ name: demo, key: "${KEY}", units: [H44] }]\n';
let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'lienthong-profile-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function load(yaml: string) {
  const file = join(folder, 'lienthong.yaml');
  writeFileSync(file, head + yaml);
  return loadConfig({ file, env: { KEY: 'client-key-0123456789', SAMPLE_BANK_CHECKSUM_SECRET: secret } });
}
function formatsOf(yaml: string): StatementFormats {
  const loaded = load(yaml);
  if (!loaded.ok) throw new Error(loaded.sentences.join('\n'));
  return statementFormats(loaded.config.payments.statementProfiles);
}

const row = (cells: readonly string[]): string => {
  const digest = createHash('sha256')
    .update(`${cells.slice(1, 5).join('|')}|${secret}`, 'utf8')
    .digest('hex');
  return [...cells, digest].join(';');
};
const table = [
  ['1', '21-11-2026 08:01', 'NH1', 'c', '150.000,00', '1.150.000', 'HSDVC7K2QF9XA nộp lệ phí', 'NGUYEN VAN A', 'VA001'],
  ['2', '21-11-2026 09:30', 'NH2', 'D', '50.000', '1.100.000', 'Phí quản lý', '', ''],
  ['3', '21-11-2026', 'NH3', 'RC', '150.000', '950.000', 'Hoàn trả', '', ''],
];
const lines = [
  'NGÂN HÀNG MẪU;;',
  'Số TK: 0011001234567;;',
  'Dư đầu:;1.000.000;',
  'STT;Ngày hiệu lực;Ref;D/C;Số tiền;Số dư;Diễn giải;Người chuyển;Tài khoản ảo;Mã kiểm tra',
  row(table[0]!),
  ';;;;;;của hồ sơ;;;',
  ...table.slice(1).map(row),
  'Tổng số dòng:;3',
  'Dư cuối:;950.000',
];
const fileOf = (changed: readonly string[] = lines): Uint8Array => toWindows1258(changed.join('\r\n'));
const account = '0011001234567';

it('a bank that stands in the configuration alone is read: encoding, columns, dates, marks, numbers, sums, checksums', async () => {
  const format = formatsOf(example).named('ngan-hang-mau');
  const { opened, entries, closed, refused } = await readAll(fileOf(), { format, account });
  expect(refused).toBeUndefined();
  expect(opened).toMatchObject({ account, openingBalance: 1_000_000 });
  expect(entries).toMatchObject([
    {
      ...{ kind: 'credit', amount: 150_000, at: '2026-11-21T08:01:00+07:00', bankReference: 'NH1' },
      ...{ text: 'HSDVC7K2QF9XA nộp lệ phí\ncủa hồ sơ', payerName: 'NGUYEN VAN A', creditedAccount: 'VA001' },
    },
    { kind: 'debit', amount: 50_000, bankReference: 'NH2' },
    { kind: 'creditReversal', amount: 150_000, day: '2026-11-21' },
  ]);
  expect(closed).toMatchObject({ closingBalance: 950_000, endKnown: true });
  expect(closed!.controls).toEqual(['balances', 'count', 'rowChecksums', 'rowNumbers', 'runningBalance']);
});

it.each([
  ['half of it', lines.slice(0, 7), 'file.truncated'],
  ['another closing balance', lines.with(-1, 'Dư cuối:;950.001'), 'totals.balance'],
  ['another number of rows', lines.with(-2, 'Tổng số dòng:;4'), 'totals.count'],
  ['an amount that was changed', lines.with(4, lines[4]!.replace('150.000,00', '150.001,00')), 'row.checksum'],
  ['a fraction', lines.with(4, row(table[0]!.with(4, '150.000,50'))), 'amount.fraction'],
  ['another mark', lines.with(4, row(table[0]!.with(3, 'X'))), 'amount.direction'],
  ['a day that does not exist', lines.with(4, row(table[0]!.with(1, '31-11-2026'))), 'date.invalid'],
])('%s is refused', async (_, changed, code) => {
  const format = formatsOf(example).named('ngan-hang-mau');
  expect((await readAll(fileOf(changed), { format, account })).refused).toMatchObject({ code });
});

it('in another encoding than stated it is refused', async () => {
  const format = formatsOf(example.replace('windows-1258', 'utf-8')).named('ngan-hang-mau');
  expect((await readAll(fileOf(), { format, account })).refused).toMatchObject({ code: 'encoding.wrong' });
});

const fixed = `payments:
  statementProfiles:
    - name: bang-co-dinh
      delimiter: '|'
      quote: ''
      amounts: { signed: true }
      dates: [yyyyMMdd]
      columns: { day: { position: 0 }, amount: { position: 1 }, text: { position: 2 }, reference: { position: 3 } }
      direction: { by: sign }
      fixedColumns: 4
      headings: false
`;

it('rows without any heading, by their places and signs', async () => {
  const format = formatsOf(fixed).named('bang-co-dinh');
  const { entries, closed } = await readAll('20261121|150000|a|F1\n20261121|-20000|b|F2\n', { format });
  expect(entries.map(({ kind, amount, text }) => [kind, amount, text])).toEqual([
    ['credit', 150_000, 'a'],
    ['debit', 20_000, 'b'],
  ]);
  expect(closed).toMatchObject({ entries: 2, endKnown: false });
});

it('a profile under the name of a built-in one takes its place; the others stay', () => {
  const formats = formatsOf(fixed.replace('bang-co-dinh', 'vietcombank'));
  expect(formats.names).toEqual(['camt053', 'mt940', 'vietcombank', 'techcombank', 'mb-reconciliation']);
  expect(formats.named('vietcombank')).toMatchObject({ profile: { fixedColumns: 4 } });
  expect(formats.named('techcombank')).toEqual(statementFormats().named('techcombank'));
});

it.each([
  ['a key that is not known', 'encoding: ', 'enkoding: ', /:7:7: .*enkoding: found a key that is not known/],
  [
    'an encoding of nobody',
    'windows-1258 #',
    'utf-7 #',
    /:7:17: .*encoding: found "utf-7" \(string\); allowed: one of utf-8,/,
  ],
  [
    'a column without headings',
    '{ labels: [Số tiền] }',
    '{ optional: true }',
    /:16:.*amount\.labels: found nothing; allowed: the/,
  ],
  [
    'a direction without its column',
    'mark: { labels: [Nợ/Có, D/C] }',
    'type: { labels: [x] }',
    /columns\.mark: found nothing; allowed: a column: direction/,
  ],
  [
    'a date without a day',
    'dd-MM-yyyy]',
    'MM-yyyy]',
    /:10:.*dates\[1\]: found "MM-yyyy"; allowed: yyyy or yy, MM and dd/,
  ],
  [
    'one sign for two things',
    "decimal: ','",
    "decimal: '.'",
    /:9:.*amounts\.decimal: found "\."; allowed: another sign than thousands/,
  ],
  [
    'a fact without words',
    '        count: [Tổng số dòng]\n',
    '',
    /:31:.*required\[3\]: found count; allowed: a fact whose words are/,
  ],
  [
    'a checksum without its column',
    '        checksum: { labels: [Mã kiểm tra] }\n',
    '',
    /columns\.checksum: found nothing; allowed: the column/,
  ],
  [
    'a secret in the file',
    '${SAMPLE_BANK_CHECKSUM_SECRET}',
    'open',
    /secret: found a literal value; allowed: \$\{NAME\}/,
  ],
  ['the name of a standard format', 'name: ngan-hang-mau', 'name: camt053', /:6:.*name: found "camt053" a second time/],
])('the start is refused for %s, with the line', (_, from, to, sentence) => {
  const loaded = load(example.replace(from, to));
  if (loaded.ok) throw new Error('accepted');
  expect(loaded.sentences.join('\n')).toMatch(sentence);
});

it.each([
  [
    'a heading in a file of fixed columns',
    'amount: { position: 1 }',
    'amount: { labels: [x] }',
    /labels: found headings; allowed: a position/,
  ],
  ['a place behind the last column', 'position: 3', 'position: 4', /reference\.position: found 4; allowed: at most 3/],
  ['a separator that is part of amounts', '{ signed: true }', "{ thousands: '|' }", /thousands/],
  [
    'no headings in a file whose columns are found by them',
    '      fixedColumns: 4\n',
    '',
    /headings: found false; allowed: true/,
  ],
])('the start is refused for %s', (_, from, to, sentence) => {
  const loaded = load(fixed.replace(from, to));
  if (loaded.ok) throw new Error('accepted');
  expect(loaded.sentences.join('\n')).toMatch(sentence);
});
