/** What a held rate of the throughput bench cost. CPU in microseconds per dossier, by process; sizes in bytes. */
export interface Measured {
  readonly rate: number;
  readonly seconds: number;
  readonly cpu: Readonly<Record<string, number>>;
  readonly resident: Readonly<Record<string, number>>;
  readonly walPerExchange: number;
  readonly bytesPerExchange: number;
  readonly busBytesPerExchange?: number;
}

export interface Province {
  /** A dossier with one step: as many exchanges as were measured. */
  readonly dossiersPerDay: number;
  /** Part of a day's dossiers that comes in its busiest hour, 0 to 1. */
  readonly busiestHour: number;
  readonly exchangesPerDossier: number;
  /** Days for which ended exchanges, and Kafka's records, are kept. */
  readonly exchangeDays: number;
  readonly busDays: number;
}

/** Sizes in bytes. */
export interface Size {
  readonly peakPerSecond: number;
  readonly gateways: number;
  readonly connectors: number;
  readonly partitions: number;
  readonly connections: number;
  /** Cores that are busy in the busiest hour. */
  readonly postgresCores: number;
  readonly kafkaCores: number;
  readonly databasePerDay: number;
  readonly database: number;
  readonly walPerDay: number;
  readonly kafkaPerBroker: number;
  /** Of all gateways and connectors. */
  readonly memory: number;
  /** For a day's dossiers at once, at the rate that was held on the machine of the measurement, seconds. */
  readonly dayAtOnceSeconds: number;
}

/** A process is one thread of JavaScript; half of a core leaves room for a burst, and for the share of one that is gone. */
const plannedLoad = 0.5;
/** One may be away. */
const fewestProcesses = 2;
const fewestPartitions = 12;

/** What a province needs: processes, partitions, connections and disk, by what was measured. */
export function sizeOf(measured: Measured, province: Province): Size {
  const { dossiersPerDay, busiestHour, exchangesPerDossier, exchangeDays, busDays } = province;
  const peakPerSecond = (dossiersPerDay * busiestHour) / 3600;
  const busyCores = (name: string): number => (peakPerSecond * (measured.cpu[name] ?? 0)) / 1e6;
  const processes = (name: string): number => Math.max(fewestProcesses, Math.ceil(busyCores(name) / plannedLoad));
  const [gateways, connectors] = [processes('gateway'), processes('connectors')];
  const exchangesPerDay = dossiersPerDay * exchangesPerDossier;
  const databasePerDay = exchangesPerDay * measured.bytesPerExchange;
  return {
    ...{ peakPerSecond, gateways, connectors, databasePerDay },
    partitions: Math.max(fewestPartitions, 3 * Math.max(gateways, connectors)),
    connections: 10 * (gateways + connectors) + 20,
    postgresCores: busyCores('PostgreSQL'),
    kafkaCores: busyCores('Kafka'),
    database: databasePerDay * exchangeDays,
    walPerDay: exchangesPerDay * measured.walPerExchange,
    kafkaPerBroker: exchangesPerDay * (measured.busBytesPerExchange ?? 0) * busDays,
    memory: gateways * (measured.resident['gateway'] ?? 0) + connectors * (measured.resident['connectors'] ?? 0),
    dayAtOnceSeconds: dossiersPerDay / measured.rate,
  };
}
