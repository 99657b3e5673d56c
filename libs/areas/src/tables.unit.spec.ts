import { areasOn, reformDay, areaOn, type Area } from './index.js';
import { readLines } from './read-lines.js';

const before = '2025-06-30';
const present = [...areasOn(reformDay)];
const former = [...areasOn(before)];
const ofLevel = (areas: readonly Area[], level: string) => areas.filter((area) => area.level === level);

it('holds 34 provinces and 3,321 communes in force, and no district', () => {
  expect(ofLevel(present, 'province')).toHaveLength(34);
  expect(ofLevel(present, 'commune')).toHaveLength(3321);
  expect(present).toHaveLength(34 + 3321);
});

it('holds 2,621 communes, 687 wards and 13 special zones in force', () => {
  const kinds = ['Xã ', 'Phường ', 'Đặc khu '].map(
    (kind) => present.filter(({ name }) => name.startsWith(kind)).length,
  );
  expect(kinds).toEqual([2621, 687, 13]);
});

it('holds 63 provinces, 696 districts and 10,035 communes of before', () => {
  expect(ofLevel(former, 'province')).toHaveLength(63);
  expect(ofLevel(former, 'district')).toHaveLength(696);
  expect(ofLevel(former, 'commune')).toHaveLength(10_035);
});

it('every code has its leading zeros', () => {
  const digits = { province: /^\d{2}$/, district: /^\d{3}$/, commune: /^\d{5}$/ } as const;
  const wrong = [...present, ...former].filter(({ code, level }) => !digits[level].test(code));
  expect(wrong).toEqual([]);
  expect(areaOn('01', reformDay)?.name).toBe('Thành phố Hà Nội');
  expect(areaOn('00004', reformDay)?.name).toBe('Phường Ba Đình');
});

it('the 34 provinces have the codes of the published list', () => {
  const codes = ofLevel(present, 'province').map(({ code }) => code);
  expect(codes.join(' ')).toBe(
    '01 04 08 11 12 14 15 19 20 22 24 25 31 33 37 38 40 42 44 46 48 51 52 56 66 68 75 79 80 82 86 91 92 96',
  );
});

it('every link leads to an area in force: of a province to one province, of the rest into the province that theirs became', () => {
  for (const area of former) {
    const links = area.successors.map((code) => areaOn(code, reformDay)!);
    expect(links).not.toContain(undefined);
    if (area.level === 'province') expect(links.map(({ level }) => level)).toEqual(['province']);
    else {
      const [province] = areaOn(area.province, before)!.successors;
      expect(links.every(({ level, parent }) => level === 'commune' && parent === province)).toBe(true);
    }
  }
});

it('471 communes were divided, into 1,033 parts; every other one, and every island, became one', () => {
  const communes = ofLevel(former, 'commune');
  const divided = communes.filter(({ successors }) => successors.length > 1);
  expect(divided).toHaveLength(471);
  expect(divided.flatMap(({ successors }) => successors)).toHaveLength(1033);
  expect(communes.filter(({ successors }) => successors.length === 1)).toHaveLength(10_035 - 471);
  const islands = ofLevel(former, 'district').filter(({ successors }) => successors.length > 0);
  expect(islands.map(({ code, successors }) => `${code}>${successors.join()}`)).toEqual([
    '318>11948',
    '471>19742',
    '498>20333',
    '536>21548',
    '755>26732',
  ]);
});

it('every commune in force took the place of something', () => {
  const reached = new Set(former.flatMap(({ successors }) => successors));
  expect(present.filter(({ code }) => !reached.has(code))).toEqual([]);
});

it('a code that stood for a commune before and stands for one now has that former commune as a part', () => {
  const reused = ofLevel(present, 'commune').flatMap(({ code }) => areaOn(code, before) ?? []);
  expect(reused).toHaveLength(3316);
  expect(reused.filter(({ code, successors }) => !successors.includes(code))).toEqual([]);
});

it('names are composed (NFC), without spaces at their ends', () => {
  expect([...present, ...former].filter(({ name }) => name !== name.normalize('NFC').trim())).toEqual([]);
});

it('a code means what it meant on the day', () => {
  expect(areaOn('00097', before)).toMatchObject({ name: 'Phường Tứ Liên', parent: '003', validTo: reformDay });
  expect(areaOn('00097', reformDay)).toMatchObject({ name: 'Phường Hồng Hà', parent: '01', validFrom: reformDay });
  expect(areaOn('001', before)?.name).toBe('Quận Ba Đình');
  expect(areaOn('001', reformDay)).toBeUndefined();
  expect(areaOn('26', reformDay)).toBeUndefined();
});

it.each(['1 Một', '00001', '00001>12x Một', ''])('a line that is none is not read: "%s"', (line) => {
  expect(() => readLines(line, 'present')).toThrow('not a line');
});
