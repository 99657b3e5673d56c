import { partnersHealth, type PartnersSource } from './partners-health.js';

const askedAt = '2026-11-22T08:00:00.000Z';
const shown = '2026-11-22T15:00:00+07:00';
const settled = () => new Promise((done) => setImmediate(done));

it('tells at once what the last round brought, and which operations are held back', async () => {
  let answer: (state: 'up' | 'down') => void = () => undefined;
  let asked = 0;
  const source: PartnersSource = {
    partners: () => {
      asked += 1;
      return new Promise((done) => {
        answer = (state) =>
          done([{ partner: 'portal', state, ...(state === 'down' ? { cause: 'timeout' } : {}), askedAt }]);
      });
    },
    stats: () => ({ breakersOpen: ['portal/sync', 'portal-2/sync'] }),
  };
  const health = partnersHealth(source);
  expect(health()).toEqual([]);
  answer('up');
  await settled();
  expect(health()).toEqual([{ partner: 'portal', state: 'up', askedAt: shown, heldBack: ['sync'] }]);
  // One round at a time, however many look.
  health();
  expect(asked).toBe(2);
  answer('down');
  await settled();
  expect(health()).toEqual([
    { partner: 'portal', state: 'down', cause: 'timeout', askedAt: shown, heldBack: ['sync'] },
  ]);
});

it('a side that fails leaves what was known', async () => {
  const health = partnersHealth({ partners: () => Promise.reject(new Error()), stats: () => ({ breakersOpen: [] }) });
  await settled();
  expect(health()).toEqual([]);
});
