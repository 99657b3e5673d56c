import { defaultsOf } from '@lienthong/config';
import { rulesOf } from './settings-of.js';
import { testConfig } from './testing/http-fixture.js';

it('names units as configured, an unknown one by its code', () => {
  const { unitName, referencePrefix } = rulesOf(testConfig);
  expect([unitName('H44.01'), unitName('H77'), referencePrefix]).toEqual(['Sở Tư pháp', 'H77', 'HSDVC']);
});

it('a prefix that stands in transfer texts anyway is refused at the start', () => {
  const payments = { ...defaultsOf('payments'), referencePrefix: 'FTABC' };
  expect(() => rulesOf({ ...testConfig, payments })).toThrow(/payments\.referencePrefix: found FTABC/);
});

it('a unit behind a hub that nobody has configured is refused at the start', () => {
  const units = [...testConfig.units, { code: 'G01', name: 'x', via: 'lgsp-exchange' } as const];
  expect(() => rulesOf({ ...testConfig, units })).toThrow(/units: G01 is reached via lgsp-exchange/);
  const { handovers } = rulesOf({ ...testConfig, units, partnerNames: ['lgsp-exchange'] });
  expect([handovers.hub.viaOf('G01'), handovers.hub.viaOf('H44.01')]).toEqual(['lgsp-exchange', undefined]);
});
