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

/** A person of the base, in the base's codes. */
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
  /** yyyyMMdd; absent where the base knows the year alone. */
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

/**
 * Nobody's data: no province has the number 000, so no person can have these numbers; the first is the sample of the contract,
 * whose running number 000000 is not given out. One person per thing that can differ.
 */
export const citizens: readonly Citizen[] = [
  {
    ...usual,
    number: '001099000000',
    oldNumber: '000000000',
    name: 'NGUYEN VAN A',
    year: '1999',
    date: '19990101',
    registered: { province: '01', district: '000', commune: '00001', line: street },
    hometown: { province: '01', district: '000', commune: '00001', line: street },
    permanent: { province: '01', commune: '00001', line: street },
    current: { province: '01', commune: '00001', line: street },
    father: { name: 'NGUYEN VAN CHA', number: '001070000000' },
    mother: { name: 'TRAN THI ME', number: '001171000000' },
    head: { name: 'NGUYEN VAN CHA', number: '001070000000', relation: 'CH01' },
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
];
