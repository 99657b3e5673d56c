import type { CitizenCheckFacts, SubscriberMatchFacts } from '@lienthong/contracts';
import { keptUntil, stateOf, validUntilOf, verdictOf, type Part } from './check.js';
import { fieldsAllowed } from './rights.js';

const part = (state: Part['state']): Part => ({ state });
const receipt = { officer: 'cb-01', requests: ['r-1'], checkedAt: '2026-11-22T02:00:00.000Z' };
const population = (verdict: CitizenCheckFacts['verdict']): CitizenCheckFacts => ({
  ...{ verdict, fields: [], ...receipt },
  validUntil: verdict === 'noMatch' ? receipt.checkedAt : '2026-11-23T02:00:00.000Z',
});
const telecom = (verdict: 'match' | 'differs'): SubscriberMatchFacts => ({
  verdict: verdict === 'match' ? 'matched' : 'noMatch',
  ...{ fields: [{ name: 'phone', verdict, code: 'phone' }], ...receipt, validUntil: '2026-11-22T08:00:00.000Z' },
});

it.each([
  [['done'], 'done'],
  [['done', 'done'], 'done'],
  [['done', 'pending'], 'pending'],
  [['refused', 'pending'], 'pending'],
  [['done', 'unknown'], 'unknown'],
  [['parked', 'done'], 'parked'],
  [['refused', 'done'], 'refused'],
] as const)('parts %j: %s', ([first, second], state) => {
  expect(stateOf({ population: part(first), ...(second ? { telecom: part(second) } : {}) })).toBe(state);
});

it('a telephone number of somebody else makes a match differ, and nothing else better or worse', () => {
  expect(verdictOf({})).toBeUndefined();
  expect(verdictOf({ telecom: telecom('match') })).toBeUndefined();
  expect(verdictOf({ population: population('matched'), telecom: telecom('match') })).toBe('matched');
  expect(verdictOf({ population: population('matched'), telecom: telecom('differs') })).toBe('differs');
  expect(verdictOf({ population: population('noMatch'), telecom: telecom('differs') })).toBe('noMatch');
});

it('what is told together is valid until the first of it lapses', () => {
  expect(validUntilOf({})).toBeUndefined();
  expect(validUntilOf({ population: population('matched') })).toBe('2026-11-23T02:00:00.000Z');
  expect(validUntilOf({ population: population('matched'), telecom: telecom('match') })).toBe(
    '2026-11-22T08:00:00.000Z',
  );
  // A number of somebody else is looked up again; it ends nothing that the base said.
  expect(validUntilOf({ population: population('matched'), telecom: telecom('differs') })).toBe(
    '2026-11-23T02:00:00.000Z',
  );
});

it('nobody found is valid for no time, whatever the end that it came with', () => {
  expect(validUntilOf({ population: population('noMatch') })).toBeNull();
  expect(
    validUntilOf({ population: { ...population('noMatch'), validUntil: null }, telecom: telecom('match') }),
  ).toBeNull();
});

describe('kept', () => {
  const at = '2026-11-22T03:00:00.000Z';
  it('what the base said of a person: as long as it is valid, also while a carrier has not answered', () => {
    for (const state of ['done', 'pending', 'parked'] as const) {
      expect(keptUntil(state, { population: population('differs') }, at)).toBe('2026-11-23T02:00:00.000Z');
    }
  });
  it('that nothing matched, or that nobody was asked: a day, to be read', () => {
    expect(keptUntil('done', { population: population('noMatch') }, at)).toBe('2026-11-23T03:00:00.000Z');
    expect(keptUntil('refused', {}, at)).toBe('2026-11-23T03:00:00.000Z');
  });
  it('without end while nothing has been found and it is open', () => {
    for (const state of ['pending', 'unknown', 'parked'] as const) expect(keptUntil(state, {}, at)).toBeUndefined();
  });
});

it('a client may have what any right for it and the procedure names, and nothing else', () => {
  const rights = [
    { clients: ['demo'], procedures: ['1.001'], fields: ['fullName'] },
    { procedures: ['1.001'], fields: ['gender'] },
    { clients: ['other'], fields: ['permanentAddress'] },
  ] as const;
  const names = (client: string, procedure: string) => [...fieldsAllowed(rights, client, procedure)];
  expect(names('demo', '1.001')).toEqual(['fullName', 'gender']);
  expect(names('demo', '1.002')).toEqual([]);
  expect(names('other', '1.002')).toEqual(['permanentAddress']);
  expect(fieldsAllowed([], 'demo', '1.001').size).toBe(0);
});
