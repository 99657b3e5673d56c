import { compareAddresses, isEmptyAddress, partsOf } from './addresses.js';

const two = { provinceCode: '01', communeCode: '00004', line: 'Số 1 phố Mẫu' };
/** Became the ward above, whole, under the same code. */
const three = { ...two, districtCode: '001' };
/** 00001 became 00097; 00007 was divided into 00008 and 00025. */
const former = { provinceCode: '01', districtCode: '001', communeCode: '00001' };
const divided = { provinceCode: '01', districtCode: '001', communeCode: '00007' };
const other = { provinceCode: '26', districtCode: '243', communeCode: '08713' };

describe('addresses by the areas in force', () => {
  it.each([
    ['the same, two levels', two, { ...two, districtCode: '' }, 'same'],
    ['the same, three levels', three, three, 'same'],
    ['the same, divided since', divided, divided, 'same'],
    ['000 is no district', two, { ...two, districtCode: '000' }, 'same'],
    ['case and blanks of the line', { ...two, line: ' số 1  PHỐ MẪU' }, two, 'same'],
    ['the line is not claimed', { provinceCode: '01', communeCode: '00004' }, two, 'same'],
    ['the line alone is claimed', { line: two.line }, two, 'same'],
    ['a province alone', { provinceCode: '01' }, three, 'same'],
    ['one side with its old district', three, two, 'former'],
    ['old against new, another code', former, { provinceCode: '01', communeCode: '00097' }, 'former'],
    ['new against old', { provinceCode: '01', communeCode: '00097' }, former, 'former'],
    ['old, its district left out', { provinceCode: '01', communeCode: '00001' }, former, 'former'],
    ['a province that was merged', other, { provinceCode: '25', communeCode: '08707' }, 'former'],
    ['the merged province over the old district', { ...other, provinceCode: '25' }, other, 'former'],
    ['a former province alone', { provinceCode: '26' }, { provinceCode: '25', communeCode: '08707' }, 'former'],
    ['divided, its province as it is called now', { ...divided, provinceCode: '' }, divided, 'same'],
    ['another house', { ...two, line: 'Số 2 phố Mẫu' }, two, 'sameArea'],
    ['another house, old against new', { ...three, line: 'Số 2 phố Mẫu' }, two, 'sameArea'],
    ['claimed where it was divided', divided, { provinceCode: '01', communeCode: '00025' }, 'claimDivided'],
    ['claimed one of its parts', { provinceCode: '01', communeCode: '00025' }, divided, 'heldDivided'],
    ['a commune that is none of its parts', divided, { provinceCode: '01', communeCode: '00097' }, 'different'],
    ['none of the parts of the held one', { provinceCode: '01', communeCode: '00097' }, divided, 'different'],
    ['old against another new', former, two, 'different'],
    ['another commune, two levels', { ...two, communeCode: '00008' }, two, 'different'],
    ['another former commune that came to another place', former, three, 'different'],
    ['another district', { provinceCode: '01', districtCode: '002' }, three, 'different'],
    ['another province', { provinceCode: '79' }, two, 'different'],
    ['nothing held', two, { line: two.line }, 'different'],
    ['no commune held', two, { provinceCode: '01' }, 'different'],
    ['zeros lost', { ...two, provinceCode: '1' }, two, 'unknownArea'],
    ['a commune of another district', { ...three, districtCode: '002' }, three, 'unknownArea'],
    ['a code that nothing has, held', two, { ...two, communeCode: '99999' }, 'unknownArea'],
    ['the same code that nothing has', { communeCode: '99999' }, { communeCode: '99999' }, 'same'],
  ] as const)('%s', (_, claimed, held, expected) => expect(compareAddresses(claimed, held)).toBe(expected));

  it('a commune that was divided has its parts as candidates, any other none', () => {
    expect(partsOf(divided).map(({ code }) => code)).toEqual(['00008', '00025']);
    for (const one of [two, three, former, {}, { communeCode: '99999' }]) expect(partsOf(one)).toEqual([]);
  });

  it('an address with nothing in it is none', () => {
    expect(isEmptyAddress({ provinceCode: '', districtCode: '000', communeCode: null, line: ' ' })).toBe(true);
    expect(isEmptyAddress({ line: 'x' })).toBe(false);
  });
});
