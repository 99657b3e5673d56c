import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client';
import { within } from '@lienthong/store';

/** What the business counts, from rows that every process of a side shares. */
export interface BusinessCounter {
  /** Prometheus name without prefix, `dossiers_accepted_total`. */
  readonly name: string;
  readonly help: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}

/** One reading of a lag or a level, without prefix: `outbox_rows`. */
export interface GaugeReading {
  readonly name: string;
  readonly help: string;
  readonly labels?: Readonly<Record<string, string>>;
  readonly value: number;
}
export interface MetricsSources {
  /** From rows written in the same transactions as what they count; asked at every scrape. */
  readonly counters?: () => Promise<readonly BusinessCounter[]>;
  /** Lags of outbox, bus and projection, and whatever else this process knows. */
  readonly gauges?: () => Promise<readonly GaugeReading[]>;
}
export interface Metrics {
  readonly contentType: string;
  observe(request: { method: string; route: string; status: number; seconds: number }): void;
  /** The OpenMetrics text. A source that fails or takes longer than two seconds costs its own lines only. */
  scrape(): Promise<string>;
}

const sourceDeadlineMillis = 2000;
const prefix = 'lienthong_';

export function createMetrics(sources: MetricsSources): Metrics {
  const registry = new Registry<typeof Registry.OPENMETRICS_CONTENT_TYPE>();
  registry.setContentType(Registry.OPENMETRICS_CONTENT_TYPE);
  const registers = [registry];
  collectDefaultMetrics({ register: registry, eventLoopMonitoringPrecision: 100 });
  const requests = new Histogram({
    name: `${prefix}http_request_seconds`,
    help: 'Time from the first header to the end of the answer',
    labelNames: ['method', 'route', 'status'],
    buckets: [0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10, 30],
    registers,
  });
  const up = new Gauge({
    name: `${prefix}metrics_source_up`,
    help: '1 if the source answered this scrape',
    labelNames: ['source'],
    registers,
  });
  const counters = new Map<string, Counter>();
  const gauges = new Map<string, Gauge>();

  const read = async <T>(source: string, ask: () => Promise<readonly T[]>): Promise<readonly T[] | undefined> => {
    const readings = await within(sourceDeadlineMillis, ask, undefined).catch(() => undefined);
    up.set({ source }, readings ? 1 : 0);
    return readings;
  };

  return {
    contentType: Registry.OPENMETRICS_CONTENT_TYPE,
    observe: ({ method, route, status, seconds }) =>
      requests.observe({ method, route, status: String(status) }, seconds),
    async scrape() {
      const [counted, levels] = await Promise.all([
        sources.counters ? read('counters', sources.counters) : undefined,
        sources.gauges ? read('gauges', sources.gauges) : undefined,
      ]);
      // What stood there at the last scrape is no longer known to be true.
      for (const metric of [...counters.values(), ...gauges.values()]) metric.reset();
      for (const { name, help, labels, value } of counted ?? []) {
        metricNamed(counters, Counter, { name, help, labels, registers }).inc({ ...labels }, value);
      }
      for (const { name, help, labels = {}, value } of levels ?? []) {
        metricNamed(gauges, Gauge, { name, help, labels, registers }).set({ ...labels }, value);
      }
      return registry.metrics();
    },
  };
}

interface Definition {
  readonly name: string;
  readonly help: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly registers: Registry<typeof Registry.OPENMETRICS_CONTENT_TYPE>[];
}

function metricNamed<M>(
  known: Map<string, M>,
  Kind: new (configuration: {
    name: string;
    help: string;
    labelNames: string[];
    registers: Definition['registers'];
  }) => M,
  { name, help, labels, registers }: Definition,
): M {
  const found = known.get(name) ?? new Kind({ name: prefix + name, help, labelNames: Object.keys(labels), registers });
  known.set(name, found);
  return found;
}
