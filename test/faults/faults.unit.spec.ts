import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { faults } from './list.js';
import { titlesIn } from './titles.js';

describe('faults that others have had', () => {
  it('have a file each', () => {
    const files = readdirSync(join(process.cwd(), 'test/faults')).filter(
      (name) => name.endsWith('.spec.ts') && !['faults.unit.spec.ts', 'defects.e2e.spec.ts'].includes(name),
    );
    expect(files.map((name) => name.replace(/\.(?:unit|int|e2e)\.spec\.ts$/, '')).sort()).toEqual(
      Object.keys(faults).sort(),
    );
  });
});

describe('a case that is named by its title', () => {
  const run = "it('a title', () => { expect(1).toBe(1); });";

  it.each([
    "it.skip('a title', () => undefined);",
    "xit('a title', () => undefined);",
    "test.todo('a title');",
    "it.failing('a title', () => undefined);",
    "it.skip.each([1, 2])('a title', () => undefined);",
    "it.skip.each`a\n${1}`('a title', () => undefined);",
    `describe.skip('of them', () => { ${run} });`,
    `xdescribe('of them', () => { describe('within', () => { ${run} }); });`,
  ])('does not count where it is skipped: %s', (text) => {
    expect(titlesIn(text).skipped).toContain('a title');
  });

  it.each([
    run,
    `it.skip('another', () => undefined); ${run}`,
    `describe('of them', () => { ${run} it.skip('another', () => undefined); });`,
    "it.each([1])('a title', () => undefined);",
    "(kind === 'postgres' ? it : it.skip)('a title', () => undefined);",
    "reader.skip('a title');",
    "export const cases = { 'a title': async () => undefined };",
  ])('counts: %s', (text) => {
    const { quoted, skipped } = titlesIn(text);
    expect(quoted).toContain('a title');
    expect(skipped).not.toContain('a title');
  });

  it('is not there where it stands in a comment alone', () => {
    expect(titlesIn(`// ${run}`).quoted).toEqual([]);
  });

  it('is as it is shown, not as it is written', () => {
    expect(titlesIn("it('the agency\\'s', () => undefined); it(`of ${name}`, () => undefined);").quoted).toEqual([
      ...["the agency's", 'of ${name}'],
    ]);
  });
});
