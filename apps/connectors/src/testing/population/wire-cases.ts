import type { CitizenCheckPayload, FieldVerdict } from '@lienthong/contracts';
import type { Finding, NoMatchFinding } from '../../population/population.messages.js';

/** A person of the sandbox, as claimed. */
type Claimed = Pick<CitizenCheckPayload, 'personalNumber' | 'fullName' | 'birthDate'>;
type Claims = CitizenCheckPayload['claims'];

const a: Claimed = { personalNumber: '000099000000', fullName: 'NGUYEN VAN A', birthDate: '1999-01-01' };
const hoa: Claimed = { personalNumber: '000190000001', fullName: 'TRẦN THỊ HOÀ', birthDate: '1990-05-20' };
const year: Claimed = { personalNumber: '000060000002', fullName: 'LÊ VĂN NĂM', birthDate: '1960' };
const dayKnown: Claimed = { personalNumber: '000088000003', fullName: 'PHẠM VĂN ĐỦ', birthDate: '1988-03-04' };
const incomplete: Claimed = { personalNumber: '000199000007', fullName: 'ĐẶNG THỊ THIẾU', birthDate: '1999-09-09' };
const daughter: Claimed = { personalNumber: '000199000777', fullName: 'TRẦN THỊ HỢP ĐỒNG', birthDate: '1999-08-15' };
const nameless: Claimed = { personalNumber: '000180000008', fullName: 'AI ĐÓ', birthDate: '1980-01-01' };
const dateless: Claimed = { personalNumber: '000070000009', fullName: 'HỒ VĂN KHÔNG', birthDate: '1970-01-01' };
const dayless: Claimed = { personalNumber: '000062000010', fullName: 'BÙI VĂN NGÀY', birthDate: '1962-03-04' };
const bare: Claimed = { personalNumber: '000166000011', fullName: 'LÝ THỊ TRỐNG', birthDate: '1966-06-06' };
const divided: Claimed = { personalNumber: '000093000012', fullName: 'ĐINH VĂN CHIA', birthDate: '1993-03-03' };

const home = { provinceCode: '01', communeCode: '00004', line: 'Số 1 phố Mẫu' };
const formerHome = { ...home, districtCode: '001' };
const beforeDivision = { provinceCode: '01', districtCode: '001', communeCode: '00007' };
const afterDivision = { provinceCode: '01', communeCode: '00025' };
const father = { name: 'TRẦN VĂN CHA', personalNumber: '000070000778' };

export interface WireCase {
  readonly finding: Finding;
  readonly person: Claimed;
  readonly field: FieldVerdict['name'];
  readonly claims?: Claims;
}
const about = (finding: Finding, person: Claimed, field: FieldVerdict['name'], claims: Claims = {}): WireCase => ({
  ...{ finding, person, field, claims },
});

/** Findings about a person who came back, at least one case each; the base compares the number alone meanwhile. */
export const wireCases: readonly WireCase[] = [
  about('number.same', hoa, 'personalNumber'),
  about('oldNumber.different', a, 'oldNumber', { oldNumber: '000000009' }),
  about('oldNumber.notHeld', hoa, 'oldNumber', { oldNumber: '000000009' }),
  about('name.same', hoa, 'fullName'),
  about('name.otherSpelling', { ...hoa, fullName: 'Trần Thị Hòa' }, 'fullName'),
  about('name.marksMissing', { ...hoa, fullName: 'TRAN THI HOA' }, 'fullName'),
  about('name.different', { ...hoa, fullName: 'TRẦN THỊ HÓA' }, 'fullName'),
  about('name.notHeld', nameless, 'fullName'),
  about('birth.same', hoa, 'birthDate'),
  about('birth.yearOnly', { ...year, birthDate: '1960-02-03' }, 'birthDate'),
  about('birth.yearOnly', dayless, 'birthDate'),
  about('birth.dayAndMonthSwapped', { ...dayKnown, birthDate: '1988-04-03' }, 'birthDate'),
  about('birth.different', { ...hoa, birthDate: '1991-05-20' }, 'birthDate'),
  about('birth.notHeld', dateless, 'birthDate'),
  about('gender.same', hoa, 'gender', { gender: 'female' }),
  about('gender.different', hoa, 'gender', { gender: 'male' }),
  about('gender.notHeld', incomplete, 'gender', { gender: 'female' }),
  about('code.same', hoa, 'ethnicity', { ethnicity: '01' }),
  about('code.different', hoa, 'maritalStatus', { maritalStatus: '2' }),
  about('code.notHeld', bare, 'ethnicity', { ethnicity: '01' }),
  about('code.notHeld', bare, 'religion', { religion: '00' }),
  about('code.notHeld', bare, 'nationality', { nationality: 'VN' }),
  about('code.notHeld', bare, 'maritalStatus', { maritalStatus: '1' }),
  about('address.same', hoa, 'permanentAddress', { permanentAddress: home }),
  about('address.former', hoa, 'permanentAddress', { permanentAddress: formerHome }),
  about('address.former', dayKnown, 'permanentAddress', {
    permanentAddress: { provinceCode: '01', communeCode: '00097' },
  }),
  about('address.sameArea', hoa, 'permanentAddress', { permanentAddress: { ...home, line: 'Số 2 phố Mẫu' } }),
  about('address.claimDivided', divided, 'currentAddress', { currentAddress: beforeDivision }),
  about('address.heldDivided', divided, 'permanentAddress', { permanentAddress: afterDivision }),
  about('address.unknownArea', hoa, 'permanentAddress', { permanentAddress: { ...home, communeCode: '4' } }),
  about('address.different', hoa, 'permanentAddress', { permanentAddress: afterDivision }),
  about('address.notHeld', incomplete, 'permanentAddress', { permanentAddress: home }),
  about('relative.same', daughter, 'father', { father }),
  about('relative.otherSpelling', daughter, 'father', { father: { name: 'Trần Văn Cha' } }),
  about('relative.marksMissing', daughter, 'father', { father: { name: 'TRAN VAN CHA' } }),
  about('relative.different', daughter, 'father', { father: { name: 'LÊ VĂN CHA' } }),
  about('relative.otherNumber', daughter, 'father', { father: { ...father, personalNumber: '000070000779' } }),
  about('relative.notHeld', daughter, 'spouse', { spouse: { name: 'LÊ VĂN B' } }),
];

/** Findings where nobody came back, and by which operation. */
export const nobodyCases: readonly (readonly [NoMatchFinding, Claimed, 'lookUpCitizen' | 'confirmCitizen'])[] = [
  ['noMatch.oldNumber', { ...a, personalNumber: '000000001' }, 'lookUpCitizen'],
  ['noMatch.plainName', { ...hoa, fullName: 'TRAN THI HOA' }, 'lookUpCitizen'],
  ['noMatch.yearOnly', { ...hoa, birthDate: '1991' }, 'lookUpCitizen'],
  ['noMatch.checkCard', { ...hoa, birthDate: '1990-05-21' }, 'lookUpCitizen'],
  ['noMatch.numberAndName', { ...hoa, fullName: 'TRẦN THỊ HÓA' }, 'confirmCitizen'],
];

/** Where the narrowing question finds that the date is to blame. */
export const otherDate: Claimed = { ...hoa, birthDate: '1990-05-21' };
