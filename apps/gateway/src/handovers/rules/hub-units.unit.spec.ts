import { unitTree } from '../../access/unit-tree.js';
import { hubUnits } from './hub-units.js';

const units = hubUnits(
  unitTree([
    { code: 'H44.01', name: 'one', hubCode: '000.00.01.H44' },
    { code: 'H44.02', name: 'two' },
    { code: 'G01', name: 'three', via: 'lgsp-exchange', hubCode: '000.00.05.G01' },
  ]),
);

it('a unit is known by its code there, or by its own', () => {
  expect(['H44.01', 'H44.02', 'G01'].map(units.codeOf)).toEqual(['000.00.01.H44', 'H44.02', '000.00.05.G01']);
  expect(['000.00.01.H44', 'H44.02', '000.00.05.G01', 'H44.01'].map(units.unitOf)).toEqual([
    ...['H44.01', 'H44.02', 'G01', undefined],
  ]);
});

it('only those that say so are reached through it', () => {
  expect(['H44.01', 'G01', 'H99'].map(units.viaOf)).toEqual([undefined, 'lgsp-exchange', undefined]);
  expect(units.some).toBe(true);
  expect(hubUnits(unitTree([{ code: 'H44', name: 'x' }])).some).toBe(false);
});
