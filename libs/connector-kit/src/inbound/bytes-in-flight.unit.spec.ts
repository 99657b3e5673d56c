import { BytesInFlight, uncountedBytes } from './bytes-in-flight.js';

const large = 4 * uncountedBytes;

it('large bodies find room up to the limit, and again once others have gone', () => {
  const room = new BytesInFlight(2 * large);
  const [one, two] = [room.take(large), room.take(large)];
  expect([one, two, room.take(uncountedBytes + 1)]).toEqual([expect.any(Function), expect.any(Function), undefined]);
  one!();
  // Room is given back once, whoever says so twice.
  one!();
  expect(room.take(large)).toBeDefined();
  expect(room.take(large)).toBeUndefined();
});

it('small ones always do, and a very large one where it is alone', () => {
  const room = new BytesInFlight(large);
  const alone = room.take(100 * large)!;
  expect(room.take(uncountedBytes)).toBeDefined();
  expect(room.take(uncountedBytes + 1)).toBeUndefined();
  alone();
  expect(room.take(large)).toBeDefined();
});
