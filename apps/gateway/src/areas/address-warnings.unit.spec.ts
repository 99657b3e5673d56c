import { addressWarnings } from './address-warnings.js';

const warned = (address: Parameters<typeof addressWarnings>[0]) => addressWarnings(address, '/a');

it('an address in force, or none, is not spoken of', () => {
  expect(warned(undefined)).toEqual([]);
  expect(warned(null)).toEqual([]);
  expect(warned({})).toEqual([]);
  expect(warned({ provinceCode: '25' })).toEqual([]);
  expect(warned({ provinceCode: '25', communeCode: '08707' })).toEqual([]);
});

it('a former one is told what it has become', () => {
  expect(warned({ provinceCode: '26', districtCode: '243', communeCode: '08713' })).toEqual([
    {
      ...{
        pointer: '/a/communeCode',
        code: 'area.former',
        whoActs: 'agency',
        detail: expect.stringContaining('01/07/2025'),
      },
      candidates: [{ provinceCode: '25', communeCode: '08707', name: 'Phường Vĩnh Yên' }],
    },
  ]);
  expect(warned({ provinceCode: '26' })).toMatchObject([
    { pointer: '/a/provinceCode', candidates: [{ provinceCode: '25', name: 'Tỉnh Phú Thọ' }] },
  ]);
});

it('of a divided one, all it may be', () => {
  const [found] = warned({ provinceCode: '01', districtCode: '019', communeCode: '00634' });
  expect(found).toMatchObject({ pointer: '/a/communeCode', code: 'area.ambiguous', whoActs: 'agency' });
  expect(found?.candidates?.map(({ communeCode }) => communeCode)).toEqual([
    '00622',
    '00634',
    '00637',
    '09556',
    '09886',
  ]);
});

it.each([
  [{ provinceCode: '99' }, '/a/provinceCode', 'area.notFound'],
  [{ provinceCode: '1' }, '/a/provinceCode', 'area.zerosLost'],
  [{ provinceCode: '79', communeCode: '00004' }, '/a/communeCode', 'area.elsewhere'],
  [{ provinceCode: '01', districtCode: '002', communeCode: '00001' }, '/a/communeCode', 'area.elsewhere'],
])('%j: where and why, without the value', (address, pointer, code) => {
  const [found, ...more] = warned(address);
  expect(more).toEqual([]);
  expect(found).toEqual({ pointer, code, whoActs: 'agency', detail: expect.any(String) });
});
