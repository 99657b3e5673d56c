import { patchesIn, staleIn } from '../defects/patches.js';
import { defects } from './defects/list.js';

/** `npm run money:defects` takes minutes; that it still can be run is looked at every time. */
const folder = 'test/money/defects';
const listed = defects.map(({ name }) => name);

describe('checks of money that are taken out', () => {
  test('every patch can be applied to the code as it is', () => expect(staleIn(folder)).toEqual([]));

  test('every patch is listed, and every listed one is there', () => {
    expect(patchesIn(folder)).toEqual(listed.toSorted());
    expect(listed.length).toBeGreaterThan(40);
  });
});
