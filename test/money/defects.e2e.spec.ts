import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';

/** `npm run money:defects` takes minutes; that it still can be run is looked at every time. */
const folder = 'test/money/defects';
const patches = readdirSync(folder).filter((name) => name.endsWith('.patch'));
/** What the list says of each: `defect('name', 'check', of, spec, 'title')`. */
const listed = [...readFileSync(`${folder}/list.mts`, 'utf8').matchAll(/^ {2}defect\(\s*'([\w-]+)'/gm)].map(
  ([, name]) => name,
);

describe('checks of money that are taken out', () => {
  test('every patch can be applied to the code as it is', () => {
    const stale = patches.filter((name) => {
      try {
        execFileSync('git', ['apply', '--check', `${folder}/${name}`], { stdio: 'pipe' });
        return false;
      } catch {
        return true;
      }
    });
    expect(stale).toEqual([]);
  });

  test('every patch is listed, and every listed one is there', () => {
    expect(patches.map((name) => name.replace(/\.patch$/, '')).sort()).toEqual([...listed].sort());
    expect(listed.length).toBeGreaterThan(40);
  });
});
