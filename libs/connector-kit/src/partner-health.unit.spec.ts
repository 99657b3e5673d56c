import { PartnerHealth } from './partner-health.js';
import type { Connector, Health } from './port.js';

const partner = (name: string, health: () => Promise<Health>): Connector =>
  ({ partner: name, health, transport: {} }) as unknown as Connector;

it('asks each partner once in a while, whoever looks and however often', async () => {
  let now = 0;
  let asked = 0;
  const health = new PartnerHealth([partner('p', async () => ((asked += 1), { state: 'up' }))], () => now, {
    keepMs: 10,
  });
  await Promise.all([health.read(), health.read()]);
  now = 9;
  expect(await health.read()).toEqual([{ partner: 'p', state: 'up', askedAt: '1970-01-01T00:00:00.000Z' }]);
  expect(asked).toBe(1);
  now = 10;
  expect(await health.read()).toMatchObject([{ askedAt: '1970-01-01T00:00:00.010Z' }]);
  expect(asked).toBe(2);
});

it('takes a connector that fails for a partner that is down, and nobody else', async () => {
  const broken = partner('broken', () => Promise.reject(new Error('defect')));
  const health = new PartnerHealth([broken, partner('p', async () => ({ state: 'up' }))], () => 0);
  expect(await health.read()).toMatchObject([
    { partner: 'broken', state: 'down', cause: 'connector.failed' },
    { partner: 'p', state: 'up' },
  ]);
});
