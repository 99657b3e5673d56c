import { spawnSync } from 'node:child_process';
import { root } from '../support/home.js';

describe('help', () => {
  it.each([
    ['start.mjs', [], /^npm start/],
    ['demo.mjs', [], /^npm run demo/],
    ['test.mjs', [], /^npm test/],
    ['test.mjs', ['unit'], /^npm test/],
    ['upkeep.mjs', ['backup'], /^npm run backup -- --to/],
    ['upkeep.mjs', ['restore'], /^npm run restore -- --from/],
    ['upkeep.mjs', ['status'], /^npm run status/],
    ['upkeep.mjs', ['catch-up'], /^npm run catch-up -- --unit/],
    ['sandbox.mjs', [], /default DATA_DIR\/sandbox, \.data\/sandbox\)/],
  ])('of %s %j is a text and no failure', (script, args, text) => {
    const { status, stdout, stderr } = spawnSync(process.execPath, [`scripts/${script}`, ...args, '--help'], {
      cwd: root,
      encoding: 'utf8',
      timeout: 60_000,
    });
    expect([status, stderr]).toEqual([0, '']);
    expect(stdout).toMatch(text);
  });
});
