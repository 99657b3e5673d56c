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
  const counters = new Labelled(registry, Counter);
  const gauges = new Labelled(registry, Gauge);

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
      counters.begin(counted ?? []);
      gauges.begin(levels ?? []);
      for (const reading of counted ?? []) counters.of(reading).inc({ ...reading.labels }, reading.value);
      for (const reading of levels ?? []) gauges.of(reading).set({ ...reading.labels }, reading.value);
      return registry.metrics();
    },
  };
}

type Of = Registry<typeof Registry.OPENMETRICS_CONTENT_TYPE>;
type Reading = Pick<BusinessCounter, 'name' | 'help'> & Partial<Pick<BusinessCounter, 'labels'>>;

/** Metrics of one kind by name, each with every label that any of its readings ever had: not all of them need have all. */
class Labelled<M extends { reset(): void }> {
  readonly #known = new Map<string, { readonly metric: M; readonly labelNames: ReadonlySet<string> }>();

  constructor(
    private readonly registry: Of,
    private readonly Kind: new (configuration: {
      name: string;
      help: string;
      labelNames: string[];
      registers: Of[];
    }) => M,
  ) {}

  /** What stood there at the last scrape is no longer known to be true. */
  begin(readings: readonly Reading[]): void {
    for (const { metric } of this.#known.values()) metric.reset();
    for (const { name, help, labels = {} } of readings) {
      const known = this.#known.get(name);
      const labelNames = new Set([...(known?.labelNames ?? []), ...Object.keys(labels)]);
      if (known && known.labelNames.size === labelNames.size) continue;
      this.registry.removeSingleMetric(prefix + name);
      const registers = [this.registry];
      const metric = new this.Kind({ name: prefix + name, help, labelNames: [...labelNames], registers });
      this.#known.set(name, { metric, labelNames });
    }
  }

  of({ name }: Reading): M {
    return this.#known.get(name)!.metric;
  }
}
