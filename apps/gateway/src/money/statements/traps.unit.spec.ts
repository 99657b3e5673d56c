import { createHash } from 'node:crypto';
import { Parser as oracle } from 'mt940js';
import { csvProfiles, mbReconciliation, vietcombank } from './profiles.wire.js';
import type { StatementFormat } from './statement-format.js';
import type { StatedTotals } from './statement-part.js';
import { readAll } from './testing/read-all.js';
import {
  asCamt053,
  asMbReconciliation,
  asMt940,
  asVietcombank,
  toUtf16,
  toWindows1258,
  type SampleEntry,
  type SampleStatement,
} from './testing/write-samples.js';

const camt: StatementFormat = { kind: 'camt053' };
const mt940: StatementFormat = { kind: 'mt940' };
const vcb: StatementFormat = { kind: 'csv', profile: vietcombank };
const mb: StatementFormat = { kind: 'csv', profile: mbReconciliation };
const account = '0011001234567';

const entry = (over: Partial<SampleEntry> = {}): SampleEntry => ({
  ...{ kind: 'credit', amount: 150_000, day: '2026-11-21', bankReference: 'FT26326000001', text: 'HSDVC7K2QF9XA' },
  ...over,
});
const statement = (...entries: SampleEntry[]): SampleStatement => ({ account, opening: 1_000_000, entries });
/** A payment, its reversal under the same number, and another payment with narrative that is wrapped inside a word. */
const withReversal = statement(
  entry(),
  entry({ kind: 'creditReversal' }),
  entry({
    bankReference: 'FT26326000002',
    text: 'CUSTOMER MBVCB 2420648919 339176 HSDVC7K2QF9XA  CT tu 0011002 NGUYEN VAN A to i 0011001234567 MB Trace 339176',
  }),
);

describe('what other readers of these formats got wrong', () => {
  it.each([
    ['MT940', mt940, asMt940(withReversal)],
    ['camt.053.001.02', camt, asCamt053(withReversal, '02')],
    ['camt.053.001.08', camt, asCamt053(withReversal, '08')],
    ['CSV', vcb, asVietcombank(withReversal)],
  ])('%s: a reversal is not a credit, and is not its payment', async (_, format, file) => {
    const { entries, closed } = await readAll(file, { format });
    expect(entries.map(({ kind, amount }) => [kind, amount])).toEqual([
      ['credit', 150_000],
      ['creditReversal', 150_000],
      ['credit', 150_000],
    ]);
    expect(entries.map(({ index }) => index)).toEqual([1, 2, 3]);
    expect(closed).toMatchObject({ closingBalance: 1_150_000, credits: { count: 2, sum: 300_000 } });
  });

  it('MT940: RD brings money back and is no payment', async () => {
    const { entries, closed } = await readAll(asMt940(statement(entry({ kind: 'debitReversal' }))), { format: mt940 });
    expect(entries[0]!.kind).toBe('debitReversal');
    expect(closed!.closingBalance).toBe(1_150_000);
  });

  it('MT940: both references are kept, and wrapped narrative with its line breaks', async () => {
    const file = asMt940(withReversal).replace('NTRFNONREF//FT26326000002', 'NTRFKH-77//FT26326000002');
    const { entries } = await readAll(file, { format: mt940 });
    expect(entries[2]).toMatchObject({ bankReference: 'FT26326000002', references: ['KH-77'] });
    expect(entries[2]!.text.split('\n').length).toBe(2);
    expect(entries[2]!.text.replaceAll('\n', '')).toBe(withReversal.entries[2]!.text);
  });

  it('MT940: agrees with an independent reader on dates, signs, amounts, references and narrative', async () => {
    const file = asMt940(withReversal);
    const [theirs] = new oracle().parse(file);
    const { entries } = await readAll(file, { format: mt940 });
    expect(
      theirs!.transactions.map((one) => [one.amount, one.bankReference, one.details.replaceAll('\n', '')]),
    ).toEqual(
      entries.map(({ kind, amount, bankReference, text }) => [
        kind === 'credit' ? amount : -amount,
        bankReference,
        text.replaceAll('\n', ''),
      ]),
    );
    expect(theirs!.transactions.map((one) => one.entryDate.toISOString().slice(0, 10))).toEqual(
      entries.map(({ day }) => day),
    );
  });

  it('camt: VND is never multiplied by 100, and decimals of zero are no hundredths', async () => {
    const { entries } = await readAll(asCamt053(statement(entry({ amount: 15_000_000 })), '08'), { format: camt });
    expect(entries[0]!.amount).toBe(15_000_000);
  });

  it('camt: remittance lines, an account number that is no IBAN and the status of both versions are read', async () => {
    for (const version of ['02', '08'] as const) {
      const file = asCamt053(statement(entry()), version).replace('</Ustrd>', '</Ustrd><Ustrd>dong hai</Ustrd>');
      const { opened, entries } = await readAll(file, { format: camt });
      expect(opened!.account).toBe(account);
      expect(entries[0]).toMatchObject({ text: 'HSDVC7K2QF9XA\ndong hai', payerName: 'NGUYEN VAN A', references: [] });
    }
  });

  it('camt: an account without a servicer is read', async () => {
    expect((await readAll(asCamt053(statement(entry()), '08'), { format: camt })).refused).toBeUndefined();
  });

  it('camt: a batch is its payments, each with its own end-to-end id and amount', async () => {
    const file = batch(100_000, 50_000);
    const { entries, closed } = await readAll(file, { format: camt });
    expect(entries.map(({ amount, references }) => [amount, references[0]])).toEqual([
      [100_000, 'E2E-1'],
      [50_000, 'E2E-2'],
    ]);
    expect(closed!.credits).toEqual({ count: 2, sum: 150_000 });
    expect((await readAll(batch(100_000, 50_001), { format: camt })).refused).toMatchObject({
      code: 'totals.batch',
      entry: 1,
      params: { expected: 150_001, received: 150_000 },
    });
  });

  it('camt: announced entries are not booked', async () => {
    const file = asCamt053(statement(entry()), '08').replace('<Sts><Cd>BOOK</Cd></Sts>', '<Sts><Cd>PDNG</Cd></Sts>');
    expect((await readAll(file, { format: camt })).refused!.code).toBe('totals.balance');
    const right = file.replace(/(CLBD.*?)<Amt Ccy="VND">\d+/s, '$1<Amt Ccy="VND">1000000');
    expect((await readAll(right, { format: camt })).closed).toMatchObject({ entries: 0, notBooked: 1 });
  });
});

function batch(first: number, second: number): string {
  const detail = (id: string, amount: number): string =>
    `<TxDtls><Refs><EndToEndId>${id}</EndToEndId></Refs><Amt Ccy="VND">${amount}</Amt><CdtDbtInd>CRDT</CdtDbtInd></TxDtls>`;
  const details = `<NtryDtls><Btch><NbOfTxs>2</NbOfTxs></Btch>${detail('E2E-1', first)}${detail('E2E-2', second)}</NtryDtls>`;
  return asCamt053(statement(entry()), '08').replace(/<NtryDtls>.*<\/NtryDtls>/s, details);
}

describe('several statements of one account in one file', () => {
  const second = { ...withReversal, opening: 1_150_000 };
  it.each([
    ['MT940', mt940, (of: SampleStatement) => asMt940(of), ''],
    ['camt', camt, (of: SampleStatement) => /<Stmt>.*<\/Stmt>/s.exec(asCamt053(of, '08'))![0], 'wrap'],
  ] as const)('%s: what one closes with the next one opens with', async (_, format, write, wrap) => {
    const whole = (of: SampleStatement): string =>
      wrap === ''
        ? write(withReversal) + write(of)
        : asCamt053(withReversal, '08').replace('</Stmt>', () => `</Stmt>${write(of)}`);
    const renumbered = (of: SampleStatement): SampleStatement => ({
      ...of,
      entries: of.entries.map((one) => ({ ...one, bankReference: `${one.bankReference}B` })),
    });
    const found = await readAll(whole(renumbered(second)), { format });
    expect(found.closed).toMatchObject({ entries: 6, closingBalance: 1_300_000 });
    expect((await readAll(whole(renumbered(withReversal)), { format })).refused!.code).toBe('totals.sequence');
    expect((await readAll(whole(renumbered({ ...second, account: '999' })), { format })).refused!.code).toBe(
      'account.several',
    );
    expect((await readAll(whole(second), { format })).refused).toMatchObject({ code: 'entry.duplicate', entry: 4 });
  });
});

describe('encodings', () => {
  const file = asVietcombank(statement(entry({ text: 'Nộp lệ phí hồ sơ đất đai, Quảng Ngãi' })));
  const text = 'Nộp lệ phí hồ sơ đất đai, Quảng Ngãi';
  it.each([
    ['UTF-8', Buffer.from(file), undefined],
    ['UTF-8 with a byte order mark', Buffer.from(`\ufeff${file}`), undefined],
    ['UTF-8 with composed letters taken apart', Buffer.from(file.normalize('NFD')), undefined],
    ['UTF-16 little endian with mark', toUtf16(file, 'le'), undefined],
    ['UTF-16 big endian with mark', toUtf16(file, 'be'), undefined],
    ['UTF-16 without mark, stated', toUtf16(file, 'le', false), 'utf-16le'],
    ['Windows-1258, stated', toWindows1258(file), 'windows-1258'],
  ] as const)('%s', async (_, bytes, encoding) => {
    for (const chunk of [1, 2, 3, 64, 100_000]) {
      const found = await readAll(bytes, { format: vcb, ...(encoding ? { encoding } : {}) }, chunk);
      expect(found.refused).toBeUndefined();
      expect(found.entries[0]!.text).toBe(text);
    }
  });
  it.each([
    ['Windows-1258 read as UTF-8', toWindows1258(file), undefined, 'encoding.wrong'],
    ['UTF-16 read as UTF-8', toUtf16(file, 'le', false), undefined, 'encoding.wrong'],
    ['UTF-8 read as Windows-1258', Buffer.from(file), 'windows-1258', 'encoding.wrong'],
    ['UTF-16 cut in half of a letter', toUtf16(file, 'le').subarray(0, 101), undefined, 'encoding.wrong'],
    ['a picture', Buffer.from('89504e470d0a1a0a0000000d49484452', 'hex'), undefined, 'encoding.wrong'],
  ] as const)('%s is refused', async (_, bytes, encoding, code) => {
    const found = await readAll(bytes, { format: vcb, ...(encoding ? { encoding } : {}) });
    expect(found.refused).toMatchObject({ code, line: expect.any(Number) as number });
    expect(found.closed).toBeUndefined();
  });
  it('an encoding that an XML declaration names and that is not known here is refused', async () => {
    const latin = asCamt053(statement(), '08').replace('UTF-8', 'ISO-8859-1');
    expect((await readAll(latin, { format: camt })).refused).toEqual({ code: 'encoding.unknown', line: 1 });
  });
});

describe('a hostile or broken XML file', () => {
  const good = asCamt053(statement(entry()), '08');
  const bomb = `<!DOCTYPE d [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]>`;
  it.each([
    ['a document type with entities', good.replace('?>', () => `?>${bomb}`), 'xml.doctype'],
    ['an outside entity', good.replace('?>', '?><!DOCTYPE d SYSTEM "file:///etc/passwd">'), 'xml.doctype'],
    ['an entity nobody declared', good.replace('HSDVC7K2QF9XA', '&a;'), 'xml.malformed'],
    ['deep nesting', good.replace('<GrpHdr>', `<GrpHdr>${'<a>'.repeat(100)}`), 'xml.tooDeep'],
    ['a very long text', good.replace('HSDVC7K2QF9XA', 'x'.repeat(9_000)), 'field.tooLong'],
    ['a tag without end', good.replace('<Ustrd>', `<Ustrd ${'x="1" '.repeat(9_000)}`), 'field.tooLong'],
    ['a comment without end', good.replace('<GrpHdr>', `<!--${'x'.repeat(100_000)}`), 'field.tooLong'],
    ['crossed tags', good.replace('</Ntry>', '</Stmt>'), 'xml.malformed'],
    ['half of it', good.slice(0, good.length / 2), 'file.truncated'],
    ['nothing', '', 'file.empty'],
    ['no XML', 'Kính gửi quý khách', 'xml.malformed'],
    ['a debit advice', good.replaceAll('camt.053', 'camt.054'), 'xml.version'],
    ['a later version', good.replaceAll('053.001.08', '053.001.13'), 'xml.version'],
    ['no statement', good.replace(/<Stmt>.*<\/Stmt>/s, ''), 'structure.missing'],
    ['no closing balance', good.replace('CLBD', 'CLAV'), 'structure.missing'],
    ['no status', good.replace('<Sts><Cd>BOOK</Cd></Sts>', ''), 'structure.missing'],
    ['another currency', good.replace('<Ntry><Amt Ccy="VND">', '<Ntry><Amt Ccy="USD">'), 'currency.other'],
    ['a count that is wrong', good.replace('<NbOfNtries>1<', '<NbOfNtries>2<'), 'totals.count'],
    ['a closing balance that is wrong', good.replace('>1150000<', '>1150001<'), 'totals.balance'],
  ])('%s', async (_, file, code) => {
    const found = await readAll(file, { format: camt, account });
    expect(found.refused?.code).toBe(code);
    expect(found.closed).toBeUndefined();
  });
});

describe('amounts', () => {
  const good = asCamt053(statement(entry()), '08');
  it.each([
    ['150000.50', 'amount.fraction'],
    ['-150000', 'amount.invalid'],
    ['1.5e5', 'amount.invalid'],
    ['150,000', 'amount.invalid'],
    ['0', 'amount.zero'],
    ['', 'structure.missing'],
    ['9007199254740993', 'amount.tooLarge'],
    ['NGUYEN VAN A', 'amount.invalid'],
  ])('camt "%s" is refused as %s, and no name is repeated', async (amount, code) => {
    const file = good.replace(/(<Ntry><Amt Ccy="VND">)[^<]*/, `$1${amount}`);
    const { refused } = await readAll(file, { format: camt });
    expect(refused).toMatchObject({ code, entry: 1, line: expect.any(Number) as number });
    expect(JSON.stringify(refused)).not.toContain('NGUYEN');
  });
  it.each([
    ['1.500.000', 'amount.invalid'],
    ['1,50,000', 'amount.invalid'],
    ['(150,000)', 'amount.invalid'],
    ['150,000.25', 'amount.fraction'],
  ])('CSV "%s" is refused as %s', async (amount, code) => {
    const file = asVietcombank(statement(entry())).replace('"150,000","1,150,000"', `"${amount}","1,150,000"`);
    expect((await readAll(file, { format: vcb })).refused).toMatchObject({ code, entry: 1 });
  });
});

describe('a table', () => {
  it('a running balance that does not follow names its row', async () => {
    const file = asVietcombank(withReversal).replace('"1,150,000",CUSTOMER', '"1,150,001",CUSTOMER');
    expect((await readAll(file, { format: vcb })).refused).toMatchObject({ code: 'totals.runningBalance', entry: 3 });
  });
  it.each([
    ['opening balance', 'Số dư đầu kỳ:,"1,000,000"', 'Số dư đầu kỳ:,"1,000,010"', 'totals.runningBalance'],
    ['sums', 'Tổng số,"150,000","300,000"', 'Tổng số,"150,000","300,001"', 'totals.sum'],
    ['count', 'Số giao dịch:,3', 'Số giao dịch:,4', 'totals.count'],
    ['closing balance', 'Số dư cuối kỳ:,"1,150,000"', 'Số dư cuối kỳ:,"1,150,010"', 'totals.balance'],
    ['a day that does not exist', '21/11/2026', '31/11/2026', 'date.invalid'],
    ['another currency', 'Loại tiền:,VND', 'Loại tiền:,USD', 'currency.other'],
    ['another heading', 'Ghi nợ/Debit', 'Something', 'csv.headerNotFound'],
    ['an open quote', '"21/11/2026\n', '""21/11/2026\n', 'csv.quote'],
    ['a cell too few', ',HSDVC7K2QF9XA', '', 'csv.columns'],
  ])('%s', async (_, from, to, code) => {
    const file = asVietcombank(withReversal);
    expect(file).toContain(from);
    const { refused } = await readAll(file.replace(from, to), { format: vcb });
    expect(refused).toMatchObject({ code, line: expect.any(Number) as number });
  });
  it('narrative on rows of its own belongs to the row above', async () => {
    const file = asVietcombank(withReversal).replace(/("1,150,000",CUSTOMER MBVCB)(.*)/, '$1\r\n,,,,$2');
    const { entries, refused } = await readAll(file, { format: vcb });
    expect(refused).toBeUndefined();
    expect(entries[2]!.text).toBe(withReversal.entries[2]!.text.replace('MBVCB', 'MBVCB\n').replace('\n ', '\n'));
  });
  it('a debit that says itself that it gives money back is a reversal', async () => {
    const file = asVietcombank(statement(entry(), entry({ kind: 'debit', text: 'HOAN TRA GD HSDVC7K2QF9XA' })));
    expect((await readAll(file, { format: vcb })).entries.map(({ kind }) => kind)).toEqual([
      'credit',
      'creditReversal',
    ]);
    const pipe = asMbReconciliation(statement(entry(), entry({ kind: 'debit' }))).replace(
      '\n2|01|APP|TRF',
      '\n2|01|APP|R',
    );
    expect((await readAll(pipe, { format: mb, account })).entries[1]!.kind).toBe('creditReversal');
  });
  it('two equal rows without a number and without a balance are two payments', async () => {
    const { day, amount, text, debitedAccount } = mbReconciliation.columns;
    const profile = {
      ...mbReconciliation,
      columns: { day, amount, text, debitedAccount } as typeof mbReconciliation.columns,
    };
    const own = { kind: 'csv', profile } as const;
    const file = asMbReconciliation(statement(entry(), entry()));
    expect((await readAll(file, { format: own, account })).closed!.entries).toBe(2);
  });
  it("MB's rows are numbered without a gap and have 21 cells", async () => {
    const file = asMbReconciliation(withReversal);
    expect((await readAll(file.replace('\n2|', '\n3|'), { format: mb, account })).refused!.code).toBe(
      'totals.rowNumber',
    );
    expect((await readAll(file.replace('|APP|', '|'), { format: mb, account })).refused!.code).toBe('csv.columns');
    expect((await readAll(file.replace('2026-11-21 10:11:12', 'today'), { format: mb, account })).refused!.code).toBe(
      'date.invalid',
    );
  });
  it("MB's file cut behind a row is found by what was stated of it, and where nothing was, nobody claims to know its end", async () => {
    const whole = asMbReconciliation(withReversal);
    const half = whole.slice(0, whole.lastIndexOf('\n', whole.length - 2) + 1);
    const read = (file: string, stated: StatedTotals) => readAll(file, { format: mb, account, stated });
    expect((await read(half, {})).closed).toMatchObject({ entries: 2, endKnown: false });
    expect((await read(half, { rows: 3 })).refused).toEqual({
      ...{ code: 'stated.rows', params: { expected: 3, received: 2 } },
    });
    expect((await read(half, { sum: 450_000 })).refused).toEqual({
      ...{ code: 'stated.sum', params: { expected: 450_000, received: 300_000 } },
    });
    expect((await read(half, { rows: 2, sum: 450_000 })).refused!.code).toBe('stated.sum');
    for (const [stated, controls] of [
      [{ rows: 3 }, ['rowNumbers', 'statedRows']],
      [{ sum: 450_000 }, ['rowNumbers', 'statedSum']],
    ] as const) {
      expect((await read(whole, stated)).closed).toMatchObject({ entries: 3, controls, endKnown: true });
    }
  });
  it.each([
    ['camt.053', camt, asCamt053(statement(), '08')],
    ['MT940', mt940, asMt940(statement(entry()))],
    ['Vietcombank-like CSV', vcb, asVietcombank(statement(entry()))],
  ])('%s says itself where it ends; what is stated is held against it all the same', async (_, format, file) => {
    const { closed } = await readAll(file, { format });
    expect(closed!.endKnown).toBe(true);
    const stated = { rows: closed!.entries + 1 };
    expect((await readAll(file, { format, stated })).refused!.code).toBe('stated.rows');
  });
  it("MB's row checksum is checked once its recipe is configured", async () => {
    const over = [0, 6, 8];
    const recipe = { algorithm: 'md5', over, separator: '', secret: 's', secretFirst: true } as const;
    const format = { kind: 'csv', profile: { ...mbReconciliation, checksum: recipe } } as const;
    const digest = createHash('md5').update('s1FT26326000001150000').digest('hex');
    const file = asMbReconciliation(statement(entry()));
    expect((await readAll(file, { format, account })).refused).toMatchObject({ code: 'row.checksum', entry: 1 });
    const right = await readAll(file.replace('|abc\n', `|${digest}\n`), { format, account });
    expect(right.closed!.controls).toContain('rowChecksums');
    const forged = file.replace('|abc\n', `|${digest}\n`).replace('|150000|', '|950000|');
    expect((await readAll(forged, { format, account })).refused!.code).toBe('row.checksum');
  });
});

describe('limits', () => {
  const many = statement(...Array.from({ length: 20 }, (_, index) => entry({ bankReference: `FT${index}` })));
  it.each([
    ['bytes', { bytes: 1_000 }, 'file.tooLarge'],
    ['entries', { entries: 19 }, 'file.tooManyEntries'],
    ['one field', { fieldChars: 10 }, 'field.tooLong'],
  ])('%s', async (_, limits, code) => {
    for (const [format, file] of [
      [camt, asCamt053(many, '02')],
      [mt940, asMt940(many)],
      [vcb, asVietcombank(many)],
    ] as const) {
      expect((await readAll(file, { format, limits })).refused!.code).toBe(code);
    }
  });
});

it('a statement of another account is refused', async () => {
  for (const [format, file] of [
    [camt, asCamt053(withReversal, '02')],
    [mt940, asMt940(withReversal)],
    [vcb, asVietcombank(withReversal)],
  ] as const) {
    expect((await readAll(file, { format, account: '777' })).refused!.code).toBe('account.other');
    expect((await readAll(file, { format, account: '11001234567' })).refused).toBeUndefined();
  }
});

it('MT940: a message that announces another one is half a file', async () => {
  const file = asMt940(withReversal).replace(':62F:', ':62M:');
  expect((await readAll(file, { format: mt940 })).refused!.code).toBe('file.truncated');
});
it('MT940: a message without a closing balance is half a file, and the message is named', async () => {
  const file = asMt940(withReversal).replace(/:62F:.*\r\n/, '');
  const { refused } = await readAll(file, { format: mt940 });
  expect(refused).toEqual({ code: 'file.truncated', line: 1, params: { what: ':62F:' } });
});
it('MT940: the year of a booking day beside new year', async () => {
  const file = asMt940(statement(entry())).replace('2611211121', '2612310102');
  expect((await readAll(file, { format: mt940 })).entries[0]!.day).toBe('2027-01-02');
});

it('profiles are found by name', () => {
  expect([...csvProfiles.keys()]).toEqual(['vietcombank', 'techcombank', 'mb-reconciliation']);
});
