import { createEmbeddedBus, type Bus } from '@lienthong/bus';
import type { SideStanding } from '@lienthong/connectors';
import { readinessOf, type Readiness } from '@lienthong/process';
import type { Store } from '@lienthong/store';
import { pgliteTestStore, type TestStore } from '@lienthong/store/testing';
import { embeddedReadiness } from './readiness.js';

let opened: TestStore;
let store: Store;
let bus: Bus;
beforeAll(async () => {
  opened = await pgliteTestStore();
  store = opened.store;
  bus = await createEmbeddedBus({ store });
});
afterAll(async () => {
  await bus.close();
  await opened.dispose();
});

const well = { outbox: { rows: 0, oldestMillis: 0 }, trouble: undefined };
const late = { rows: 3, oldestMillis: 31_000 };

/** Readiness where the sides stand so. */
function where(gateway: ReturnType<SideStanding['stats']>, connectors: ReturnType<SideStanding['stats']>): Readiness {
  const ofGateway = { trouble: () => gateway.trouble, lag: () => gateway.outbox, lagLimitMillis: 30_000 };
  const core = { readiness: () => readinessOf({ ...{ store, bus, side: 'gateway' }, ...ofGateway }) };
  return embeddedReadiness({ store, bus, core, side: { stats: () => connectors } });
}

it('the process is ready while both sides are', async () => {
  expect(await where(well, well)()).toEqual([]);
  expect(await where(well, { ...well, outbox: { ...late, oldestMillis: 29_000 } })()).toEqual([]);
});

it.each([
  ['gateway', late, well.outbox],
  ['connectors', well.outbox, late],
])('outcomes of the %s that have waited too long for the bus', async (_side, gateway, connectors) => {
  const faults = await where({ ...well, outbox: gateway }, { ...well, outbox: connectors })();
  expect(faults).toEqual([{ what: 'relay', why: '3 records have waited for the bus for up to 31 s' }]);
});

it('commits of the connectors that the store does not take', async () => {
  const faults = await where(well, { ...well, trouble: { why: 'the disk is full', at: Date.now() } })();
  expect(faults).toEqual([{ what: 'store', why: expect.stringContaining('the disk is full') }]);
});

it('what both sides say is said once', async () => {
  const standing = { outbox: late, trouble: { why: 'the disk is full', at: Date.now() } };
  expect((await where(standing, standing)()).map(({ what }) => what)).toEqual(['store', 'relay']);
});
