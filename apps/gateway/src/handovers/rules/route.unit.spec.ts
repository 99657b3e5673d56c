import { unitTree } from '../../access/unit-tree.js';
import { unitRoutes } from './route.js';

const routeOf = unitRoutes(
  unitTree([
    { code: 'H44.01', name: 'one' },
    { code: 'H44.02', name: 'two', validTo: '2025-07-01', successor: 'H44.03' },
    { code: 'H44.03', name: 'three', validFrom: '2025-07-01', validTo: '2026-03-01', successor: 'H44.04' },
    { code: 'H44.04', name: 'four', validFrom: '2026-03-01' },
    { code: 'H44.05', name: 'five', validTo: '2026-01-01' },
    { code: 'H44.06', name: 'six', validFrom: '2027-01-01' },
  ]),
);

it.each([
  ['H44.01', '2026-11-22', { kind: 'to', unit: 'H44.01' }],
  // The day before it ends it still takes what is addressed to it.
  ['H44.02', '2025-06-30', { kind: 'to', unit: 'H44.02' }],
  ['H44.02', '2025-07-01', { kind: 'to', unit: 'H44.03' }],
  ['H44.02', '2026-03-01', { kind: 'to', unit: 'H44.04' }],
  ['H44.05', '2026-11-22', { kind: 'ended' }],
  ['H44.06', '2026-11-22', { kind: 'notYet' }],
  ['H44.06', '2027-01-01', { kind: 'to', unit: 'H44.06' }],
  ['H99', '2026-11-22', { kind: 'unknown' }],
] as const)('%s on %s: %j', (unit, day, route) => expect(routeOf(unit, day)).toEqual(route));
