import { patchesIn, staleIn } from '../defects/patches.js';

const folder = 'test/crash/defects';

/** `npm run crash:defects` takes minutes; that it still can be run is looked at every time. */
describe('the deliberate defects', () => {
  test('every patch can be applied to the code as it is', () => expect(staleIn(folder)).toEqual([]));

  test('are five', () => expect(patchesIn(folder)).toHaveLength(5));
});
