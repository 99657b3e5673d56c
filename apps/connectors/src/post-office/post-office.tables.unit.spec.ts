import { postConfigOf } from '../testing/post-office/post.js';
import { areasOfTable } from './post-office.areas.js';
import { readPostOfficeConfig } from './post-office.config.js';
import { faultOfItemCode } from './post-office.s10.js';

it.each([
  ['RB123456785GB', undefined],
  ['RB123456785US', undefined],
  ['RB123456786US', 'checkDigit'],
  ['EB125966888VN', undefined],
  ['ei 125556888 vn', undefined],
  ['RR000000005VN', undefined],
  ['RR000000080VN', undefined],
  ['RR000000014VN', undefined],
  ['EE123456785VN', undefined],
  ['CP999999995VN', undefined],
  ['RR473124829VN', undefined],
  ['BK990032289VN', 'checkDigit'],
  ['EM100000001VN', 'checkDigit'],
  ['EH100000001VN', 'checkDigit'],
  ['12345', 'form'],
  ['', 'form'],
])('S10: %j is %p', (code, fault) => expect(faultOfItemCode(code)).toBe(fault));

describe('areas, by their day', () => {
  const areas = areasOfTable([
    { province: '62', post: 58, to: '2025-06-30' },
    { province: '01', post: 10 },
    { province: '01', commune: '00004', post: 10, postDistrict: 1010 },
    { province: '10', post: 33, from: '2025-07-01' },
  ]);
  it.each([
    ['62', null, '2025-06-30T16:59:59Z', { province: 58 }],
    ['62', null, '2025-06-30T17:00:00Z', undefined],
    ['10', null, '2025-06-30T16:59:59Z', undefined],
    ['10', null, '2025-06-30T17:00:00Z', { province: 33 }],
    ['01', '00004', '2026-01-01T00:00:00Z', { province: 10, district: 1010 }],
    ['01', '00005', '2026-01-01T00:00:00Z', { province: 10 }],
    ['1', null, '2026-01-01T00:00:00Z', undefined],
    [null, null, '2026-01-01T00:00:00Z', undefined],
  ])('%s %s at %s', (provinceCode, communeCode, at, area) =>
    expect(areas({ provinceCode, communeCode }, new Date(at))).toEqual(area),
  );
});

describe('the slice of the configuration', () => {
  const faults = (changes: object) => {
    const { transport: _transport, ...good } = postConfigOf();
    const read = readPostOfficeConfig({ ...good, ...changes });
    return read.ok ? [] : read.faults.map(({ pointer }) => pointer);
  };
  const [account] = postConfigOf().accounts;
  it.each([
    ['as it stands', {}, []],
    ['client credentials without a secret', { auth: { key: '12345678' } }, ['/auth/secret']],
    ['a token that is none', { auth: { kind: 'static' } }, ['/auth/token']],
    ['two accounts of one name', { accounts: [account, { ...account, customerCode: 'X' }] }, ['/accounts/1/name']],
    ['two of one customer', { accounts: [account, { ...account, name: 'b' }] }, ['/accounts/1/customerCode']],
    ['a state that there is not', { states: { '4': 'done' } }, ['/states/4']],
    ['an address of the own network', { baseUrl: 'http://127.0.0.1:1' }, ['/baseUrl']],
  ])('%s', (_title, changes, pointers) => expect(faults(changes)).toEqual(pointers));

  it('without a table only 4 is known, and nothing is a refusal', () => {
    const { states: _states, answers: _answers, ...rest } = postConfigOf();
    const read = readPostOfficeConfig(rest);
    expect(read.ok && [read.config.states, read.config.answers.refusals]).toEqual([{ '4': 'delivered' }, []]);
  });
});
