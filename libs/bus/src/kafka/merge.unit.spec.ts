import { shares } from './merge.js';

const waiting = (left: number, bytes = 1) => ({ left, bytesAt: () => bytes });

describe('what a batch takes of each partition', () => {
  test.each([
    ['all of it when it fits', [3, 0, 5], 10, [3, 0, 5]],
    ['a fair part of each, and what remains from the first', [100, 2, 100], 30, [18, 2, 10]],
    ['one of each at least, as far as it goes', [5, 5, 5], 2, [1, 1, 0]],
    ['nothing of nothing', [], 10, []],
  ])('%s', (_, left, most, wanted) =>
    expect(
      shares(
        left.map((count) => waiting(count)),
        most,
        1_000,
      ),
    ).toEqual(wanted),
  );

  test('no more bytes than allowed, but a first record however large', () => {
    expect(shares([waiting(5, 40), waiting(5, 40)], 10, 100)).toEqual([2, 0]);
    expect(shares([waiting(5, 500), waiting(5, 1)], 10, 100)).toEqual([1, 0]);
  });
});
