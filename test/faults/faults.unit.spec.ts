import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { faults } from './list.js';

describe('faults that others have had', () => {
  it('have a file each', () => {
    const files = readdirSync(join(process.cwd(), 'test/faults')).filter(
      (name) => name.endsWith('.spec.ts') && !['faults.unit.spec.ts', 'defects.unit.spec.ts'].includes(name),
    );
    expect(files.map((name) => name.replace(/\.(?:unit|int|e2e)\.spec\.ts$/, '')).sort()).toEqual(
      Object.keys(faults).sort(),
    );
  });
});
