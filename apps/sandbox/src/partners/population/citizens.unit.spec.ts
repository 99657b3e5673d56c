import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { citizens, type Citizen } from './population.citizens.wire.js';

/** Code of the province in three digits, century and gender in one, year of birth in two, six more. */
const shape = /^(?<province>\d{3})(?<kind>\d)(?<year>\d{2})\d{6}$/;
/** Of the first province; none is below. */
const firstCode = 1;

const relativesOf = ({ father, mother, spouse, head }: Citizen) =>
  [father, mother, spouse, head].flatMap((one) => (one ? [one.number] : []));
const provinceOf = (number: string): number => Number(shape.exec(number)?.groups?.['province'] ?? firstCode);

describe('nobody has the numbers of fictional persons', () => {
  it.each(citizens.map((one) => [one.number, one] as const))('%s', (number, one) => {
    for (const each of [number, ...relativesOf(one)]) expect([each, provinceOf(each)]).toEqual([each, 0]);
    // The old card's first three digits were the issuing province's as well.
    expect(one.oldNumber).toMatch(/^(?:000\d{6})?$/);
    // All the rest is as in a real one.
    const { kind, year } = shape.exec(number)!.groups!;
    if (one.year !== '') expect(`${Number(kind) < 2 ? 19 : 20}${year}`).toBe(one.year);
    if (one.gender !== '0' && one.name !== '') expect(Number(kind) % 2 === 0 ? '1' : '2').toBe(one.gender);
  });

  it('and no two of them the same', () => {
    for (const key of ['number', 'oldNumber'] as const) {
      const given = citizens.map((one) => one[key]).filter((number) => number !== '');
      expect(new Set(given).size).toBe(given.length);
    }
  });

  it.each(['test/contract', 'docs', 'README.md', 'apps/sandbox/README.md'])('in %s neither', (place) => {
    const found = filesIn(resolve(place)).flatMap((file) =>
      [...readFileSync(file, 'utf8').matchAll(/(?<![\d.-])0\d{11}(?!\d)/g)].map(([number]) => ({ file, number })),
    );
    if (place === 'test/contract') expect(found.length).toBeGreaterThan(10);
    expect(found.filter(({ number }) => provinceOf(number) >= firstCode)).toEqual([]);
  });
});

function filesIn(place: string): string[] {
  if (/\.\w+$/.test(place)) return [place];
  return readdirSync(place, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && /\.(?:md|json|xml|yaml)$/.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name));
}
