import { compareCodes, isEmptyAddress } from './addresses.js';

const two = { provinceCode: '01', communeCode: '00004', line: 'Số 1 phố Mẫu' };
const three = { provinceCode: '01', districtCode: '001', communeCode: '00001', line: 'Số 1 phố Mẫu' };

describe('addresses by their codes', () => {
  it.each([
    ['the same, two levels', two, { ...two, districtCode: '' }, 'same'],
    ['the same, three levels', three, three, 'same'],
    ['000 is no district', two, { ...two, districtCode: '000' }, 'same'],
    ['the same commune, one side with its old district', { ...three, communeCode: '00004' }, two, 'same'],
    ['case and blanks of the line', { ...two, line: ' số 1  PHỐ MẪU' }, two, 'same'],
    ['the line is not claimed', { provinceCode: '01', communeCode: '00004' }, two, 'same'],
    ['another house', { ...two, line: 'Số 2 phố Mẫu' }, two, 'sameArea'],
    ['old against new', three, two, 'otherGeneration'],
    ['new against old', two, three, 'otherGeneration'],
    ['a province that was merged', { ...three, provinceCode: '26' }, { ...two, provinceCode: '25' }, 'otherGeneration'],
    ['another commune, two levels', { ...two, communeCode: '00008' }, two, 'different'],
    ['another district', { ...three, districtCode: '002' }, three, 'different'],
    ['another province', { ...two, provinceCode: '79' }, two, 'different'],
    ['leading zeros count', { ...two, provinceCode: '1' }, two, 'different'],
  ] as const)('%s', (_, claimed, held, expected) => expect(compareCodes(claimed, held)).toBe(expected));

  it('an address with nothing in it is none', () => {
    expect(isEmptyAddress({ provinceCode: '', districtCode: '000', communeCode: null, line: ' ' })).toBe(true);
    expect(isEmptyAddress({ line: 'x' })).toBe(false);
  });
});
