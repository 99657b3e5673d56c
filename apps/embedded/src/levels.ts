import { sideGauges } from '@lienthong/connectors';
import { groups } from '@lienthong/contracts';
import { lagGauges, outboxGauges, retentionGauges, type GaugeReading } from '@lienthong/process';
import type { Embedded } from './embedded.js';

/** Lags and levels of this process, for `/metrics`. */
export async function levels({ bus, core, side }: Embedded): Promise<readonly GaugeReading[]> {
  const lags = await Promise.all(Object.values(groups).map((group) => lagGauges(bus, group)));
  const removed = retentionGauges('gateway', core.retention.removed());
  return [...(await sideGauges(side)), ...outboxGauges('gateway', core.lag()), ...removed, ...lags.flat()];
}
