import { patchesIn, staleIn } from '../defects/patches.js';
import { defects } from './defects/list.js';

/** `npm run agencies:defects` takes minutes; that it still can be run is looked at every time. */
const folder = 'test/agencies/defects';
const listed = defects.map(({ name }) => name);

describe('what the three agencies must miss', () => {
  it('every patch can be applied to the code as it is', () => expect(staleIn(folder)).toEqual([]));

  it('every patch is listed, and every listed one is there', () => {
    expect(patchesIn(folder)).toEqual(listed.toSorted());
    expect(listed.length).toBeGreaterThan(3);
  });
});
