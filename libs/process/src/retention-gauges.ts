import type { GaugeReading } from './metrics.js';

/** What this process has removed since its start because its time had come, by kind of row. */
export const retentionGauges = (side: string, removed: Readonly<Record<string, number>>): readonly GaugeReading[] =>
  Object.entries(removed).map(([what, value]) => ({
    name: 'retention_removed_rows',
    help: 'Removed by this process because its time had come',
    labels: { side, what },
    value,
  }));
