import { matchCredit } from './match.js';
import type { Candidate, CreditSigns } from './signs.js';

const own = { account: 'kb1', amount: 50_000, due: 50_000, createdAt: '2026-11-22T01:00:00Z' };
const a: Candidate = { ...own, id: 'a', reference: 'REFA', virtualAccount: 'VA1' };
const b: Candidate = { ...own, id: 'b', reference: 'REFB' };
const signs = (more: Partial<CreditSigns>): CreditSigns => ({
  ...{ account: 'kb1', codes: [], amount: 50_000, bankTime: '2026-11-22T02:00:00Z' },
  ...more,
});

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

describe('a number that two payments have had, one after the other', () => {
  const first: Candidate = { ...a, endedAt: '2026-11-22T03:00:00Z' };
  const second: Candidate = { ...b, virtualAccount: 'VA1', createdAt: '2026-11-22T05:00:00Z' };
  const at = (bankTime: string, more: Partial<CreditSigns> = {}) =>
    matchCredit(signs({ virtualAccount: 'VA1', bankTime: `2026-11-22T${bankTime}Z`, ...more }), [second, first]);
  const to = (payment: string) => ({ kind: 'matched', payment, by: 'virtualAccount' });
  const nobody = { kind: 'unmatched', why: 'ambiguous' };

  it.each([
    ['while the first had it', '02:00:00', {}, to('a')],
    ['after the first had ended, before the second had it', '04:00:00', {}, to('a')],
    ['any sum while only the first had had it', '02:00:00', { amount: 1 }, to('a')],
    ['while the second has it', '06:00:00', {}, to('b')],
    ['in the very second in which the second got it', '05:00:00', {}, to('b')],
    ['another sum while the second has it', '06:00:00', { amount: 1 }, nobody],
    ['before anybody had it', '00:30:00', {}, nobody],
    ['on the day on which both had it', '05:00:00', { wholeDay: true }, nobody],
    ["with the first one's code", '06:00:00', { codes: ['REFA'] }, { kind: 'matched', payment: 'a', by: 'text' }],
    ['with the codes of both', '06:00:00', { codes: ['REFA', 'REFB'] }, nobody],
  ] as const)('%s', (_, bankTime, more, match) => {
    expect(at(bankTime, more)).toEqual(match);
  });

  it('once the second has ended too, a person has to look', () => {
    const ended = { ...second, endedAt: '2026-11-22T06:00:00Z' };
    const late = signs({ virtualAccount: 'VA1', bankTime: '2026-11-22T07:00:00Z' });
    expect(matchCredit(late, [ended, first])).toEqual(nobody);
  });

  it('what is still due of it is its sum too', () => {
    const part = signs({ virtualAccount: 'VA1', bankTime: '2026-11-22T07:00:00Z', amount: 20_000 });
    expect(matchCredit(part, [{ ...second, due: 20_000 }, first])).toEqual(to('b'));
  });
});
