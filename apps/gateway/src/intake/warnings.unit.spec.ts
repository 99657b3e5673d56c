import { unitTree } from '../access/unit-tree.js';
import { sampleDossier } from '../testing/sample-dossier.js';
import { warningsOf } from './warnings.js';

const units = unitTree([
  { code: 'H44', name: 'Province' },
  { code: 'H44.60', name: 'Before', parent: 'H44', validTo: '2025-07-01', successor: 'H44.61' },
  { code: 'H44.61', name: 'After', parent: 'H44', validFrom: '2025-07-01' },
]);
const warned = (unit: string, day: string) =>
  warningsOf(sampleDossier({ unit }), units, day).map(({ detail: _sentence, ...warning }) => warning);

it.each([
  ['H44', '2025-06-30', []],
  ['H44.60', '2025-06-30', []],
  ['H44.60', '2025-07-01', [{ pointer: '/unit', code: 'unit.ended', whoActs: 'agency', successor: 'H44.61' }]],
  ['H44.61', '2025-06-30', [{ pointer: '/unit', code: 'unit.notYet', whoActs: 'agency' }]],
  ['H44.61', '2025-07-01', []],
])('%s on %s', (unit, day, expected) => expect(warned(unit, day)).toEqual(expected));

it('the unit and the address are both spoken of', () => {
  const { applicant } = sampleDossier();
  const content = sampleDossier({ unit: 'H44.60', applicant: { ...applicant, address: { provinceCode: '99' } } });
  expect(warningsOf(content, units, '2026-11-22').map(({ code }) => code)).toEqual(['unit.ended', 'area.notFound']);
});
