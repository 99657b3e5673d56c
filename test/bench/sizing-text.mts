import { sizeOf, type Measured, type Province } from './sizing.ts';

/** A file of the throughput bench. */
export interface Result {
  readonly mode: string;
  readonly cores: number;
  /** ISO 8601. */
  readonly at: string;
  readonly held?: Measured;
}

const figure = (value: number): string =>
  value < 10 ? String(Number(value.toPrecision(2))) : Math.round(value).toLocaleString('en');
/** Less than one in a hundred is not measured by this. */
const cores = (value: number): string => (value < 0.01 ? '< 0.01' : figure(value));
const gigabytes = (bytes: number): string => `${figure(bytes / 1e9)} GB`;
const row = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
const table = ([head, ...rows]: readonly (readonly string[])[]): string =>
  [row(head!), row(head!.map(() => '---')), ...rows.map(row)].join('\n');

const names = { product: 'process' } as Readonly<Record<string, string>>;
const server = (name: string): boolean => name !== 'load' && name !== 'sandbox';

/** What was measured, as Markdown. */
export function measuredText({ mode, cores, at, held }: Result): string {
  if (!held) throw new Error(`nothing was held in the run of ${mode}, ${at}: there is nothing to size by`);
  const processes = Object.keys(held.cpu).filter(server);
  const sizes = [
    `${figure(held.bytesPerExchange)} bytes of database`,
    `${figure(held.walPerExchange)} of WAL`,
    ...(held.busBytesPerExchange === undefined ? [] : [`${figure(held.busBytesPerExchange)} in Kafka's log`]),
  ];
  return [
    `${mode === 'cluster' ? 'Cluster' : 'Embedded'}, ${at.slice(0, 10)}, ${cores} cores with everything on them, the load generator too: ${held.rate} dossiers/s held for ${held.seconds} s. Per exchange ${sizes.join(', ')}.`,
    table([
      ['', ...processes.map((name) => names[name] ?? name)],
      ['CPU per dossier, µs', ...processes.map((name) => figure(held.cpu[name]!))],
      ['memory, MB', ...processes.map((name) => figure((held.resident[name] ?? 0) / 1e6))],
    ]),
  ].join('\n\n');
}

/** What provinces of several sizes need, as Markdown. */
export function sizesText({ held }: Result, provinces: readonly Province[]): string {
  if (!held) throw new Error('nothing was held: there is nothing to size by');
  const columns = provinces.map((province) => ({ province, size: sizeOf(held, province) }));
  type Column = (typeof columns)[number];
  const line = (what: string, of: (column: Column) => string): string[] => [what, ...columns.map(of)];
  const { exchangeDays, busDays } = provinces[0]!;
  return table([
    line('dossiers a day', ({ province }) => province.dossiersPerDay.toLocaleString('en')),
    line('a second in the busiest hour', ({ size }) => figure(size.peakPerSecond)),
    line('gateways, connectors', ({ size }) => `${size.gateways}, ${size.connectors}`),
    line('their memory', ({ size }) => gigabytes(size.memory)),
    line('partitions', ({ size }) => String(size.partitions)),
    line('`max_connections`', ({ size }) => String(size.connections)),
    line('busy cores of PostgreSQL, Kafka', ({ size }) => [size.postgresCores, size.kafkaCores].map(cores).join(', ')),
    line('database, a day', ({ size }) => gigabytes(size.databasePerDay)),
    line(`database, ${exchangeDays} days`, ({ size }) => gigabytes(size.database)),
    line('WAL, a day', ({ size }) => gigabytes(size.walPerDay)),
    line(`each broker, ${busDays} days`, ({ size }) => gigabytes(size.kafkaPerBroker)),
    line('a day at once, minutes', ({ size }) => figure(size.dayAtOnceSeconds / 60)),
  ]);
}
