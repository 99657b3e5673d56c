import { groups } from '@lienthong/contracts';
import type { GaugeReading } from '@lienthong/process';
import type { Embedded } from './embedded.js';

/** Lags and levels of this process, for `/metrics`. */
export async function levels({ bus, core, side }: Embedded): Promise<readonly GaugeReading[]> {
  const runner = side.stats();
  const readings: GaugeReading[] = [
    { name: 'exchanges_open', help: 'Exchanges in the shards of this process that have not ended', value: runner.open },
    { name: 'exchanges_ready', help: 'Lanes that could go now and wait for a partner', value: runner.ready },
    { name: 'calls_in_flight', help: 'Turns of lanes under way with partners', value: runner.inFlight },
    { name: 'breakers_open', help: 'Operations that are held back after failures', value: runner.breakersOpen.length },
    { name: 'shards_owned', help: 'Shards that this process owns', value: runner.shards },
  ];
  for (const { partner, state } of await side.partners()) {
    const value = state === 'up' ? 1 : 0;
    readings.push({
      name: 'partner_up',
      help: '1 if the partner answers its health question',
      labels: { partner },
      value,
    });
  }
  const outboxes = { gateway: core.lag(), connectors: runner.outbox };
  for (const [side_, { rows, oldestMillis }] of Object.entries(outboxes)) {
    const labels = { side: side_ };
    readings.push(
      { name: 'outbox_rows', help: 'Committed and not yet on the bus', labels, value: rows },
      { name: 'outbox_oldest_seconds', help: 'Age of the oldest of them', labels, value: oldestMillis / 1000 },
    );
  }
  for (const group of Object.values(groups)) {
    for (const [topic, value] of Object.entries(await bus.lag(group))) {
      readings.push({
        name: 'bus_lag_records',
        help: 'On the bus and not yet handled',
        labels: { group, topic },
        value,
      });
    }
  }
  return readings;
}
