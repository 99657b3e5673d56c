/** An address; a district is named only in those that were written before 2025-07-01. */
export interface Place {
  province: string;
  district?: string;
  commune: string;
  line: string;
}

export interface Relative {
  name: string;
  number: string;
}

/** A person of the base, in the base's codes. What the base never got is empty. */
export interface Citizen {
  number: string;
  oldNumber: string;
  /** Whole name, as the base spells it. */
  name: string;
  gender: '0' | '1' | '2';
  ethnicity: string;
  religion: string;
  blood: string;
  marital: string;
  year: string;
  /** yyyyMMdd, `00` for a day or month that is not known; absent where the base knows the year alone. */
  date?: string;
  registered?: Place;
  hometown?: Place;
  permanent?: Place;
  current?: Place;
  nationality: string;
  father?: Relative;
  mother?: Relative;
  spouse?: Relative;
  head?: Relative & { relation: string };
  book: string;
}

const street = 'So 1 pho Mau';
const usual = {
  oldNumber: '',
  gender: '1',
  ethnicity: '01',
  religion: '00',
  blood: '00',
  marital: '1',
  nationality: 'VN',
  book: '',
} as const;
const twoLevels: Place = { province: '01', commune: '00004', line: 'Số 1 phố Mẫu' };
const threeLevels: Place = { province: '01', district: '001', commune: '00001', line: 'Số 1 phố Mẫu' };
/** A commune that was divided on 2025-07-01, and one of its parts. */
const divided: Place = { province: '01', district: '001', commune: '00007', line: 'Số 1 phố Mẫu' };
const part: Place = { province: '01', commune: '00025', line: 'Số 1 phố Mẫu' };

/**
 * Nobody's data. A personal number is made of the code of the province (or country) of birth registration in three digits, a digit
 * for century and gender, two of the year of birth and six more. Codes of provinces begin at 001, so a number that begins with
 * 000 is nobody's and will be nobody's; no old number begins with 000 either, for the same reason. One person per thing that can
 * differ, and per thing that the base may not have.
 */
export const citizens: readonly Citizen[] = [
  {
    ...usual,
    number: '000099000000',
    oldNumber: '000000000',
    name: 'NGUYEN VAN A',
    year: '1999',
    date: '19990101',
    registered: { province: '01', district: '000', commune: '00001', line: street },
    hometown: { province: '01', district: '000', commune: '00001', line: street },
    permanent: { province: '01', commune: '00001', line: street },
    current: { province: '01', commune: '00001', line: street },
    father: { name: 'NGUYEN VAN CHA', number: '000070000000' },
    mother: { name: 'TRAN THI ME', number: '000171000000' },
    head: { name: 'NGUYEN VAN CHA', number: '000070000000', relation: 'CH01' },
    book: '000000001',
  },
  /** The tone on the second vowel. */
  {
    ...usual,
    number: '000190000001',
    name: 'TRẦN THỊ HOÀ',
    gender: '2',
    year: '1990',
    date: '19900520',
    permanent: twoLevels,
  },
  /** The year alone is known. */
  { ...usual, number: '000060000002', name: 'LÊ VĂN NĂM', year: '1960', permanent: twoLevels },
  /** Registered before the districts went. */
  { ...usual, number: '000088000003', name: 'PHẠM VĂN ĐỦ', year: '1988', date: '19880304', permanent: threeLevels },
  /** No family in the base, a name with an apostrophe. */
  { ...usual, number: '000195000004', name: "H'LAN NIÊ", gender: '2', ethnicity: '12', year: '1995', date: '19951130' },
  /** Entered with decomposed letters. */
  {
    ...usual,
    number: '000077000005',
    name: 'NGUYỄN THẾ QUÝ'.normalize('NFD'),
    year: '1977',
    date: '19770707',
    permanent: twoLevels,
  },
  /** Known by an old identity card alone. */
  { ...usual, number: '000055000006', oldNumber: '000000006', name: 'VÕ VĂN CŨ', year: '1955', date: '19550202' },
  /** Gender and address were never entered. */
  { ...usual, number: '000199000007', name: 'ĐẶNG THỊ THIẾU', gender: '0', year: '1999', date: '19990909' },
  {
    ...usual,
    number: '000199000777',
    name: 'TRẦN THỊ HỢP ĐỒNG',
    gender: '2',
    year: '1999',
    date: '19990815',
    permanent: twoLevels,
    father: { name: 'TRẦN VĂN CHA', number: '000070000778' },
  },
  /** The name was never entered. */
  { ...usual, number: '000180000008', name: '', gender: '2', year: '1980', date: '19800101' },
  /** No date of birth. */
  { ...usual, number: '000070000009', name: 'HỒ VĂN KHÔNG', year: '' },
  /** The day is not known. */
  { ...usual, number: '000062000010', name: 'BÙI VĂN NGÀY', year: '1962', date: '19620300' },
  /** Nothing but number, name and date. */
  {
    ...usual,
    ...{ ethnicity: '', religion: '', marital: '', nationality: '', gender: '0' },
    number: '000166000011',
    name: 'LÝ THỊ TRỐNG',
    year: '1966',
    date: '19660606',
  },
  /** Registered where a commune was divided later; lives in one of its parts. */
  {
    ...usual,
    number: '000093000012',
    name: 'ĐINH VĂN CHIA',
    year: '1993',
    date: '19930303',
    permanent: divided,
    current: part,
  },
];
