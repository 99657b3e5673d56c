import type { Bus } from '@lienthong/bus';
import type { OutboxLag } from '@lienthong/store';
import type { GaugeReading } from './metrics.js';

/** What a side has committed and not yet published. */
export function outboxGauges(side: string, { rows, oldestMillis }: OutboxLag): readonly GaugeReading[] {
  const labels = { side };
  return [
    { name: 'outbox_rows', help: 'Committed and not yet on the bus', labels, value: rows },
    { name: 'outbox_oldest_seconds', help: 'Age of the oldest of them', labels, value: oldestMillis / 1000 },
  ];
}

/** How far a group is behind, per topic. */
export async function lagGauges(bus: Pick<Bus, 'lag'>, group: string): Promise<readonly GaugeReading[]> {
  const help = 'On the bus and not yet handled';
  return Object.entries(await bus.lag(group)).map(([topic, value]) => ({
    name: 'bus_lag_records',
    help,
    labels: { group, topic },
    value,
  }));
}
