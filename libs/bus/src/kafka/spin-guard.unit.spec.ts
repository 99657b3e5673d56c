import { SpinGuard } from './spin-guard.js';

/** How often it was said within so many turns. */
function said(turns: number, millis: number, askedEvery = 0): number {
  let times = 0;
  const guard = new SpinGuard(() => (times += 1));
  for (let turn = 1; turn <= turns; turn += 1) {
    if (askedEvery > 0 && turn % askedEvery === 0) guard.asked();
    guard.turned(millis);
  }
  return times;
}

describe('a fetch loop', () => {
  test('that turns at once without asking anybody is said once', () => expect(said(1_000, 0)).toBe(1));
  test('that asks the brokers may turn as quickly as they answer', () => expect(said(1_000, 1, 3)).toBe(0));
  test('that waits between its turns is none', () => expect(said(1_000, 500)).toBe(0));
});
