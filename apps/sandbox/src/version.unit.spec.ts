import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { version } from './version.js';

it('the version is that of the package', () => {
  const described = JSON.parse(readFileSync(resolve('apps/sandbox/package.json'), 'utf8')) as { version: string };
  expect(version).toBe(described.version);
});
