/** Both sides over a PostgreSQL database in a process of its own, with a bus that takes everything; says when each is ready. */
import { randomUUID } from 'node:crypto';
import { createConnectors } from '@lienthong/connectors';
import { openConnectorsSide } from '@lienthong/connector-kit';
import { createGatewayCore } from '@lienthong/gateway';
import { Keyring, MasterKey } from '@lienthong/seal';
import { openStore } from '@lienthong/store';

const startedAt = Date.now() - process.uptime() * 1000;
const tell = (what: string, more: object = {}): void =>
  void process.send?.({ what, millis: Math.round(Date.now() - startedAt), ...more });

tell('imported');

const nobody = 'http://127.0.0.1:9';
const bus = {
  maxRecordBytes: 1_048_576,
  publish: () => Promise.resolve(),
  health: () => Promise.resolve({ state: 'up' as const }),
};
const store = await openStore({ databaseUrl: process.argv[2]! });
const parts = { store, bus, keyring: new Keyring(new MasterKey(Buffer.alloc(32, 7))), owner: randomUUID() };
tell('store');
const core = await createGatewayCore(parts);
const faults = await core.readiness();
tell('gateway', { faults });
const slice = {
  owner: 'o',
  baseUrl: nobody,
  destinationCode: 'd',
  unitCode: 'm',
  username: 'u',
  password: 'synthetic-password',
};
await openConnectorsSide({
  ...parts,
  connectors: createConnectors({ 'dvc-portal': { ...slice, transport: { allowPrivateAddresses: true } } }),
  onEvent: (event) => {
    if (event.event === 'takenOver') tell('takenOver', { shards: event.shards, open: event.open });
    if (event.event === 'failed') tell('failed', { why: String(event.error) });
  },
});
tell('connectors');
const countedFrom = performance.now();
await core.counters();
tell('scraped', { counters: Math.round(performance.now() - countedFrom) });
const roundFrom = performance.now();
await core.reannounce();
tell('reannounced', { round: Math.round(performance.now() - roundFrom) });
