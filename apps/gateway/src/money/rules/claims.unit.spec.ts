import { judgeClaims, type Claim } from './claims.js';

let minute = 0;
beforeEach(() => (minute = 0));
const claim = (source: Claim['source'], state: Claim['state'], more: Partial<Claim> = {}): Claim => ({
  ...{ id: `${source}-${minute}`, source, state, at: `2026-11-22T02:${String(minute++).padStart(2, '0')}:00Z` },
  ...more,
});
const judge = (...claims: readonly Claim[]) => judgeClaims(claims, 50_000);

it('a query that says paid settles, with or without a confirmation', () => {
  expect(judge(claim('query', 'paid', { amount: 50_000 }))).toMatchObject({ confirmed: true, failed: false });
  expect(judge(claim('confirm', 'paid'), claim('query', 'paid')).confirmed).toBe(true);
});

it.each([
  ['nobody has been asked', []],
  ['the provider does not know yet', [claim('query', 'pending')]],
])('a confirmation alone settles nothing: %s', (_, more) => {
  const verdict = judge(claim('confirm', 'paid'), ...more);
  expect(verdict).toMatchObject({ confirmed: false, failed: false, contradictions: [] });
  expect(verdict.movements).toHaveLength(1);
});

it.each([
  ['paid', 'failed'],
  ['failed', 'paid'],
] as const)('a confirmation %s against a query %s settles nothing and is a disagreement, in any order', (a, b) => {
  const both = [claim('confirm', a), claim('query', b)];
  for (const order of [both, both.toReversed()]) {
    const verdict = judge(...order);
    expect(verdict).toMatchObject({ confirmed: false, failed: false });
    expect(verdict.contradictions).toMatchObject([{ kind: 'confirmContradictsQuery' }]);
  }
});

it('amounts that differ settle nothing', () => {
  const verdict = judge(claim('confirm', 'paid', { amount: 50_000 }), claim('query', 'paid', { amount: 5_000 }));
  expect(verdict.confirmed).toBe(false);
  expect(verdict.contradictions).toMatchObject([{ kind: 'amountsDiffer' }]);
});

it('the latest query counts, whichever came first', () => {
  const [early, late] = [claim('query', 'pending'), claim('query', 'paid')];
  expect(judge(late, early).confirmed).toBe(true);
  expect(judge(early, late).confirmed).toBe(true);
});

it('a second try that succeeded is no contradiction of the first', () => {
  expect(judge(claim('confirm', 'failed'), claim('confirm', 'paid'), claim('query', 'paid'))).toMatchObject({
    confirmed: true,
    contradictions: [],
  });
});

it('failed is failed only when nobody ever said paid', () => {
  expect(judge(claim('query', 'failed')).failed).toBe(true);
  expect(judge(claim('confirm', 'failed')).failed).toBe(false);
  expect(judge(claim('confirm', 'paid'), claim('query', 'failed')).failed).toBe(false);
});

it('a repeat is one movement; a claim without a number speaks of the first; another number is another movement', () => {
  const claims = [
    claim('query', 'paid', { amount: 50_000 }),
    claim('confirm', 'paid', { amount: 50_000, providerId: 'GD1' }),
    claim('confirm', 'paid', { amount: 50_000, providerId: 'GD1' }),
  ];
  expect(judge(...claims).movements).toMatchObject([{ key: '', providerId: 'GD1', amount: 50_000 }]);
  const two = judge(...claims, claim('confirm', 'paid', { amount: 50_000, providerId: 'GD2' }));
  expect(two.movements.map(({ key }) => key)).toEqual(['', 'GD2']);
  expect(two.confirmed).toBe(true);
});

it('without any amount it is what was due', () => {
  expect(judge(claim('query', 'paid')).movements).toMatchObject([{ amount: 50_000 }]);
});
