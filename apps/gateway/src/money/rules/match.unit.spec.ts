import { matchCredit, type Candidate, type CreditSigns } from './match.js';

const a: Candidate = { id: 'a', reference: 'REFA', account: 'kb1', virtualAccount: 'VA1' };
const b: Candidate = { id: 'b', reference: 'REFB', account: 'kb1' };
const signs = (more: Partial<CreditSigns>): CreditSigns => ({ account: 'kb1', codes: [], ...more });

it.each([
  ['the order field', signs({ reference: 'REFA' }), 'reference'],
  ['the virtual account', signs({ virtualAccount: 'VA1' }), 'virtualAccount'],
  ['one code in the text', signs({ codes: ['REFA'] }), 'text'],
  ['a known code beside an unknown one', signs({ codes: ['XXXX', 'REFA'] }), 'text'],
  ['signs that agree', signs({ reference: 'REFA', codes: ['REFA'], virtualAccount: 'VA1' }), 'reference'],
])('matches by %s', (_, given, by) => {
  expect(matchCredit(given, [a, b])).toEqual({ kind: 'matched', payment: 'a', by });
});

it.each([
  ['no sign at all', signs({}), 'noReference'],
  ['an unknown virtual account', signs({ virtualAccount: 'VA9' }), 'noReference'],
  ['an unknown code', signs({ codes: ['XXXX'] }), 'unknownReference'],
  ['an unknown order field', signs({ reference: 'XXXX' }), 'unknownReference'],
  ['two known codes', signs({ codes: ['REFA', 'REFB'] }), 'ambiguous'],
  ['order field against text', signs({ reference: 'REFA', codes: ['REFB'] }), 'ambiguous'],
  ['virtual account against text', signs({ virtualAccount: 'VA1', codes: ['REFB'] }), 'ambiguous'],
  ['the right code on another account', signs({ account: 'kb2', codes: ['REFA'] }), 'otherAccount'],
])('leaves to a person: %s', (_, given, why) => {
  expect(matchCredit(given, [a, b])).toEqual({ kind: 'unmatched', why });
});
