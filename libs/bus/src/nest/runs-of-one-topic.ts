import type { Delivery } from '../port.js';

/** Splits a batch where the topic changes; the order stays. */
export function runsOfOneTopic(deliveries: readonly Delivery[]): readonly (readonly Delivery[])[] {
  if (deliveries.every(({ topic }) => topic === deliveries[0]?.topic)) return deliveries.length > 0 ? [deliveries] : [];
  const runs: Delivery[][] = [];
  for (const delivery of deliveries) {
    const run = runs.at(-1);
    if (run?.[0]?.topic === delivery.topic) run.push(delivery);
    else runs.push([delivery]);
  }
  return runs;
}
