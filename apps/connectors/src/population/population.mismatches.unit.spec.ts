import type { CitizenCheckPayload, FieldVerdict } from '@lienthong/contracts';
import {
  emptyAnswer,
  factsOf,
  goldenOfPopulation,
  matchedAnswer,
  matchedWith,
} from '../testing/population/population.js';
import { findings, noMatchFindings } from './population.messages.js';

type Claim = Partial<CitizenCheckPayload>;

/** What is claimed, what the base holds, and what the clerk is told: the table of the closing note. */
interface Case {
  readonly title: string;
  readonly claim: Claim;
  readonly held: string;
  readonly field: FieldVerdict['name'];
  readonly verdict: FieldVerdict['verdict'];
  readonly code: keyof typeof findings;
  readonly fixBy?: FieldVerdict['fixBy'];
}

const named = (name: string) => matchedWith('Ten', name);
const born = (content: string) => matchedWith('NgayThangNamSinh', content);
const day = (date: string) => born(`<Nam>${date.slice(0, 4)}</Nam><NgayThangNam>${date}</NgayThangNam>`);
const lives = (content: string | undefined) => matchedWith('ThuongTru', content);
const claims = (of: CitizenCheckPayload['claims']): Claim => ({ claims: of });
const home = { provinceCode: '01', communeCode: '00001', line: 'So 1 pho Mau' };
const matched = matchedAnswer();

const cases: readonly Case[] = [
  {
    title: 'name, capitals',
    claim: { fullName: 'Nguyen Van A' },
    held: matched,
    field: 'fullName',
    verdict: 'match',
    code: 'name.otherSpelling',
  },
  {
    title: 'name, decomposed',
    claim: { fullName: 'NGUYỄN VĂN A' },
    held: named('NGUYỄN VĂN A'.normalize('NFD')),
    field: 'fullName',
    verdict: 'match',
    code: 'name.same',
  },
  {
    title: 'name, hòa and hoà',
    claim: { fullName: 'TRẦN THỊ HÒA' },
    held: named('TRẦN THỊ HOÀ'),
    field: 'fullName',
    verdict: 'match',
    code: 'name.otherSpelling',
  },
  {
    title: 'name, no marks',
    claim: { fullName: 'TRAN THI HOA' },
    held: named('TRẦN THỊ HOÀ'),
    field: 'fullName',
    verdict: 'differs',
    code: 'name.marksMissing',
    fixBy: 'agency',
  },
  {
    title: 'name, another',
    claim: { fullName: 'TRẦN THỊ HÓA' },
    held: named('TRẦN THỊ HOÀ'),
    field: 'fullName',
    verdict: 'differs',
    code: 'name.different',
    fixBy: 'applicant',
  },
  {
    title: 'name, none',
    claim: {},
    held: named(''),
    field: 'fullName',
    verdict: 'notHeld',
    code: 'name.notHeld',
    fixBy: 'police',
  },
  {
    title: 'birth, year claimed',
    claim: { birthDate: '1999' },
    held: matched,
    field: 'birthDate',
    verdict: 'match',
    code: 'birth.yearOnly',
  },
  {
    title: 'birth, year held',
    claim: {},
    held: born('<Nam>1999</Nam>'),
    field: 'birthDate',
    verdict: 'match',
    code: 'birth.yearOnly',
  },
  {
    title: 'birth, day unknown',
    claim: {},
    held: day('19990100'),
    field: 'birthDate',
    verdict: 'match',
    code: 'birth.yearOnly',
  },
  {
    title: 'birth, swapped',
    claim: { birthDate: '1999-03-04' },
    held: day('19990403'),
    field: 'birthDate',
    verdict: 'differs',
    code: 'birth.dayAndMonthSwapped',
    fixBy: 'agency',
  },
  {
    title: 'birth, another',
    claim: { birthDate: '1998-01-01' },
    held: matched,
    field: 'birthDate',
    verdict: 'differs',
    code: 'birth.different',
    fixBy: 'applicant',
  },
  {
    title: 'birth, none',
    claim: {},
    held: born(''),
    field: 'birthDate',
    verdict: 'notHeld',
    code: 'birth.notHeld',
    fixBy: 'police',
  },
  {
    title: 'gender, same',
    claim: claims({ gender: 'male' }),
    held: matched,
    field: 'gender',
    verdict: 'match',
    code: 'gender.same',
  },
  {
    title: 'gender, another',
    claim: claims({ gender: 'female' }),
    held: matched,
    field: 'gender',
    verdict: 'differs',
    code: 'gender.different',
    fixBy: 'agency',
  },
  {
    title: 'gender, unknown to the base',
    claim: claims({ gender: 'female' }),
    held: matchedWith('GioiTinh', '0'),
    field: 'gender',
    verdict: 'notHeld',
    code: 'gender.notHeld',
    fixBy: 'police',
  },
  {
    title: 'old number, same',
    claim: claims({ oldNumber: '000000000' }),
    held: matched,
    field: 'oldNumber',
    verdict: 'match',
    code: 'number.same',
  },
  {
    title: 'old number, another',
    claim: claims({ oldNumber: '000000009' }),
    held: matched,
    field: 'oldNumber',
    verdict: 'differs',
    code: 'oldNumber.different',
    fixBy: 'applicant',
  },
  {
    title: 'old number, none',
    claim: claims({ oldNumber: '000000009' }),
    held: matched.replace('<SoCMND>000000000</SoCMND>', '<SoCMND/>'),
    field: 'oldNumber',
    verdict: 'notHeld',
    code: 'oldNumber.notHeld',
    fixBy: 'police',
  },
  {
    title: 'ethnicity, same',
    claim: claims({ ethnicity: '01' }),
    held: matched,
    field: 'ethnicity',
    verdict: 'match',
    code: 'code.same',
  },
  {
    title: 'ethnicity, leading zero',
    claim: claims({ ethnicity: '1' }),
    held: matched,
    field: 'ethnicity',
    verdict: 'differs',
    code: 'code.different',
    fixBy: 'applicant',
  },
  {
    title: 'marital status, another',
    claim: claims({ maritalStatus: '2' }),
    held: matched,
    field: 'maritalStatus',
    verdict: 'differs',
    code: 'code.different',
    fixBy: 'applicant',
  },
  {
    title: 'religion, none',
    claim: claims({ religion: '00' }),
    held: matchedWith('TonGiao', ''),
    field: 'religion',
    verdict: 'notHeld',
    code: 'code.notHeld',
    fixBy: 'police',
  },
  {
    title: 'address, same',
    claim: claims({ permanentAddress: home }),
    held: matched,
    field: 'permanentAddress',
    verdict: 'match',
    code: 'address.same',
  },
  {
    title: 'address, three levels',
    claim: claims({ hometown: { ...home, districtCode: '000' } }),
    held: matched,
    field: 'hometown',
    verdict: 'match',
    code: 'address.same',
  },
  {
    title: 'address, another house',
    claim: claims({ permanentAddress: { ...home, line: 'So 2' } }),
    held: matched,
    field: 'permanentAddress',
    verdict: 'differs',
    code: 'address.sameArea',
    fixBy: 'applicant',
  },
  {
    title: 'address, old areas',
    claim: claims({ permanentAddress: { provinceCode: '01', districtCode: '001', communeCode: '00004' } }),
    held: matched,
    field: 'permanentAddress',
    verdict: 'differs',
    code: 'address.otherGeneration',
    fixBy: 'agency',
  },
  {
    title: 'address, another commune',
    claim: claims({ permanentAddress: { ...home, communeCode: '00008' } }),
    held: matched,
    field: 'permanentAddress',
    verdict: 'differs',
    code: 'address.different',
    fixBy: 'applicant',
  },
  {
    title: 'address, none',
    claim: claims({ permanentAddress: home }),
    held: lives(undefined),
    field: 'permanentAddress',
    verdict: 'notHeld',
    code: 'address.notHeld',
    fixBy: 'police',
  },
  {
    title: 'address, empty',
    claim: claims({ permanentAddress: home }),
    held: lives('<MaTinhThanh/><MaPhuongXa/><ChiTiet/>'),
    field: 'permanentAddress',
    verdict: 'notHeld',
    code: 'address.notHeld',
    fixBy: 'police',
  },
  {
    title: 'father, same',
    claim: claims({ father: { name: 'NGUYEN VAN CHA', personalNumber: '001070000000' } }),
    held: matched,
    field: 'father',
    verdict: 'match',
    code: 'relative.same',
  },
  {
    title: 'father, capitals',
    claim: claims({ father: { name: 'Nguyen Van Cha' } }),
    held: matched,
    field: 'father',
    verdict: 'match',
    code: 'relative.otherSpelling',
  },
  {
    title: 'father, marks',
    claim: claims({ father: { name: 'NGUYỄN VĂN CHA' } }),
    held: matched,
    field: 'father',
    verdict: 'differs',
    code: 'relative.marksMissing',
    fixBy: 'agency',
  },
  {
    title: 'father, another',
    claim: claims({ father: { name: 'LE VAN CHA' } }),
    held: matched,
    field: 'father',
    verdict: 'differs',
    code: 'relative.different',
    fixBy: 'applicant',
  },
  {
    title: 'father, another number',
    claim: claims({ father: { name: 'NGUYEN VAN CHA', personalNumber: '001070000009' } }),
    held: matched,
    field: 'father',
    verdict: 'differs',
    code: 'relative.otherNumber',
    fixBy: 'applicant',
  },
  {
    title: 'spouse, none',
    claim: claims({ spouse: { name: 'LE THI B' } }),
    held: matched,
    field: 'spouse',
    verdict: 'notHeld',
    code: 'relative.notHeld',
    fixBy: 'police',
  },
];

describe('mismatches: field, verdict, who mends it, and the sentence for the clerk', () => {
  it.each(cases.map((one) => [one.title, one] as const))(
    '%s',
    async (_, { claim, held, field, verdict, code, fixBy }) => {
      const facts = await factsOf({ payload: claim }, held);
      const found = facts.fields.find(({ name }) => name === field)!;
      expect({ verdict: found.verdict, code: found.code, fixBy: found.fixBy }).toEqual({ verdict, code, fixBy });
      // What differs, or matches only by a rule, always comes with a sentence; what does not match, with someone who acts.
      if (verdict !== 'match') expect(found.hint).toMatch(/ừ|ừ|công dân|Công dân|Cán bộ/u);
      if (code.endsWith('otherSpelling') || code.endsWith('yearOnly')) expect(found.hint).toMatch(/khớp/u);
      expect(facts.verdict).toBe(verdict === 'differs' ? 'differs' : 'matched');
      expect(facts.fields).toHaveLength(claim.claims ? 4 : 3);
    },
  );

  it('has a case for every finding there is', () => {
    const elsewhere = ['number.same', 'birth.same', 'birth.notTheOne', 'name.same'];
    const missing = Object.keys(findings).filter(
      (code) => !elsewhere.includes(code) && !cases.some((one) => one.code === code),
    );
    expect(missing).toEqual([]);
  });

  it('every sentence names who acts, and none is a bare no', () => {
    const sentences = [...Object.values(findings), ...Object.values(noMatchFindings)] as {
      fixBy?: string;
      hint?: string;
    }[];
    const words = { police: 'Công an', agency: 'Cán bộ', applicant: 'công dân', carrier: 'nhà mạng' };
    for (const { fixBy, hint } of sentences.filter((one) => one.fixBy)) {
      expect(hint!.toLowerCase()).toContain(words[fixBy as keyof typeof words].toLowerCase());
      expect(hint!.length).toBeGreaterThan(40);
      expect(hint).toBe(hint!.normalize('NFC'));
    }
  });

  it.each<[string, Claim, keyof typeof noMatchFindings]>([
    ['an old number', { personalNumber: '000000000' }, 'noMatch.oldNumber'],
    ['a year alone', { birthDate: '1999', fullName: 'ĐỖ B' }, 'noMatch.yearOnly'],
    ['a name without marks', {}, 'noMatch.plainName'],
    ['anything else', { fullName: 'NGUYỄN VĂN Á' }, 'noMatch.checkCard'],
  ])('nobody found, with %s: what to look at first', async (_, payload, code) => {
    const facts = await factsOf({ payload }, emptyAnswer());
    expect(facts).toMatchObject({ verdict: 'noMatch', fields: [], ...noMatchFindings[code] });
    expect(facts.hint).toMatch(/không cho biết/u);
  });

  it('a matched person by an old number is compared by it', async () => {
    const facts = await factsOf({ payload: { personalNumber: '000000000' } }, matched);
    expect(facts.fields[0]).toEqual({ name: 'oldNumber', verdict: 'match', code: 'number.same' });
  });
});

describe('narrowing, where a tenant wants it: one further access at most', () => {
  const twice = (narrowing: string, second: string) => factsOf({ changes: { narrowing } }, emptyAnswer(), second);
  const differs = {
    verdict: 'differs',
    fields: [{}, {}, { name: 'birthDate', code: 'birth.notTheOne', fixBy: 'agency' }],
  };

  it('by the year alone', async () => {
    const facts = await twice('yearOnly', matched);
    expect(facts).toMatchObject(differs);
    expect(facts.requests).toEqual(['REQ-0001', expect.stringMatching(/^[0-9a-f-]{36}$/)]);
  });
  it('by number and name', async () => {
    expect(await twice('confirm', goldenOfPopulation('confirm-yes.response.xml'))).toMatchObject(differs);
  });
  it.each([
    ['yearOnly', emptyAnswer()],
    ['confirm', goldenOfPopulation('confirm-no.response.xml')],
    ['confirm', goldenOfPopulation('fault.response.xml')],
    ['yearOnly', '<html>'],
  ])('%s that brings nothing leaves noMatch as it was', async (narrowing, second) => {
    const facts = await twice(narrowing, second);
    expect(facts).toMatchObject({ verdict: 'noMatch', fields: [] });
    expect(facts.requests).toHaveLength(2);
  });
  it('is off by default, and not done where only the year was claimed', async () => {
    expect((await factsOf({}, emptyAnswer())).requests).toEqual(['REQ-0001']);
    const year = { changes: { narrowing: 'yearOnly' }, payload: { birthDate: '1999' } };
    expect((await factsOf(year, emptyAnswer())).requests).toEqual(['REQ-0001']);
  });
});
