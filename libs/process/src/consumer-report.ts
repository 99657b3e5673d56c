import type { ConsumerState } from '@lienthong/bus';
import type { GaugeReading } from './metrics.js';
import type { NotReady } from './readiness.js';

/**
 * Why a group's consumer in this process is no reason to be ready. Being without partitions is none (more processes than
 * partitions), nor is a rebalance, which is over in seconds.
 */
export function consumerFaults(group: string, state: ConsumerState): readonly NotReady[] {
  const why =
    state.state === 'down'
      ? `${group} cannot reach the brokers`
      : state.state === 'rebuilding'
        ? `the consumer of ${group} failed and is built anew`
        : state.lastRebalanceAt === undefined
          ? `${group} has not joined its consumer group yet`
          : undefined;
  return why === undefined ? [] : [{ what: 'consumer', why }];
}

/** The consumer of a group in this process, for `/metrics`. */
export function consumerGauges(group: string, state: ConsumerState): readonly GaugeReading[] {
  const labels = { group };
  return [
    { name: 'bus_consumer_up', help: '1 if the consumer runs', labels, value: state.state === 'running' ? 1 : 0 },
    { name: 'bus_partitions_assigned', help: 'Partitions that this process hears', labels, value: state.partitions },
    {
      name: 'bus_last_rebalance_timestamp_seconds',
      help: 'When its partitions were last given out; 0 before the first time',
      labels,
      value: (state.lastRebalanceAt?.getTime() ?? 0) / 1000,
    },
    { name: 'bus_rebalances', help: 'Rebalances since the start', labels, value: state.rebalances },
    { name: 'bus_consumer_rebuilds', help: 'Times the consumer was built anew', labels, value: state.rebuilds },
  ];
}
