import { vietNam } from '@lienthong/statutory-clock';
import { unitTree } from '../../access/unit-tree.js';
import { stepRules } from './steps-as-configured.js';

const tree = unitTree([
  { code: 'H44', name: 'x' },
  { code: 'H44.01', name: 'x' },
  { code: 'H44.01.02', name: 'x' },
  { code: 'H44.07', name: 'x' },
]);
const steps = [
  { key: 'a', unit: 'H44.07', ask: 'x', workingHours: 4 },
  { key: 'b', role: 'land', ask: 'x', workingDays: 2, after: ['a'] },
];
const roles = [
  { role: 'land', for: 'H44', unit: 'L1' },
  { role: 'land', for: 'H44.01', unit: 'L2', validTo: '2026-07-01' },
  { role: 'land', for: 'H44.01', unit: 'L3', validFrom: '2026-07-01' },
  { role: 'tax', for: 'H44.01.02', unit: 'T1' },
];
const rules = stepRules([{ code: 'P', steps }], roles, tree, vietNam());
const at = (text: string): number => Date.parse(`${text}:00+07:00`);

it('begin with processing where nothing else is said, and are asked as long as is declared', () => {
  expect(rules.of('other')).toBeUndefined();
  expect(rules.of('P')).toEqual({
    startsAt: 'processing',
    steps: [
      { key: 'a', unit: 'H44.07', ask: 'x', limit: { workingHours: 4 } },
      { key: 'b', role: 'land', ask: 'x', limit: { workingDays: 2 }, after: ['a'] },
    ],
  });
  // Friday afternoon; Saturday and Sunday are not worked.
  expect(rules.dueAt({ workingHours: 4 }, at('2026-11-20T15:00'))).toBe(at('2026-11-23T09:00'));
  expect(rules.dueAt({ workingDays: 2 }, at('2026-11-20T15:00'))).toBe(at('2026-11-24T15:00'));
  // Nobody knows the holidays of that year yet.
  expect(rules.dueAt({ workingHours: 12 }, at('2093-11-20T15:00'))).toBe(at('2093-11-24T15:00'));
});

it.each([
  ['H44.01', '2026-06-30', 'L2'],
  ['H44.01', '2026-07-01', 'L3'],
  ['H44.01.02', '2026-07-01', 'L3'],
  ['H44.07', '2026-07-01', 'L1'],
  ['H99', '2026-07-01', undefined],
])('who plays a part for %s on %s: %s, the row for the nearest unit on that day', (owner, day, unit) => {
  expect(rules.unitOf({ role: 'land' }, owner, day)).toBe(unit);
});

it('a unit that is named is asked, and nobody where no row is about the part', () => {
  expect(rules.unitOf({ unit: 'H44.07' }, 'H44.01', '2026-07-01')).toBe('H44.07');
  expect(rules.unitOf({ role: 'tax' }, 'H44.01', '2026-07-01')).toBeUndefined();
});
