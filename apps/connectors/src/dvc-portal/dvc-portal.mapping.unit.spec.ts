import {
  applicantKinds,
  channels,
  citizenVerdicts,
  collectMoments,
  dossierStatuses,
  feeKinds,
  origins,
  paymentMethods,
  reuses,
  returnWays,
  type DossierSnapshot,
} from '@lienthong/contracts';
import fc from 'fast-check';
import { decoder, type Codes } from '../mapping/code-table.js';
import { fromCompactTime, toCompactTime } from '../mapping/compact-time.js';
import { cut } from '../mapping/cut.js';
import type { FieldTable } from '../mapping/field-table.js';
import {
  documentFields,
  dossierFields,
  dvcPersonalFields,
  feeFields,
  progressFields,
  resultFields,
  supplementFields,
  toDvcDossier,
  toDvcProgress,
  type DvcMappingSettings,
} from './dvc-portal.mapping.js';
import { parseSnapshot } from './dvc-portal.payload.js';
import { defaultTables } from './dvc-portal.tables.mapping.js';
import { goldenInput } from '../testing/dvc-portal/golden.js';
import { configOf } from '../testing/dvc-portal/portal.js';

const mapping = configOf();

const text = fc.string({ unit: 'binary', maxLength: 80 });
const maybe = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: null });
const time = fc
  .date({ min: new Date('1976-01-01'), max: new Date('2099-12-31'), noInvalidDate: true })
  .map((date) => date.toISOString());
const flag = fc.boolean();
const optional = { requiredKeys: [] };
const fact = fc.record({ at: time, evidence: text });
const identity = fc.record(
  { at: time, evidence: text, verdict: fc.constantFrom(...citizenVerdicts), validUntil: time },
  { requiredKeys: ['at', 'evidence'] },
);
const paid = fc.record({
  at: time,
  evidence: text,
  via: fc.constantFrom(...paymentMethods),
  fees: fc.array(text, { maxLength: 3 }),
});
const named = { code: text, name: text };

const snapshot: fc.Arbitrary<DossierSnapshot> = fc.record({
  code: text,
  unitName: text,
  effectiveStatus: fc.constantFrom(...dossierStatuses),
  ruleVersion: fc.nat(),
  facts: fc.record({ paid, delivered: fact, identity }, optional),
  dossier: fc.record(
    {
      revision: fc.nat(),
      procedure: fc.record(named),
      field: fc.record(named),
      unit: text,
      origin: fc.constantFrom(...origins),
      channel: fc.constantFrom(...channels),
      status: fc.constantFrom(...dossierStatuses),
      receiptNumber: maybe(text),
      applicant: fc.record(
        {
          kind: fc.constantFrom(...applicantKinds),
          name: text,
          personalNumber: maybe(fc.stringMatching(/^\d{9}(\d{3})?$/)),
          taxCode: maybe(text),
          phone: maybe(text),
          email: maybe(text),
          portalAccount: maybe(text),
          identityVerified: flag,
        },
        { requiredKeys: ['kind', 'name'] },
      ),
      submittedAt: maybe(time),
      receivedAt: maybe(time),
      dueAt: maybe(time),
      refusedAt: maybe(time),
      finishedAt: maybe(time),
      returnedAt: maybe(time),
      returnBy: maybe(fc.constantFrom(...returnWays)),
      summary: maybe(fc.string({ unit: 'binary', maxLength: 1_200 })),
      reason: maybe(text),
      fees: fc.array(
        fc.record({
          ...named,
          amount: fc.maxSafeNat(),
          kind: fc.constantFrom(...feeKinds),
          collectAt: fc.constantFrom(...collectMoments),
        }),
        { maxLength: 3 },
      ),
      documents: fc.array(
        fc.record(
          {
            id: text,
            name: text,
            componentCode: maybe(text),
            url: maybe(text),
            digitised: flag,
            reuse: fc.constantFrom(...reuses),
            fromNationalStore: flag,
          },
          { requiredKeys: ['id', 'name'] },
        ),
        { maxLength: 3 },
      ),
      supplements: fc.array(
        fc.record(
          {
            id: text,
            askedAt: time,
            askedBy: maybe(text),
            content: text,
            answeredAt: maybe(time),
            dueBefore: maybe(time),
            dueAfter: maybe(time),
          },
          { requiredKeys: ['id', 'askedAt', 'content'] },
        ),
        { maxLength: 3 },
      ),
      results: fc.array(fc.record({ ...named, number: maybe(text), url: maybe(text), componentCode: maybe(text) }), {
        maxLength: 3,
      }),
    },
    { requiredKeys: ['revision', 'procedure', 'field', 'unit', 'origin', 'channel', 'status', 'applicant'] },
  ),
});

/** The only values that may be no string (wire contracts §1.5). */
const documentedIntegers = ['SoLuong', 'LoaiGiayTo'];

function expectStrings(value: unknown, field: string): void {
  if (Array.isArray(value)) value.forEach((item) => expectStrings(item, field));
  else if (typeof value === 'object' && value !== null)
    Object.entries(value).forEach(([name, inner]) => expectStrings(inner, name));
  else if (documentedIntegers.includes(field)) expect(Number.isInteger(value)).toBe(true);
  else expect([field, typeof value]).toEqual([field, 'string']);
}

const times = (value: unknown): string[] =>
  Object.entries(value as object).flatMap(([name, inner]: [string, unknown]) =>
    Array.isArray(inner) ? inner.flatMap(times) : /^(Ngay|ThoiDiem)/.test(name) ? [String(inner)] : [],
  );

describe('whatever the dossier, what goes out', () => {
  it('has nothing but strings, and times of 14 digits or none', () => {
    fc.assert(
      fc.property(snapshot, (one) => {
        const wire = toDvcDossier(one, mapping);
        expectStrings(wire, 'dossier');
        times(wire).forEach((found) => expect(found).toMatch(/^(\d{14})?$/));
        expect([...wire.TrichYeuHoSo].length).toBeLessThanOrEqual(1_000);
        expect(JSON.parse(JSON.stringify(wire))).toEqual(wire);
      }),
      { numRuns: 300 },
    );
  });

  it('names the population database where it had the applicant, and nowhere else', () => {
    fc.assert(
      fc.property(snapshot, (one) => {
        const { identity: seen } = one.facts;
        const held = seen !== undefined && seen.verdict !== 'noMatch';
        const { populationDatabase } = defaultTables;
        expect(toDvcDossier(one, mapping).DSKetNoiCSDL).toEqual(held ? [{ MaCSDL: populationDatabase }] : []);
      }),
      { numRuns: 100 },
    );
  });

  it('is the same whether something optional is null or left out, and our own schema lets both through', () => {
    const bare = {
      code: 'H44.1',
      unitName: 'Trung tam',
      effectiveStatus: 'received',
      ruleVersion: 1,
      facts: {},
      dossier: {
        ...{ revision: 1, unit: 'H44', status: 'received', origin: 'desk', channel: 'online' },
        ...{ procedure: { code: 'a', name: 'b' }, field: { code: 'a', name: 'b' } },
        applicant: { kind: 'citizen', name: 'c' },
      },
    } as const;
    const nothing = (names: string): object => Object.fromEntries(names.split(' ').map((name) => [name, null]));
    const stated = {
      ...bare,
      dossier: {
        ...bare.dossier,
        applicant: {
          ...bare.dossier.applicant,
          ...nothing('personalNumber taxCode phone email portalAccount identityVerified address'),
        },
        ...nothing(
          'receiptNumber submittedAt receivedAt dueAt refusedAt finishedAt returnedAt returnBy summary reason',
        ),
        ...nothing('fees documents supplements results'),
      },
    };
    expect(toDvcDossier(parseSnapshot(stated), mapping)).toEqual(toDvcDossier(parseSnapshot(bare), mapping));
    const documents = [{ id: 'a', name: 'b', ...nothing('componentCode url digitised reuse fromNationalStore') }];
    const withDocument = parseSnapshot({ ...bare, dossier: { ...bare.dossier, documents } });
    expect(toDvcDossier(withDocument, mapping).TaiLieuNop).toEqual([
      expect.objectContaining({ DuocSoHoa: '0', DuocTaiSuDung: '0', DuongDanTaiTepTin: '' }),
    ]);
  });

  it('files of documents and of results get links, where the portal may fetch them; what lies outside keeps its address', () => {
    const id = (n: number) => `0192f3a0-0000-7000-8000-00000000000${n}`;
    const file = (n: number) => ({
      ...{ attachment: id(n), address: String(n).repeat(64), key: 'a2V5', contentType: 'application/pdf', size: n },
    });
    const bare = goldenInput<DossierSnapshot>('sync-minimal.input.json');
    const dossier = {
      ...bare.dossier,
      documents: [
        { id: 'd1', name: 'don.pdf', attachment: id(1) },
        { id: 'd2', name: 'anh.png', url: 'https://files.example.test/2' },
      ],
      results: [
        { code: 'KQ01', name: 'Giấy phép', attachment: id(3).toUpperCase() },
        { code: 'KQ02', name: 'Bản vẽ', url: 'https://files.example.test/4' },
      ],
    };
    const one = parseSnapshot({ ...bare, dossier, files: [file(1), file(3)] });
    const linksOf = (using: DvcMappingSettings) => {
      const { TaiLieuNop, DanhSachGiayToKetQua } = toDvcDossier(one, using);
      return [
        ...TaiLieuNop.map(({ DuongDanTaiTepTin }) => DuongDanTaiTepTin),
        ...DanhSachGiayToKetQua.map(({ DuongDanTepTinKetQua }) => DuongDanTepTinKetQua),
      ];
    };
    const [two, four] = ['https://files.example.test/2', 'https://files.example.test/4'];
    expect(linksOf(mapping)).toEqual(['', two, '', four]);
    const linkTo = ({ size }: { readonly size: number }) => `https://here.example.test/files/${size}`;
    const [ours, result] = ['https://here.example.test/files/1', 'https://here.example.test/files/3'];
    expect(linksOf({ ...mapping, linkTo })).toEqual([ours, two, result, four]);
  });

  it('always has every field that is not listed as absent, in the order of the table', () => {
    const filled = Object.entries(dossierFields).filter(([, rule]) => 'value' in rule);
    fc.assert(
      fc.property(snapshot, (one) => {
        expect(Object.keys(toDvcDossier(one, mapping))).toEqual(filled.map(([field]) => field));
      }),
      { numRuns: 20 },
    );
  });

  it('so do steps', () => {
    const step = fc.record(
      {
        key: text,
        by: fc.string({ unit: 'binary', maxLength: 90 }),
        position: maybe(text),
        department: maybe(text),
        content: text,
        status: fc.constantFrom(...dossierStatuses),
        at: time,
        startedAt: maybe(time),
        dueAt: maybe(time),
      },
      { requiredKeys: ['key', 'by', 'content', 'status', 'at'] },
    );
    fc.assert(
      fc.property(text, step, (code, one) => {
        const wire = toDvcProgress({ code, step: one }, mapping);
        expectStrings(wire, 'step');
        expect([...wire.NguoiXuLy].length).toBeLessThanOrEqual(50);
      }),
    );
  });
});

describe('code tables', () => {
  it('statuses are 1 to 10 in the order of the contract and read back as themselves', () => {
    expect(dossierStatuses.map((status) => defaultTables.status[status])).toEqual([
      '1',
      '2',
      '3',
      '4',
      '5',
      '6',
      '7',
      '8',
      '9',
      '10',
    ]);
  });

  const tables: readonly (readonly [string, Codes<string>])[] = [
    ['status', defaultTables.status],
    ['channel', defaultTables.channel],
    ['applicantKind', defaultTables.applicantKind],
    ['origin', defaultTables.origin],
    ['returnBy', defaultTables.returnBy],
    ['collectAt', defaultTables.collectAt],
    ['feeKind', defaultTables.feeKind],
    ['reuse', defaultTables.reuse],
    ['onlinePayment', defaultTables.onlinePayment],
  ];

  it.each(tables)('%s: there and back', (_name, codes) => {
    const decode = decoder(codes);
    for (const [word, code] of Object.entries(codes)) {
      if (code === '') expect(decode(code)).toEqual({ unknownCode: '' });
      else {
        const sharing = Object.keys(codes).filter((other) => codes[other] === code);
        expect(decode(code)).toEqual(sharing.length === 1 ? { word } : { oneOf: sharing });
      }
    }
  });

  it('any table: a word comes back from its code, alone or among those that share it', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string({ minLength: 1 }), fc.string({ minLength: 1, maxLength: 2 })), (codes) => {
        const decode = decoder(codes);
        for (const [word, code] of Object.entries(codes)) {
          const meaning = decode(code);
          expect('word' in meaning ? [meaning.word] : 'oneOf' in meaning ? meaning.oneOf : []).toContain(word);
        }
      }),
    );
  });

  it.each(['0', '11', '', 'constructor', '__proto__', '01'])('a status %j is a value that says unknown', (code) => {
    expect(decoder(defaultTables.status)(code)).toEqual({ unknownCode: code });
  });
});

describe('times', () => {
  it('there and back, to the second', () => {
    fc.assert(
      fc.property(time, (instant) => {
        const back = fromCompactTime(toCompactTime(instant));
        expect(Date.parse(back!)).toBe(Math.floor(Date.parse(instant) / 1_000) * 1_000);
      }),
    );
  });

  it.each([
    ['2025-07-01T00:00:00+07:00', '20250701000000'],
    ['2025-06-30T17:00:00Z', '20250701000000'],
    ['2025-12-31T23:59:59.999+07:00', '20251231235959'],
    ['2025-07-01T13:05:09+07:00', '20250701130509'],
    [null, ''],
    [undefined, ''],
    ['', ''],
  ])('%s is %s', (instant, compact) => {
    expect(toCompactTime(instant)).toBe(compact);
  });

  it.each(['', '2025', '20250230000000', '20251301000000', '20250101240000', '20250101006000', '2025010100000x'])(
    '%j is no time',
    (compact) => {
      expect(fromCompactTime(compact)).toBeUndefined();
    },
  );
});

describe('cutting', () => {
  it('counts code points and halves none', () => {
    expect(cut('a𝟙b', 2)).toBe('a𝟙');
    expect(cut('ế'.repeat(51), 50)).toBe('ế'.repeat(50));
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.nat(40), (value, limit) => {
        expect(cut(value, limit)).toBe([...value].slice(0, limit).join(''));
      }),
    );
  });
});

describe('what a table must say', () => {
  const tables = [dossierFields, documentFields, feeFields, supplementFields, resultFields, progressFields];

  it('every entry is filled from one of our fields, or absent with a reason', () => {
    for (const entry of tables.flatMap((table) => Object.values(table) as { from?: string; absent?: string }[])) {
      expect(entry.from ?? entry.absent).toMatch(entry.from === undefined ? /\w+ \w+/ : /^\/\w/);
    }
  });

  it('the compiler refuses a table that forgets, invents or drops a field', () => {
    interface Wire {
      always: string;
      maybe?: string;
    }
    const complete: FieldTable<Wire, object, object> = {
      always: { from: '/x', value: () => '' },
      maybe: { absent: 'no honest value' },
    };
    // @ts-expect-error -- a field is forgotten
    const forgets: FieldTable<Wire, object, object> = { always: { from: '/x', value: () => '' } };
    const invents: FieldTable<Wire, object, object> = {
      ...complete,
      // @ts-expect-error -- not a field of theirs
      invented: { absent: 'x' },
    };
    const drops: FieldTable<Wire, object, object> = {
      ...complete,
      // @ts-expect-error -- a field that is always there
      always: { absent: 'x' },
    };
    expect([complete, forgets, invents, drops].map((table) => Object.keys(table).length)).toEqual([2, 1, 3, 2]);
  });

  it('personal fields are named for masking', () => {
    for (const field of [
      'ChuHoSo',
      'SoGiayToChuHoSo',
      'SoDinhDanh',
      'Email',
      'SoDienThoai',
      'DiaChi',
      'TrichYeuHoSo',
      'GhiChu',
      'NoiDung',
      'NoiDungBoSung',
      'NoiDungXuLy',
      'TenTepDinhKem',
      'DuongDanTaiTepTin',
      'DuongDanTepTinKetQua',
      'session',
      'password',
    ]) {
      expect(dvcPersonalFields).toContain(field);
    }
    expect(dvcPersonalFields).not.toContain('MaHoSo');
  });
});
