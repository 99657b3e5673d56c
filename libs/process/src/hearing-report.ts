import { consumerFaults, consumerGauges } from './consumer-report.js';
import { lagGauges } from './gauges.js';
import type { GaugeReading } from './metrics.js';
import type { Cluster } from './open-cluster.js';
import type { NotReady } from './readiness.js';

/** Why a process of a cluster does not hear the bus: its consumer waits for the brokers, or is not well. */
export function hearingFaults({ bus, consumerState }: Cluster, group: string): readonly NotReady[] {
  const waiting = bus.waiting();
  return waiting.length > 0 ? waiting : consumerFaults(group, consumerState(group));
}

/** How a process of a cluster hears the bus, for `/metrics`. */
export const hearingGauges = async (
  { bus, consumerState }: Cluster,
  group: string,
): Promise<readonly GaugeReading[]> => [
  ...consumerGauges(group, consumerState(group)),
  ...(await lagGauges(bus, group)),
];
