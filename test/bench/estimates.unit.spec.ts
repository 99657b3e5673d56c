import { compareEstimates } from './estimates.js';

describe('estimates against what happened', () => {
  const answered = Array.from({ length: 100 }, (_, at) => (at + 1) * 10);

  it('counts those within a quarter, and leaves out what nobody can compare', () => {
    const told = [
      { at: 0, waiting: 10, millis: 100 },
      { at: 100, waiting: 10, millis: 124 },
      { at: 500, waiting: 10, millis: 60 },
      { at: 990, waiting: 10, millis: 100 },
    ];
    expect(compareEstimates(told, answered)).toEqual({ compared: 3, median: 1, within: 2 / 3, seconds: 1 });
  });

  it('counts the seconds in which anything was told', () => {
    const told = [0, 10, 2_000].map((at) => ({ at, waiting: 1, millis: 10 }));
    expect(compareEstimates(told, [10, 20, 2_010])).toMatchObject({ compared: 3, seconds: 2 });
  });
});
