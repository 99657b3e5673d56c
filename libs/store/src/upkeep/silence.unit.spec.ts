import { announcementsEarned, isDue } from './silence.js';

const minute = 60_000;
const rule = { firstMillis: minute, maxMillis: 60 * minute };

describe('silence', () => {
  it('earns an announcement after a minute, then after twice as long, then hardly ever', () => {
    const at = [0.5, 1, 1.9, 2, 4, 8, 16, 32, 63.9, 64, 96].map((minutes) =>
      announcementsEarned(minutes * minute, rule),
    );
    expect(at).toEqual([0, 1, 1, 2, 3, 4, 5, 6, 6, 7, 8]);
  });

  it('never earns less with time', () => {
    let before = 0;
    for (let seconds = 0; seconds < 30_000; seconds += 7) {
      const now = announcementsEarned(seconds * 1000, rule);
      expect(now).toBeGreaterThanOrEqual(before);
      before = now;
    }
  });

  it('is due once per threshold, however often one looks', () => {
    let announced = 0;
    for (let now = 0; now < 10 * minute; now += 10_000) {
      if (isDue(0, now === 0 ? undefined : now - 10_000, now, rule)) announced += 1;
    }
    expect(announced).toBe(4);
  });

  it('is due at the first look of all, and for what fell silent while nobody looked', () => {
    expect(isDue(0, undefined, 5 * minute, rule)).toBe(true);
    expect(isDue(10 * minute, 5 * minute, 11 * minute, rule)).toBe(true);
  });
});
