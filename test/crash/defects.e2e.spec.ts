import { patchesIn, staleIn } from '../defects/patches.js';
import { defects } from './defects/list.js';

const folder = 'test/crash/defects';

/** `npm run crash:defects` takes minutes; that it still can be run is looked at every time. */
describe('the deliberate defects', () => {
  test('every patch can be applied to the code as it is', () => expect(staleIn(folder)).toEqual([]));

  test('every patch is listed, and every listed one is there', () => {
    expect(patchesIn(folder)).toEqual(defects.map(({ name }) => name).sort());
    expect(defects).toHaveLength(5);
  });
});
