import { paceOf } from './pace.js';

describe('the pace of a catch-up', () => {
  it.each([
    [5, { items: 5, everyMillis: 1000 }],
    [2.5, { items: 2, everyMillis: 800 }],
    [0.1, { items: 1, everyMillis: 10_000 }],
    [1000, { items: 200, everyMillis: 200 }],
  ])('%d a second', (perSecond, pace) => {
    expect(paceOf(perSecond)).toEqual(pace);
  });
});
