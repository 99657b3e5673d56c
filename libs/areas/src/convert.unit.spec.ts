import fc from 'fast-check';
import { areaOn, areasOn, inForce, reformDay, toPresent, type Area, type StatedArea } from './index.js';

const former = [...areasOn('2025-06-30')];
const present = [...areasOn(reformDay)];
const formerCommunes = former.filter(({ level }) => level === 'commune');
const presentCommunes = present.filter(({ level }) => level === 'commune');
const asFormer = ({ code, parent, province }: Area): StatedArea => ({
  ...{ provinceCode: province, districtCode: parent, communeCode: code },
});
const short = (stated: StatedArea): string => {
  const found = toPresent(stated);
  switch (found.outcome) {
    case 'notStated':
      return found.outcome;
    case 'unknown':
      return `${found.at} ${found.reason}`;
    case 'ambiguous':
      return `${found.province.code}: ${found.candidates.map(({ code }) => code).join(' or ')}`;
    default:
      return `${found.outcome} ${found.province.code} ${found.commune?.code ?? '-'}`;
  }
};

describe.each([
  // provinceCode, districtCode, communeCode, what is found
  ['01', '', '00004', 'present 01 00004', 'two levels, in force'],
  ['01', '', '', 'present 01 -', 'a province alone'],
  ['', '', '00004', 'present 01 00004', 'a commune alone'],
  ['01', '001', '00001', 'converted 01 00097', 'three levels'],
  ['01', '001', '00004', 'converted 01 00004', 'three levels, same code'],
  ['01', '', '00001', 'converted 01 00097', 'the district left out'],
  ['26', '', '', 'converted 25 -', 'a former province'],
  ['26', '243', '', 'converted 25 -', 'a former district: no commune follows from it'],
  ['26', '243', '08707', 'converted 25 08707', 'a merged province'],
  ['25', '243', '08707', 'converted 25 08707', 'the present province over a former district'],
  ['25', '', '08716', 'present 25 08716', 'a present commune under its present province'],
  ['31', '318', '', 'converted 31 11948', 'an island that was a district'],
  [
    '26',
    '',
    '07894',
    'converted 25 07894',
    'a former province over a present commune from elsewhere in the merged one',
  ],
  ['01', '019', '00634', '01: 00622 or 00634 or 00637 or 09556 or 09886', 'a divided ward'],
  ['01', '', '', 'present 01 -', 'nothing below the province'],
  ['', '', '', 'notStated', 'nothing'],
  ['99', '', '00004', 'provinceCode notFound', 'no such province'],
  ['1', '', '00004', 'provinceCode zerosLost', 'a province that lost its zero'],
  ['01', '', '4', 'communeCode zerosLost', 'a commune that lost its zeros'],
  ['01', '', '99999', 'communeCode notFound', 'no such commune'],
  ['79', '', '00004', 'communeCode elsewhere', 'a commune of another province'],
  ['01', '999', '00004', 'districtCode notFound', 'no such district'],
  ['01', '1', '00001', 'districtCode zerosLost', 'a district that lost its zeros'],
  ['79', '001', '00001', 'districtCode elsewhere', 'a district of another province'],
  ['01', '002', '00001', 'communeCode elsewhere', 'a commune of another district'],
  ['01', '00001', '', 'districtCode notFound', 'a commune for a district'],
  [
    '01',
    '',
    '001',
    'communeCode zerosLost',
    'a district for a commune, whose digits are a commune with zeros in front',
  ],
])('%s/%s/%s', (provinceCode, districtCode, communeCode, expected, why) => {
  it(`${why}: ${expected}`, () => expect(short({ provinceCode, districtCode, communeCode })).toBe(expected));
});

it('absent, null and empty are the same', () => {
  expect(short({ provinceCode: '26', districtCode: null, communeCode: null })).toBe('converted 25 -');
  expect(short({ provinceCode: '26' })).toBe('converted 25 -');
});

it('every former commune has a place: one, or candidates in one province', () => {
  const outcomes = formerCommunes.map((area) => {
    const found = toPresent(asFormer(area));
    if (found.outcome === 'ambiguous') {
      expect(found.candidates.length).toBeGreaterThan(1);
      expect(found.candidates.map(({ province }) => province)).toEqual(found.candidates.map(() => found.province.code));
    }
    return found.outcome;
  });
  expect(outcomes.filter((outcome) => outcome === 'converted')).toHaveLength(10_035 - 471);
  expect(outcomes.filter((outcome) => outcome === 'ambiguous')).toHaveLength(471);
});

it('every commune in force is itself, with its province or without', () => {
  for (const { code, province } of presentCommunes) {
    expect(short({ provinceCode: province, communeCode: code })).toBe(`present ${province} ${code}`);
    expect(short({ communeCode: code })).toBe(`present ${province} ${code}`);
  }
});

it('what was converted is in force, and stays what it is', () => {
  const anyArea = fc.constantFrom(...formerCommunes);
  fc.assert(
    fc.property(anyArea, (area) => {
      const once = inForce({ ...asFormer(area), line: '1' });
      expect(inForce(once)).toBe(once);
      const found = toPresent(asFormer(area));
      if (found.outcome === 'ambiguous') return expect(once).toEqual({ ...asFormer(area), line: '1' });
      expect(once).toEqual({ provinceCode: expect.any(String), communeCode: expect.any(String), line: '1' });
      expect(areaOn(once.communeCode!, reformDay)).toMatchObject({ province: once.provinceCode });
    }),
  );
});

it('leaving out the district of a former address changes nothing, but where the code is in force too', () => {
  for (const area of formerCommunes) {
    const { province, code } = area;
    const without = short({ provinceCode: province, communeCode: code });
    const now = areaOn(code, reformDay);
    if (now?.province === province) expect(without).toBe(`present ${province} ${code}`);
    else expect(without).toBe(short(asFormer(area)));
  }
});

it('whatever is stated, an answer comes, and no code is in it that is not in force', () => {
  const code = fc.oneof(
    fc.constantFrom(...former, ...present).map((area) => area.code),
    fc.string({ maxLength: 12 }),
    fc.stringMatching(/^\d{1,10}$/),
    fc.constantFrom('__proto__', 'constructor', '٠١'),
    fc.constant(undefined),
  );
  fc.assert(
    fc.property(code, code, code, (provinceCode, districtCode, communeCode) => {
      const found = toPresent({ provinceCode, districtCode, communeCode });
      const areas = [
        ...('province' in found ? [found.province] : []),
        ...('candidates' in found ? found.candidates : []),
        ...('commune' in found && found.commune ? [found.commune] : []),
      ];
      expect(areas.filter((area) => areaOn(area.code, reformDay) !== area)).toEqual([]);
    }),
    { numRuns: 2000 },
  );
});
