import { readFileSync } from 'node:fs';
import { patchesIn, staleIn } from '../defects/patches.js';

/** `npm run money:defects` takes minutes; that it still can be run is looked at every time. */
const folder = 'test/money/defects';
/** What the list says of each: `defect('name', 'check', of, spec, 'title')`. */
const listed = [...readFileSync(`${folder}/list.mts`, 'utf8').matchAll(/^ {2}defect\(\s*'([\w-]+)'/gm)].map(
  ([, name]) => name,
);

describe('checks of money that are taken out', () => {
  test('every patch can be applied to the code as it is', () => expect(staleIn(folder)).toEqual([]));

  test('every patch is listed, and every listed one is there', () => {
    expect(patchesIn(folder)).toEqual(listed.sort());
    expect(listed.length).toBeGreaterThan(40);
  });
});
