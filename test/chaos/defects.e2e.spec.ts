import { readFileSync } from 'node:fs';
import { patchesIn, staleIn } from '../defects/patches.js';

/** `npm run chaos:defects` takes minutes; that it still can be run is looked at every time. */
const folder = 'test/chaos/defects';
const listed = [...readFileSync(`${folder}/list.mts`, 'utf8').matchAll(/^ {2}defect\(\s*'([\w-]+)'/gm)].map(
  ([, name]) => name,
);

describe('what a short run of chaos must miss', () => {
  it('every patch can be applied to the code as it is', () => expect(staleIn(folder)).toEqual([]));

  it('every patch is listed, and every listed one is there', () => {
    expect(patchesIn(folder)).toEqual(listed.sort());
    expect(listed.length).toBeGreaterThanOrEqual(5);
  });
});
