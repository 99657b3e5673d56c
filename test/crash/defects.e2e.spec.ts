import { execFileSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';

const folder = 'test/crash/defects';
const patches = readdirSync(folder).filter((name) => name.endsWith('.patch'));

describe('the deliberate defects', () => {
  // A patch that has fallen behind the code it spoils would only be missed by who runs the whole table.
  test.each(patches)('%s can be applied to the code as it is', (name) => {
    expect(() => execFileSync('git', ['apply', '--check', join(folder, name)], { stdio: 'pipe' })).not.toThrow();
  });

  test('are five', () => expect(patches).toHaveLength(5));
});
