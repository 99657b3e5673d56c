import { checkPostAccounts } from './post-account-check.js';
import { withPublicAccounts } from './accounts.js';
import { postAccountsOf } from './post-accounts.js';

const units = [
  { code: 'H44', name: 'Province' },
  { code: 'H44.01', name: 'Justice', parent: 'H44' },
];
const slice = (...accounts: readonly object[]) => ({ 'post-office': { auth: { key: 'secret' }, accounts } });
const h44 = { name: 'h44', units: ['H44'], customerCode: 'C1', office: { phone: '0240000000' } };

it('of agreements with the post only names and units are known outside their connector', () => {
  expect(postAccountsOf(slice(h44))).toEqual([{ name: 'h44', units: ['H44'] }]);
  expect(postAccountsOf({})).toEqual([]);
  expect(withPublicAccounts({ partners: slice(h44) })).toEqual({
    partners: { 'post-office': { accounts: [{ name: 'h44', units: ['H44'] }] } },
  });
});

it('names and units stand once, and units are those of the file', () => {
  expect(checkPostAccounts(slice(h44, { ...h44, name: 'h44-01', units: ['H44.01'] }), units)).toEqual([]);
  const faults = checkPostAccounts(slice(h44, { ...h44, units: ['H44', 'H45'] }), units);
  expect(faults.map(({ pointer }) => pointer)).toEqual([
    '/partners/post-office/accounts/1/name',
    '/partners/post-office/accounts/1/units/0',
    '/partners/post-office/accounts/1/units/1',
  ]);
});
