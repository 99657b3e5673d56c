import { placeNames } from './post-office.place.js';

it.each([
  ['a commune', { provinceCode: '25', communeCode: '08707' }, ['Phường Vĩnh Yên', 'Tỉnh Phú Thọ']],
  [
    'a former one, with its district',
    { provinceCode: '26', districtCode: '243', communeCode: '08707' },
    ['Phường Vĩnh Yên', 'Tỉnh Phú Thọ'],
  ],
  [
    'a divided one, by its former name',
    { provinceCode: '01', districtCode: '001', communeCode: '00007' },
    ['Phường Cống Vị', 'Thành phố Hà Nội'],
  ],
  ['a province alone', { provinceCode: '25' }, []],
  ['nothing', {}, []],
])('the postman reads of %s', (_what, address, names) => {
  expect(placeNames(address)).toEqual({ names });
});

it('a code that no area has is named', () => {
  expect(placeNames({ provinceCode: '25', communeCode: '99999' })).toEqual({ names: [], unknownAt: 'communeCode' });
});
