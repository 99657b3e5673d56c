import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';

/** `npm run chaos:defects` takes minutes; that it still can be run is looked at every time. */
const folder = 'test/chaos/defects';
const patches = readdirSync(folder).filter((name) => name.endsWith('.patch'));
const listed = [...readFileSync(`${folder}/list.mts`, 'utf8').matchAll(/^ {2}defect\('([\w-]+)'/gm)].map(
  ([, name]) => `${name}.patch`,
);

describe('what a short run of chaos must miss', () => {
  it.each(patches)('%s can be applied to the code as it is', (name) => {
    expect(() => execFileSync('git', ['apply', '--check', `${folder}/${name}`], { stdio: 'pipe' })).not.toThrow();
  });

  it('every patch is listed, and every listed one is there', () => {
    expect(patches.sort()).toEqual(listed.sort());
    expect(patches.length).toBeGreaterThanOrEqual(5);
  });
});
