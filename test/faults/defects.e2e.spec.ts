import { existsSync, readFileSync } from 'node:fs';
import { patchesIn, staleIn } from '../defects/patches.js';
import { defects } from './defects/list.js';
import { faults } from './list.js';

/** `npm run faults:defects` takes half an hour; that it still can be run is looked at every time. */
const folder = 'test/faults/defects';
const listed = defects.map(({ name, tests }) => ({
  name,
  specs: tests.map(({ spec }) => spec),
  titles: tests.flatMap(({ titles }) => titles),
}));

describe('guards against faults that are taken out', () => {
  it('every fault has one, in the order of the list of faults', () => {
    expect(listed.map(({ name }) => name)).toEqual(Object.keys(faults));
    expect(patchesIn(folder)).toEqual(Object.keys(faults).sort());
  });

  it('every patch says what it takes out, and can be applied to the code as it is', () => {
    const silent = patchesIn(folder).filter((name) => !/^[A-Z].*\.\n\n/.test(textOf(`${folder}/${name}.patch`)));
    expect(silent).toEqual([]);
    expect(staleIn(folder)).toEqual([]);
  });

  it('every spec that is named is there', () => {
    expect(listed.filter(({ specs }) => specs.length > 0).length).toBeGreaterThan(15);
    expect(listed.flatMap(({ specs }) => specs).filter((spec) => !existsSync(spec))).toEqual([]);
  });

  it.each(listed)('$name: what turns red is a test that its file names', ({ name, titles }) => {
    const held = textOf(`test/faults/${name}.unit.spec.ts`);
    expect(titles.length).toBeGreaterThan(0);
    expect(titles.filter((title) => !held.includes(title))).toEqual([]);
  });
});

function textOf(file: string): string {
  return readFileSync(file, 'utf8');
}
