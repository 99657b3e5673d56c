import type { ExchangeChanged } from '@lienthong/contracts';
import { carriedOn, standingAfter, type Carriage } from './carriage.js';

const after = (change: Partial<ExchangeChanged>) => standingAfter(change as ExchangeChanged);

it('stands where its exchange does', () => {
  expect(after({ state: 'waiting' })).toBe('pending');
  expect(after({ state: 'sending' })).toBe('pending');
  expect(after({ state: 'settled', outcome: 'done' })).toBe('arrived');
  expect(after({ state: 'settled', outcome: 'refused' })).toBe('stuck');
  expect(after({ state: 'parked', outcome: 'refused', surelyNotDone: true })).toBe('stuck');
  expect(after({ state: 'parked', outcome: 'unknown', surelyNotDone: false })).toBe('doubtful');
  expect(after({ state: 'unknown' })).toBe('doubtful');
  expect(after({ state: 'resolving' })).toBe('doubtful');
  expect(after({ state: 'abandoned' })).toBe('failed');
});

const carriage = (standing: Carriage['standing']): Carriage => ({
  ...{ partner: 'lgsp-exchange', from: 'here', reference: 'LT-1', standing, since: '1' },
});

it('what has arrived stays arrived; the same again changes nothing', () => {
  expect(carriedOn(carriage('pending'), 'doubtful', '2')).toMatchObject({ standing: 'doubtful', since: '2' });
  expect(carriedOn(carriage('doubtful'), 'arrived', '2')).toMatchObject({ standing: 'arrived', since: '2' });
  expect(carriedOn(carriage('arrived'), 'doubtful', '2')).toEqual(carriage('arrived'));
  expect(carriedOn(carriage('stuck'), 'stuck', '2')).toEqual(carriage('stuck'));
});
